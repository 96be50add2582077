import { isDeepStrictEqual } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import type { SyncItem } from '../../server/field-sync/contract.ts';
import type { CaseFile } from '../../server/inspection/contract.ts';
import { randomStream } from '../../server/random.ts';
import { httpTransport } from '../../web/field/sync/http-transport.ts';
import type { Transport } from '../../web/field/sync/transport.ts';
import { SimulatedDevice, keyFrom } from './field-sync-devices.ts';
import { faultyLink } from './field-sync-link.ts';
import { sha256 } from './field-sync-model.ts';
import { fieldRecord, type FieldWorld } from './field-sync-world.ts';
import { jpeg } from './pictures.ts';

/** A real server with a line, a case and both parties' sessions, on which runs follow each other. */
export interface FieldServer {
  readonly url: string;
  readonly world: FieldWorld;
  /** Kills the server and starts it again with what it had stored. */
  restart(): Promise<void>;
}

/** What went in during a run, all of which was found at the server, once. */
export interface RunCounts {
  entries: number;
  pictures: number;
  edits: number;
  /** Rounds of sending that did not come through. */
  interrupted: number;
}

const editedFields = ['note', 'custodian'] as const;
const actions = 12;

/** The server at whichever address and with whichever session it has now. */
function transportOf(server: FieldServer, party: number): Transport {
  const now = () => httpTransport(server.url, { cookie: server.world.parties[party]!.cookie, origin: server.url });
  return {
    sync: (...asked) => now().sync(...asked),
    known: (...asked) => now().known(...asked),
    photoState: (...asked) => now().photoState(...asked),
    putChunk: (...asked) => now().putChunk(...asked),
    completePhoto: (...asked) => now().completePhoto(...asked),
  };
}

/** A person who decides by the values alone, whatever came first. */
const later = (mine: unknown, theirs: unknown) => (Number(mine) > Number(theirs ?? 0) ? 'mine' : 'theirs');

/**
 * Two devices of two parties record, sign nothing, contradict each other and send through faulty links, while programs are killed.
 * @param kills whether the server is killed and started again on the way
 * @throws Error, with the seed, when in the end not everything is at the server, or anything twice
 */
export async function runOverHttp(seed: number, server: FieldServer, kills: boolean): Promise<RunCounts> {
  const random = randomStream(seed, 'field sync over HTTP');
  const { caseId, markerIds } = server.world;
  const links = [0, 1].map((party) => faultyLink(transportOf(server, party), random));
  const devices = links.map(({ transport }) => new SimulatedDevice({ transport, random, kills: 0.02, batch: 3 }));
  const entries = new Map<string, unknown>();
  const records: string[] = [];
  const pictures: Buffer[] = [];
  const highest = new Map<string, number>();
  let [edits, interrupted] = [0, 0];

  const standing = async (id: string) => {
    const { body } = await server.world.parties[0].call('GET', `/api/v1/boundary-markers/${id}`);
    return { version: Number(body.version), body: body as Record<string, unknown> };
  };
  const takeAlong = async () =>
    new Map(await Promise.all(markerIds.map(async (id) => [id, await standing(id)] as const)));
  const first = await takeAlong();
  const taken = devices.map(() => first);
  // Values rise from run to run, so that the highest is the last decision.
  let value = Math.max(0, ...[...first.values()].flatMap(({ body }) => editedFields.map((f) => Number(body[f] ?? 0))));

  async function act(who: number): Promise<void> {
    const device = devices[who]!;
    const kind = random.integer(0, 2);
    if (kind === 0) {
      const picture = jpeg(800, 600, Buffer.alloc(random.integer(1, 150_000), `${seed} ${pictures.length}`));
      pictures.push(picture);
      const entry = fieldRecord(random.pick(markerIds), [sha256(picture)], keyFrom(random));
      entries.set(entry.key, entry.content);
      records.push(entry.key);
      await device.addPhoto(picture, 'image/jpeg');
      await device.record({ kind: 'entry', caseId, entry });
    } else if (kind === 1 && records.length > 0) {
      const side = who === 0 ? ('first' as const) : ('second' as const);
      const content = { kind: 'dissent' as const, of: random.pick(records), side, words: '有异议' };
      const { deviceTime } = fieldRecord('');
      const entry = { key: keyFrom(random), deviceTime, content };
      entries.set(entry.key, content);
      await device.record({ kind: 'entry', caseId, entry });
    } else {
      const markerId = random.pick(markerIds);
      const { version, body } = taken[who]!.get(markerId)!;
      const field = random.pick(editedFields);
      value += 1;
      edits += 1;
      highest.set(`${markerId}/${field}`, value);
      const change = { base: { [field]: body[field] ?? null }, fields: { [field]: String(value) } };
      const { deviceTime } = fieldRecord('');
      const edit: SyncItem = {
        ...{ kind: 'markerEdit', key: keyFrom(random), markerId, baseVersion: version, reason: '现场', deviceTime },
        ...change,
      };
      await device.record(edit);
    }
  }

  async function send(who: number): Promise<void> {
    const round = await devices[who]!.sync();
    if (round === null || round.link !== 'up') interrupted += 1;
  }

  const killAt = kills ? random.integer(1, actions - 1) : null;
  for (let left = actions; left > 0;) {
    const who = random.integer(0, 1);
    const what = random.next();
    if (what < 0.5) {
      await act(who);
      left -= 1;
      if (left === killAt) {
        const sending = Promise.all(devices.map((_, each) => send(each)));
        await pause(random.integer(0, 200));
        await server.restart();
        await sending;
      }
    } else if (what < 0.8) await send(who);
    else if (what < 0.87) await devices[who]!.review(later, standing);
    else if (what < 0.92) taken[who] = await takeAlong();
    else await links[who]!.deliverDelayed();
  }

  for (const link of links) link.calmDown();
  for (const device of devices) device.calmDown();
  let open = Infinity;
  for (let round = 0; round < 30 && open > 0; round += 1) {
    open = 0;
    for (const device of devices) {
      const went = (await device.sync())!;
      open += went.open + went.review + went.missing;
      await device.review(later, standing);
    }
  }
  const troubles = open === 0 ? [] : [`${open} items and pictures are not stored`];
  troubles.push(...(await troublesOf(server, entries, pictures)));
  for (const [place, wanted] of highest) {
    const [markerId = '', field = ''] = place.split('/');
    const found = (await standing(markerId)).body[field];
    if (found !== String(wanted)) troubles.push(`${place} is ${String(found)} instead of ${wanted}`);
  }
  if (troubles.length > 0) throw new Error(`Seed ${seed}: ${troubles.join('; ')}`);
  return { entries: entries.size, pictures: pictures.length, edits, interrupted };
}

/** What of the entries and pictures of a run is not at the server once, as it was recorded. */
async function troublesOf(
  { url, world }: FieldServer,
  entries: ReadonlyMap<string, unknown>,
  pictures: readonly Buffer[],
): Promise<string[]> {
  const [api] = world.parties;
  const troubles: string[] = [];
  const file = (await api.call('GET', `/api/v1/inspection-cases/${world.caseId}`)).body.file as CaseFile['file'];
  for (const [key, content] of entries) {
    const found = file.filter((entry) => entry.key === key);
    if (found.length !== 1) troubles.push(`entry ${key} is there ${found.length} times`);
    else if (!isDeepStrictEqual(found[0]!.content, content)) troubles.push(`entry ${key} is another one`);
  }
  const verdict = (await api.call('GET', `/api/v1/inspection-cases/${world.caseId}/verify`)).body;
  if (verdict.intact !== true) troubles.push('the chain of the case is broken');
  for (const picture of pictures) {
    const answer = await fetch(`${url}/api/v1/field-photos/${sha256(picture)}/content`, {
      headers: { cookie: api.cookie },
    });
    if (sha256(new Uint8Array(await answer.arrayBuffer())) !== sha256(picture))
      troubles.push(`picture ${sha256(picture)} is not there whole`);
  }
  return troubles;
}
