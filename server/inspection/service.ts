import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { z } from 'zod';
import { text } from '../../gis-data/catalogue/index.ts';
import type { User } from '../accounts/contract.ts';
import type { BoundaryMarkerBody } from '../boundary/contract.ts';
import type { Schema } from '../db/schema.ts';
import { recordKey } from '../registry/apply.ts';
import type { Actor } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import type { Body, Restriction } from '../registry/record-type.ts';
import type { Registry } from '../registry/registry.ts';
import { writeAudit, type Db } from '../registry/store.ts';
import { today } from '../registry/today.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { isSameEntry, readEntry, sealed, verifyChain, type ChainHead, type StoredEntry } from './chain.ts';
import {
  canonicalJson,
  WITHHELD_HASH,
  type CaseFile,
  type caseQuery,
  type CaseSummary,
  type ChainVerdict,
  type Entry,
  type EntryContent,
  type InspectionBoard,
  type NewEntry,
  type OpenCase,
  type registerChangesInput,
  type RegisterChanges,
} from './contract.ts';
import { movementOf } from './movement.ts';
import { publicEntry } from './precision.ts';
import { checkAppend, checkDeadlines, checkTeams, keyTaken, noSuchCase, type Writer } from './refusals.ts';
import { registerProposal, type RegisteredMarker } from './register-proposal.ts';
import { dueOf, marksOf, markerCounts, sideOf, standingOf, stateAfter, stateOf, type CaseState } from './rules.ts';
import { boardOf, defaultDeadlines, dueYear } from './schedule.ts';
import * as store from './store.ts';

type Tx = Transaction<Schema>;

/** What an append leaves in the file. */
export interface Appended {
  entry: Entry;
  /** It was stored before. */
  repeated: boolean;
}

/** A case with its first entries, made elsewhere. */
export interface WrittenCase {
  opened: NewEntry & { author: string };
  further: readonly (NewEntry & { author: string })[];
}

/**
 * Cases of joint inspections (联检). A case is its file: entries that are only ever appended, each chained to the one
 * before; everything else is folded from them. Answers are as the asking person may see positions.
 */
export interface InspectionService {
  list(actor: Actor, query: z.output<typeof caseQuery>): Promise<{ asOf: string; items: CaseSummary[] }>;
  /** @throws Problem not-found */
  get(actor: Actor, id: string): Promise<CaseFile>;
  /** @throws Problem not-found */
  summary(actor: Actor, id: string): Promise<CaseSummary>;
  /**
   * Opens a case for a line; sent again, answers the one that was opened.
   * @throws Problem not-found (line), invalid (teams, deadlines), forbidden (neither on a team nor an approver), conflict (key)
   */
  open(actor: Actor, input: OpenCase): Promise<CaseFile>;
  /**
   * Appends one entry, durably once it answers. The same key with the same content is stored once.
   * @throws Problem conflict (key used otherwise, step, archived), forbidden (who), invalid (what), not-found (case)
   */
  append(actor: Actor, id: string, entry: NewEntry): Promise<Appended>;
  /** @throws Problem not-found */
  verify(actor: Actor, id: string): Promise<ChainVerdict>;
  board(actor: Actor, asOf?: string): Promise<InspectionBoard>;
  /**
   * What the agreed entries change in the register, as a change set; with `commit` it is committed and noted in the file,
   * together or not at all.
   * @throws Problem conflict before repairs are done, when nothing changes, or archived; forbidden
   */
  registerChanges(actor: Actor, id: string, input: z.output<typeof registerChangesInput>): Promise<RegisterChanges>;
  /** Puts cases of the demonstration into an empty table. */
  loadDemonstration(actor: Actor, cases: readonly WrittenCase[]): Promise<void>;
}

export interface InspectionServiceOptions {
  db: Kysely<Schema>;
  registry: Pick<Registry, 'currentRecords' | 'currentVersion' | 'history' | 'preview' | 'applyFrom'>;
  snapshots: Pick<SnapshotService, 'at'>;
  users: { list(): Promise<User[]> };
  /** Who may see a marker's position as it is. */
  markerRestriction: Restriction;
}

/** A case as its file says, remembered by the hash that the file ends with. */
interface KnownCase extends ChainHead {
  state: CaseState;
}

/** Cases whose state is remembered. */
const MOST_REMEMBERED = 500;

export function createInspectionService(options: InspectionServiceOptions): InspectionService {
  const { db, registry, snapshots, users, markerRestriction } = options;
  const remembered = new Map<string, KnownCase>();

  const remember = (known: KnownCase): KnownCase => {
    remembered.delete(known.id);
    remembered.set(known.id, known);
    if (remembered.size > MOST_REMEMBERED) remembered.delete(remembered.keys().next().value!);
    return known;
  };

  async function known(connection: Db, kept: ChainHead): Promise<KnownCase> {
    const found = remembered.get(kept.id);
    if (found?.head === kept.head) return found;
    return { ...kept, state: stateOf(entriesOf(kept, await store.fileOf(connection, kept.id))) };
  }

  async function existing(connection: Db, id: string, lock = false): Promise<ChainHead> {
    const kept = await store.caseById(connection, id, lock);
    if (!kept) throw noSuchCase();
    return kept;
  }

  function seesPrecisely(actor: Actor, { fieldEntries }: CaseState, snapshot: Snapshot): boolean {
    const measured = [...fieldEntries.values()].filter(({ content }) => content.measured !== null);
    return [...new Set(measured.map(({ content }) => content.markerId))].every((id) => {
      const body = snapshot.records.boundaryMarker.get(id) as unknown as Body | undefined;
      // A marker that is no longer there has nobody to say who may see it but those who see all.
      return body === undefined
        ? actor.countyScope === null && actor.role !== 'viewer'
        : markerRestriction.maySee(actor, body, snapshot);
    });
  }

  function summaryOf(actor: Actor, one: KnownCase, snapshot: Snapshot, asOf: string): CaseSummary {
    const { id, lineId, state, entries, head } = one;
    const { round, year, title, demo } = state.opened;
    const due = dueOf(state);
    return {
      ...{ id, lineId, round, year, title, demo, entries, due },
      lineName: snapshot.records.boundaryLine.get(lineId)?.name ?? title,
      step: state.step,
      overdue: due !== null && due < asOf,
      teams: [...state.teams],
      counts: markerCounts(state, markersOf(snapshot, lineId).keys()),
      head: seesPrecisely(actor, state, snapshot) ? head : WITHHELD_HASH,
    };
  }

  async function detail(actor: Actor, id: string): Promise<CaseFile> {
    const snapshot = await snapshots.at();
    const kept = await existing(db, id);
    // Entries that came after the case was read belong to the next answer.
    const file = entriesOf(kept, (await store.fileOf(db, id)).slice(0, kept.entries));
    const one = remember({ ...kept, state: stateOf(file) });
    const precise = seesPrecisely(actor, one.state, snapshot);
    const entries = [...one.state.fieldEntries.values()];
    const marked = file.map((entry) => [entry.key, marksOf(entry, file[0]!)] as const);
    return {
      ...summaryOf(actor, one, snapshot, today()),
      file: precise ? file : file.map(publicEntry),
      standings: Object.fromEntries(entries.map((entry) => [entry.key, standingOf(entry)])),
      marks: Object.fromEntries(marked.filter(([, marks]) => marks.length > 0)),
      dissents: Object.fromEntries(
        entries.filter(({ dissents }) => dissents.length > 0).map(({ key, dissents }) => [key, dissents]),
      ),
      movements: precise ? await movementsOf(one.state) : {},
      precision: precise ? 'surveyed' : 'rounded',
    };
  }

  /** Of each measured position, against the version that was seen; of a repair, against the one that stands. */
  async function movementsOf(state: CaseState): Promise<CaseFile['movements']> {
    const current = await registeredMarkers(state);
    const bodyAt = async (markerId: string, version: number | null) => {
      const standing = current.get(markerId);
      if (version === null || standing?.version === version) return standing?.body ?? null;
      const history = await registry.history('boundaryMarker', markerId);
      return (history.find((entry) => entry.version === version)?.body ?? null) as BoundaryMarkerBody | null;
    };
    const movements: CaseFile['movements'] = {};
    for (const { key, content } of state.fieldEntries.values()) {
      if (content.measured === null) continue;
      const seen = await bodyAt(content.markerId, content.kind === 'fieldRecord' ? content.markerVersion : null);
      const movement = seen && movementOf(content.measured, seen);
      if (movement) movements[key] = movement;
    }
    return movements;
  }

  function openedBefore(actor: Actor, input: OpenCase, before: StoredEntry, { account }: Writer): Promise<CaseFile> {
    if (before.author !== account || !isSameOpening(readEntry(before).content, input)) throw keyTaken();
    return detail(actor, input.key);
  }

  const writerOf = (actor: Actor, accounts: readonly User[]): Writer => ({
    account: accounts.find(({ id }) => id === actor.id)?.username ?? actor.id,
    role: actor.role,
  });

  const signingIn = (accounts: readonly User[]) =>
    new Set(accounts.filter(({ disabled }) => !disabled).map(({ username }) => username));

  /** Appends a checked entry to a locked case; remembers the case only once it is committed. */
  async function write(tx: Tx, actor: Actor, one: KnownCase, entry: NewEntry, account: string) {
    const previous = { position: one.entries, hash: one.head };
    const next = sealed(previous, entry, account, new Date().toISOString());
    await store.appendEntry(tx, one.id, next);
    await audit(tx, actor, one.id, next);
    const after = { ...one, entries: next.position, head: next.hash, state: stateAfter(one.state, next) };
    return { entry: next, after };
  }

  const registeredMarkers = async (state: CaseState): Promise<Map<string, RegisteredMarker>> => {
    const ids = [...new Set([...state.fieldEntries.values()].map(({ content }) => content.markerId))];
    const current = await registry.currentRecords(ids.map((id) => ({ type: 'boundaryMarker' as const, id })));
    return new Map(
      ids.flatMap((id) => {
        const record = current.get(recordKey('boundaryMarker', id));
        return record ? [[id, record as unknown as RegisteredMarker] as const] : [];
      }),
    );
  };

  return {
    async list(actor, { asOf = today(), lineId, step, overdue }) {
      const snapshot = await snapshots.at();
      const items: CaseSummary[] = [];
      for (const kept of await store.listCases(db)) {
        if (lineId !== undefined && kept.lineId !== lineId) continue;
        const item = summaryOf(actor, remember(await known(db, kept)), snapshot, asOf);
        if (step !== undefined && (item.step ?? 'archived') !== step) continue;
        if (overdue === undefined || item.overdue === overdue) items.push(item);
      }
      return { asOf, items: items.sort((a, b) => b.year - a.year || a.title.localeCompare(b.title, 'zh-Hans-CN')) };
    },

    get: detail,

    async summary(actor, id) {
      return summaryOf(actor, await known(db, await existing(db, id)), await snapshots.at(), today());
    },

    async open(actor, input) {
      refuseUnsayable(input);
      const accounts = await users.list();
      const writer = writerOf(actor, accounts);
      const before = await store.entryByKey(db, input.key);
      if (before !== null) return openedBefore(actor, input, before, writer);
      const line = (await snapshots.at()).records.boundaryLine.get(input.lineId);
      if (!line) throw problems.notFound(text('这条界线', 'boundary line'));
      const content = openingOf(input, line);
      checkTeams(content.teams, signingIn(accounts));
      const approves = writer.role === 'approver' || writer.role === 'administrator';
      if (!approves && sideOf(content.teams, writer.account) === null) {
        throw problems.forbidden(
          text('立案人须在一方小组中,或为审批员', 'Whoever opens a case is on one of its teams, or an approver'),
        );
      }
      const now = new Date().toISOString();
      const entry = sealed(null, { key: input.key, deviceTime: now, content }, writer.account, now);
      const inserted = await db.transaction().execute(async (tx) => {
        const kept = { id: entry.key, lineId: input.lineId, entries: 1, head: entry.hash };
        if (!(await store.insertCase(tx, kept, [entry]))) return false;
        await audit(tx, actor, entry.key, entry);
        return true;
      });
      if (!inserted) return openedBefore(actor, input, (await store.entryByKey(db, input.key))!, writer);
      return detail(actor, entry.key);
    },

    async append(actor, id, sent) {
      refuseUnsayable(sent);
      // Asked before the transaction: what it asks would wait for the transaction's own connection.
      const accounts = await users.list();
      const writer = writerOf(actor, accounts);
      const snapshot = await snapshots.at();
      const { lineId } = await existing(db, id);
      const { content } = sent;
      const markerId = content.kind === 'fieldRecord' || content.kind === 'repair' ? content.markerId : null;
      const around = {
        markers: markersOf(snapshot, lineId),
        markerVersion: markerId === null ? null : await registry.currentVersion('boundaryMarker', markerId),
        accounts: signingIn(accounts),
      };
      const done = await db.transaction().execute(async (tx) => {
        const kept = await existing(tx, id, true);
        const before = await store.entryByKey(tx, sent.key);
        if (before !== null) {
          const entry = readEntry(before);
          if (before.caseId !== id || !isSameEntry(entry, { ...sent, author: writer.account })) throw keyTaken();
          return { entry, repeated: true, after: await known(tx, kept) };
        }
        const one = await known(tx, kept);
        checkAppend(one.state, sent, writer, around);
        return { ...(await write(tx, actor, one, sent, writer.account)), repeated: false };
      });
      remember(done.after);
      const precise = seesPrecisely(actor, done.after.state, snapshot);
      return { entry: precise ? done.entry : publicEntry(done.entry), repeated: done.repeated };
    },

    async verify(actor, id) {
      const snapshot = await snapshots.at();
      // In one transaction, so that an entry that comes meanwhile is in both or in neither.
      const { kept, rows } = await db
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute(async (tx) => ({ kept: await existing(tx, id), rows: await store.fileOf(tx, id) }));
      const verdict = verifyChain(rows, kept);
      return seesLine(actor, kept.lineId, snapshot) ? verdict : { ...verdict, head: WITHHELD_HASH };
    },

    async board(actor, asOf = today()) {
      const snapshot = await snapshots.at(asOf);
      const cases: CaseSummary[] = [];
      for (const kept of await store.listCases(db)) {
        cases.push(summaryOf(actor, remember(await known(db, kept)), snapshot, asOf));
      }
      return boardOf(asOf, snapshot.records.boundaryLine, cases);
    },

    async registerChanges(actor, id, { commit, reason }) {
      const snapshot = await snapshots.at();
      const one = await known(db, await existing(db, id));
      if (!seesPrecisely(actor, one.state, snapshot)) throw problems.forbidden();
      refuseBeforeRepairs(one.state);
      const { changes, basis } = registerProposal(one.state, await registeredMarkers(one.state));
      const changeSet: RegisterChanges['changeSet'] = {
        title: `${one.state.opened.title.slice(0, 180)}:界桩现状`,
        reason: reason === '' ? `依据联检案卷 ${id} 中双方签署的记录` : reason,
        origin: 'form',
        changes,
      };
      const preview = await registry.preview(actor, changeSet);
      if (!commit) return { changeSet, basis, preview, committed: null };
      if (actor.role !== 'approver' && actor.role !== 'administrator') throw problems.forbidden();
      if (changes.length === 0) {
        throw problems.conflict(
          text('登记簿与案卷一致,没有要变更的内容', 'The register says the same; nothing changes'),
        );
      }
      const { account } = writerOf(actor, await users.list());
      let after: KnownCase | null = null;
      const result = await registry.applyFrom(actor, {
        agreedByAll: true,
        async take(tx) {
          const locked = await existing(tx, id, true);
          if (locked.head !== one.head) {
            throw problems.conflict(
              text('案卷刚有新记录,请重新预览', 'The case has new entries; preview the changes again'),
            );
          }
          if (one.state.step === null) {
            throw problems.conflict(
              text('案卷已归档,请在归档前更新登记簿', 'The case is archived; the register is brought up before'),
            );
          }
          return changeSet;
        },
        async settle(tx, { changeSet: { id: changeSetId }, seq }) {
          const words = `登记簿已更新:变更 ${changeSetId}(序号 ${seq}),界桩 ${changes.length} 个`;
          const note: NewEntry = {
            key: randomUUID(),
            deviceTime: new Date().toISOString(),
            content: { kind: 'note', words },
          };
          ({ after } = await write(tx, actor, one, note, account));
        },
      });
      if (after !== null) remember(after);
      return { changeSet, basis, preview: result.preview, committed: { changeSet: result.changeSet, seq: result.seq } };
    },

    async loadDemonstration(actor, cases) {
      if ((await store.listCases(db)).length > 0) return;
      const now = new Date().toISOString();
      await db.transaction().execute(async (tx) => {
        for (const { opened, further } of cases) {
          const file: Entry[] = [];
          for (const { author, ...entry } of [opened, ...further])
            file.push(sealed(file.at(-1) ?? null, entry, author, now));
          const last = file.at(-1)!;
          const { content } = opened;
          if (content.kind !== 'opened') throw new RangeError('A case begins with its opening');
          await store.insertCase(
            tx,
            { id: opened.key, lineId: content.lineId, entries: last.position, head: last.hash },
            file,
          );
          await audit(tx, actor, opened.key, last);
        }
      });
    },
  };

  /** Asked of the line's markers and not of the file, which may be damaged. */
  function seesLine(actor: Actor, lineId: string, snapshot: Snapshot): boolean {
    if (actor.role === 'viewer') return false;
    return [...markersOf(snapshot, lineId).keys()].every((id) =>
      markerRestriction.maySee(actor, snapshot.records.boundaryMarker.get(id) as unknown as Body, snapshot),
    );
  }
}

/** The entries of a file. @throws Problem conflict where the file cannot be read, which only writing past the program does */
function entriesOf({ id }: ChainHead, rows: readonly StoredEntry[]): Entry[] {
  try {
    return rows.map(readEntry);
  } catch {
    throw problems.conflict(
      text(
        `案卷 ${id} 的记录被损坏;请核验案卷,并用 yzt check 检查数据库`,
        `The file of case ${id} is damaged; verify it, and check the database with yzt check`,
      ),
    );
  }
}

/** Numbers of the markers on a line, by id. */
function markersOf({ records }: Snapshot, lineId: string): Map<string, string> {
  const numbers = new Map<string, string>();
  for (const [id, { lineIds, number }] of records.boundaryMarker) if (lineIds.includes(lineId)) numbers.set(id, number);
  return numbers;
}

/** What a new case says of itself, with everything that was left to default. @throws Problem invalid */
function openingOf(
  input: OpenCase,
  line: { name: string; lastInspectionYear: number | null },
): Extract<EntryContent, { kind: 'opened' }> {
  const day = today();
  const thisYear = Number(day.slice(0, 4));
  const year = input.year ?? Math.max(thisYear, dueYear(line.lastInspectionYear) ?? thisYear);
  if (year < thisYear) {
    const message = text(`${year} 年已过`, `The year ${year} has passed`);
    throw problems.invalid([{ path: 'year', code: 'past', message }]);
  }
  const deadlines = input.deadlines ?? defaultDeadlines(year, day);
  checkDeadlines(deadlines, day);
  return {
    kind: 'opened',
    lineId: input.lineId,
    round: input.round,
    year,
    title: input.title ?? `${line.name}第 ${input.round} 轮联合检查`,
    deadlines,
    teams: input.teams,
    demo: false,
  };
}

/** Whether a stored opening is what is asked for now; what the request left to default may have been another day's. */
function isSameOpening(content: EntryContent, { key: _key, ...input }: OpenCase): boolean {
  const stored = content as unknown as Record<string, unknown>;
  const stated = Object.entries(input).filter(([, value]) => value !== undefined);
  return (
    content.kind === 'opened' && stated.every(([name, value]) => canonicalJson(value) === canonicalJson(stored[name]))
  );
}

/** @throws Problem invalid for what has no canonical JSON, and so no hash */
function refuseUnsayable(sent: NewEntry | OpenCase): void {
  try {
    canonicalJson(sent);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = text(`内容不能写成规范 JSON:${error.message}`, `It has no canonical JSON: ${error.message}`);
    throw problems.invalid([{ path: 'content', code: 'not-canonical', message }]);
  }
}

const repairsDone: ReadonlySet<CaseState['step']> = new Set(['report', 'filing', 'archive', null]);

function refuseBeforeRepairs({ step }: CaseState): void {
  if (repairsDone.has(step)) return;
  throw problems.conflict(
    text(
      '修复/修测完成后才能据此变更登记簿',
      'The register is changed once repair and resurvey are done; finish that step first',
    ),
  );
}

const audit = (tx: Tx, actor: Actor, id: string, { position, hash, content }: Entry) =>
  writeAudit(tx, actor, `inspection-case.${content.kind}`, `inspection-case/${id}`, null, {
    entries: position,
    head: hash,
  });
