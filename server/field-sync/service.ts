import { createHash } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { text, type Text } from '../../gis-data/catalogue/index.ts';
import { countiesOfMarker, maySeePrecisely } from '../boundary/rules.ts';
import type { BoundaryService } from '../boundary/service.ts';
import type { Schema } from '../db/schema.ts';
import { serverIdentity } from '../db/server-identity.ts';
import { canonicalJson } from '../inspection/contract.ts';
import { readEntry } from '../inspection/chain.ts';
import type { InspectionService } from '../inspection/service.ts';
import { entryByKey } from '../inspection/store.ts';
import type { NetworkLibrary } from '../network/library.ts';
import type { PlaceNameSignService } from '../place-name-signs/service.ts';
import type { Actor, ChangeSetInput } from '../registry/contract.ts';
import { Problem, problems } from '../registry/problem.ts';
import type { Registry } from '../registry/registry.ts';
import { headSeq, writeAudit } from '../registry/store.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import type {
  FieldArea,
  FieldAreaQuery,
  KnownAnswer,
  KnownRequest,
  OutboxFile,
  OutboxImport,
  SyncAnswer,
  SyncItem,
  SyncOutcome,
} from './contract.ts';
import type { FieldPhotos } from './photos.ts';
import {
  keysNeededBy,
  mergeEdit,
  notStored,
  storeAll,
  stored,
  subjectOf,
  type FieldConflict,
  type RecordEdit,
} from './rules.ts';
import { basemapOf } from './basemap.ts';
import * as store from './store.ts';

type Tx = Transaction<Schema>;
type EntryItem = Extract<SyncItem, { kind: 'entry' }>;

/** What devices in the field take along and bring back. */
export interface FieldSyncService {
  /** @throws Problem not-found (line or division) */
  area(actor: Actor, asked: FieldAreaQuery): Promise<FieldArea>;
  /** The map under an area, as JSON; `sha256` is that of the area's answer. @throws Problem not-found */
  basemap(actor: Actor, asked: FieldAreaQuery): Promise<{ content: string; sha256: string }>;
  /** Stores items one by one, each durably or not at all; one that cannot be stored keeps none of the others back. */
  sync(actor: Actor, deviceId: string, items: readonly SyncItem[]): Promise<SyncAnswer>;
  known(request: KnownRequest): Promise<KnownAnswer>;
  /**
   * Stores what a device gave as a file. It counts as said by whoever imports it: a file proves nobody's name, so a
   * signature in it is taken only from its own signer.
   */
  importFile(actor: Actor, file: OutboxFile): Promise<OutboxImport>;
}

export interface FieldSyncOptions {
  db: Kysely<Schema>;
  registry: Pick<Registry, 'applyFrom'>;
  boundary: Pick<BoundaryService, 'line' | 'markers'>;
  inspection: Pick<InspectionService, 'list' | 'get' | 'append'>;
  signs: Pick<PlaceNameSignService, 'list'>;
  photos: FieldPhotos;
  snapshots: Pick<SnapshotService, 'at'>;
  networks: Pick<NetworkLibrary, 'open' | 'inUse'>;
}

const recordsAtOnce = 1000;
/** Maps that are kept: one is asked for its size first, and soon after for itself. */
const basemapsKept = 8;

/** What lies in an area, as the reader may see it. */
type Places = Pick<FieldArea, 'snapshot' | 'lines' | 'markers' | 'signs'>;

interface BuiltBasemap {
  content: string;
  sha256: string;
}

export function createFieldSyncService(options: FieldSyncOptions): FieldSyncService {
  const { db, registry, boundary, inspection, signs, photos, snapshots, networks } = options;
  /** By what they were made from; null where there is nothing to make one from. */
  const basemaps = new Map<string, BuiltBasemap | null>();

  const told = async () => ({
    serverId: await serverIdentity(db),
    seq: await headSeq(db),
    serverTime: new Date().toISOString(),
  });

  async function storeEntry(actor: Actor, item: EntryItem): Promise<SyncOutcome> {
    const { caseId, entry } = item;
    try {
      const { entry: appended, repeated } = await inspection.append(actor, caseId, entry);
      return stored(entry.key, appended.hash, repeated);
    } catch (error) {
      // Stored by its author already, as when the office imports what the device could send after all.
      if (error instanceof Problem && (await isStoredByAnother(item))) return stored(entry.key, null, true);
      throw error;
    }
  }

  async function isStoredByAnother({ caseId, entry }: EntryItem): Promise<boolean> {
    const kept = await entryByKey(db, entry.key);
    const said = (one: { deviceTime: string; content: unknown }) =>
      canonicalJson({ content: one.content, deviceTime: Date.parse(one.deviceTime) });
    return kept !== null && kept.caseId === caseId && said(readEntry(kept)) === said(entry);
  }

  async function isEarly(item: SyncItem): Promise<boolean> {
    const needed = keysNeededBy(item);
    return (await store.storedKeys(db, needed)).length < new Set(needed).size;
  }

  async function storeEdit(actor: Actor, deviceId: string, edit: RecordEdit): Promise<SyncOutcome> {
    const itemHash = sha256Of(edit);
    let hash = '';
    const committed = registry.applyFrom(actor, {
      async take(tx) {
        // Holds other commits back, so that what is merged with is what is changed.
        await headSeq(tx, true);
        const kept = await store.keptEdit(tx, edit.key);
        if (kept)
          throw new Decided(kept.itemHash === itemHash ? stored(edit.key, kept.hash, true) : keyTaken(edit.key));
        return changeOf(tx, actor, edit);
      },
      async settle(tx, { changeSet, seq }) {
        hash = sha256Of({ changeSetId: changeSet.id, seq, edit });
        const { key, deviceTime } = edit;
        const { type, id: recordId } = subjectOf(edit);
        const by = { changeSetId: changeSet.id, recordedBy: actor.name };
        await store.insertEdit(tx, { key, deviceId, type, recordId, deviceTime, itemHash, hash, ...by });
      },
    });
    try {
      await committed;
      return stored(edit.key, hash, false);
    } catch (error) {
      if (error instanceof Decided) return error.outcome;
      throw error;
    }
  }

  async function storeOne(actor: Actor, deviceId: string, item: SyncItem): Promise<SyncOutcome> {
    try {
      return await (item.kind === 'entry' ? storeEntry(actor, item) : storeEdit(actor, deviceId, item));
    } catch (error) {
      // What is no refusal, or one that passes, is not the item's fault: the device sends everything again.
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      const key = item.kind === 'entry' ? item.entry.key : item.key;
      return (await isEarly(item)) ? notStored(key, 'early', tooEarly) : notStored(key, 'refused', reasonOf(error));
    }
  }

  const storeItems = (actor: Actor, deviceId: string, items: readonly SyncItem[]) =>
    storeAll(items, (item) => storeOne(actor, deviceId, item));

  async function storePhoto(
    actor: Actor,
    photo: OutboxFile['photos'][number],
  ): Promise<OutboxImport['photos'][number]> {
    const { sha256, mime, data } = photo;
    if (data === null) {
      const isStored = (await photos.storedAmong([sha256])).has(sha256);
      return { sha256, status: isStored ? 'stored' : 'missing', repeated: isStored, reason: null };
    }
    try {
      const { repeated } = await photos.add(actor, sha256, mime, Buffer.from(data, 'base64'));
      return { sha256, status: 'stored', repeated, reason: null };
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      return { sha256, status: 'refused', repeated: false, reason: reasonOf(error) };
    }
  }

  async function markersOf(actor: Actor, lineId: string) {
    const items: FieldArea['markers'] = [];
    let cursor: string | undefined;
    let snapshot = '';
    do {
      const page = await boundary.markers(actor, { lineId, limit: recordsAtOnce, cursor });
      items.push(...page.items);
      snapshot = page.snapshot;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return { snapshot, items };
  }

  async function signsIn(divisionId: string) {
    const { records } = await snapshots.at();
    if (!records.division.has(divisionId)) throw problems.notFound({ zh: '这个区划', en: 'division' });
    const items: FieldArea['signs'] = [];
    let cursor: string | undefined;
    let snapshot = '';
    do {
      const page = await signs.list({ divisionId, limit: recordsAtOnce, cursor });
      items.push(...page.items);
      snapshot = page.snapshot;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return { snapshot, items };
  }

  async function placesOf(actor: Actor, { lineIds = [], signsOf }: FieldAreaQuery): Promise<Places> {
    if (signsOf !== undefined) {
      const { snapshot, items } = await signsIn(signsOf);
      return { snapshot, lines: [], markers: [], signs: items };
    }
    const lines: FieldArea['lines'] = [];
    const markers = new Map<string, FieldArea['markers'][number]>();
    let snapshot = '';
    for (const lineId of lineIds) {
      lines.push(await boundary.line(actor, lineId, undefined));
      const found = await markersOf(actor, lineId);
      snapshot = found.snapshot;
      for (const marker of found.items) markers.set(marker.id, marker);
    }
    return { snapshot, lines, markers: [...markers.values()], signs: [] };
  }

  async function basemapUnder(places: Omit<Places, 'snapshot'>): Promise<BuiltBasemap | null> {
    const snapshot = await snapshots.at();
    const name = await networks.inUse('walk');
    const network = name === null ? null : await networks.open(name);
    const seen = [
      places.lines.map(({ geometry }) => geometry),
      [...places.markers, ...places.signs].map(({ position }) => position),
    ];
    const key = sha256Of([snapshot.id, network?.header.name ?? null, seen]);
    if (!basemaps.has(key)) {
      const basemap = basemapOf(places, snapshot, network);
      const content = basemap === null ? null : JSON.stringify(basemap);
      const [oldest] = basemaps.keys();
      if (basemaps.size === basemapsKept) basemaps.delete(oldest!);
      basemaps.set(
        key,
        content === null ? null : { content, sha256: createHash('sha256').update(content).digest('hex') },
      );
    }
    return basemaps.get(key)!;
  }

  return {
    async area(actor, asked) {
      const seq = await headSeq(db);
      const preparedAt = new Date().toISOString();
      const places = await placesOf(actor, asked);
      const cases: FieldArea['cases'] = [];
      for (const lineId of asked.lineIds ?? []) {
        const { items } = await inspection.list(actor, { lineId });
        for (const { id, step } of items) if (step !== null) cases.push(await inspection.get(actor, id));
      }
      const wanted = [...new Set([...places.markers, ...places.signs].flatMap((place) => place.photos))];
      const stored = [...(await photos.storedAmong(wanted))].map(([sha256, bytes]) => ({ sha256, bytes }));
      const basemap = await basemapUnder(places);
      return {
        ...{ ...places, seq, preparedAt, cases, photos: stored },
        basemap: basemap && { sha256: basemap.sha256, bytes: Buffer.byteLength(basemap.content) },
      };
    },

    async basemap(actor, asked) {
      const basemap = await basemapUnder(await placesOf(actor, asked));
      if (!basemap)
        throw problems.notFound({
          zh: '底图:所选界线、界桩或标志都没有坐标',
          en: 'map: no line, marker or sign has a place',
        });
      return basemap;
    },

    async sync(actor, deviceId, items) {
      const outcomes = await storeItems(actor, deviceId, items);
      return { ...(await told()), outcomes };
    },

    async known({ keys, photos: hashes }) {
      return {
        ...(await told()),
        keys: await store.storedKeys(db, keys),
        photos: [...(await photos.storedAmong(hashes)).keys()],
      };
    },

    async importFile(actor, file) {
      const outcomes = await storeItems(actor, file.deviceId, file.items);
      const pictures: OutboxImport['photos'] = [];
      for (const photo of file.photos) pictures.push(await storePhoto(actor, photo));
      const { part, parts, exportedAt, sha256 } = file;
      await writeAudit(db, actor, 'field-sync.import', `field-device/${file.deviceId}`, null, {
        ...{ part, parts, exportedAt, sha256 },
        items: outcomes.filter(({ status }) => status === 'stored').length,
        photos: pictures.filter(({ status }) => status === 'stored').length,
      });
      return { ...(await told()), outcomes, photos: pictures };
    },
  };
}

/** An outcome that is no commit; it takes the transaction back. */
class Decided extends Error {
  override readonly name = 'Decided';

  constructor(readonly outcome: SyncOutcome) {
    super(outcome.status);
  }
}

/** @throws Decided when nothing is to be committed, Problem forbidden before anything of a marker is told */
async function changeOf(tx: Tx, actor: Actor, edit: RecordEdit): Promise<ChangeSetInput> {
  const { type, id } = subjectOf(edit);
  const history = await store.versionsOf(tx, type, id);
  const standing = history.at(-1);
  if (standing && type === 'boundaryMarker' && !maySeePrecisely(actor, countiesOfMarker(standing.body)))
    throw problems.forbidden(outOfScope);
  const merge = mergeEdit(edit, history);
  switch (merge.kind) {
    case 'gone':
      throw new Decided(notStored(edit.key, 'refused', gone));
    case 'unfounded':
      throw new Decided(notStored(edit.key, 'refused', unfounded(merge.fields)));
    case 'conflict':
      throw new Decided(notStored(edit.key, 'conflict', conflicting(merge.conflicts), merge.conflicts));
    case 'apply':
      return {
        title: titleOf(type, standing!.body),
        reason: edit.reason,
        origin: 'sync',
        changes: [{ type, op: 'update', id, baseVersion: merge.version, fields: merge.fields }],
      };
  }
}

const titleOf = (type: 'boundaryMarker' | 'placeNameSign', body: Readonly<Record<string, unknown>>): string =>
  type === 'boundaryMarker'
    ? `外业修改界桩 ${String(body.number)}`
    : `外业巡查地名标志 ${String(body.text ?? body.placeNameId)}`;

const sha256Of = (value: unknown) => createHash('sha256').update(canonicalJson(value)).digest('hex');

/** A refusal in one sentence, with what was wrong at which place. */
function reasonOf({ detail, errors }: Problem): Text {
  const joined = (language: 'zh' | 'en') =>
    [
      detail[language],
      ...errors.map(({ field, path, message }) => `${field ?? path ?? ''} ${message[language]}`.trim()),
    ]
      .slice(0, 6)
      .join(language === 'zh' ? ';' : '; ');
  return text(joined('zh'), joined('en'));
}

const keyTaken = (key: string) =>
  notStored(
    key,
    'refused',
    text('此键已用于另一项修改;请用新的键', 'This key was used for another edit; use a new one'),
  );

const tooEarly = text('所涉记录尚未同步,稍后再发', 'What it refers to is not stored yet; send it again later');

const gone = text('界桩或标志不存在,或其登记已终止', 'The marker or sign does not exist, or its record has ended');

const outOfScope = text('这个界桩不在您的县(市、区)范围内', 'This marker is outside the counties you may edit');

const unfounded = (fields: readonly string[]) =>
  text(
    `登记簿中从未有过所依据的值:${fields.join('、')};请重新下载该区域后再改`,
    `The register never held the value that it is based on: ${fields.join(', ')}; take the area along again and redo it`,
  );

const conflicting = (conflicts: readonly FieldConflict[]) => {
  const fields = conflicts.map(({ field }) => field);
  return text(
    `他人已改为其他值:${fields.join('、')};请选择保留哪一个`,
    `Somebody else set another value: ${fields.join(', ')}; choose which one stays`,
  );
};
