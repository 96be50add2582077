import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import { text } from '../../gis-data/catalogue/index.ts';
import type { User } from '../accounts/contract.ts';
import type { Schema } from '../db/schema.ts';
import type { PlaceNameBody } from '../place-names/contract.ts';
import type { NameCheck } from '../place-names/naming/contract.ts';
import type { NamingService } from '../place-names/naming/service.ts';
import { withPosition } from '../place-names/service.ts';
import { recordKey, type CurrentRecord } from '../registry/apply.ts';
import type { Actor } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import type { Registry } from '../registry/registry.ts';
import { writeAudit, type Db } from '../registry/store.ts';
import { daysBetween, today } from '../registry/today.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { workingDay, workingDaysUntil } from './calendar.ts';
import type {
  CaseEntry,
  CheckProposal,
  EnteredRegister,
  NamingCaseFile,
  namingCaseList,
  NamingCaseQuery,
  NamingCaseSummary,
  NamingProposal,
  NewCaseEntry,
  OpenNamingCase,
  StandingCounts,
} from './contract.ts';
import { checkOverrides, nameOfCase } from './name-check.ts';
import { nameBefore, registerProposal } from './register-proposal.ts';
import {
  checkEntry,
  checkOpening,
  checkStep,
  dueOf,
  missingDocuments,
  standingOf,
  stateAfter,
  stateOf,
} from './rules.ts';
import type { CaseState, Writer } from './rules.ts';
import * as store from './store.ts';

/**
 * Applications for place names (地名命名、更名、销名), from the application to the entry into the register. A case is its
 * file, which is only ever appended to; where it stands and what is due is folded from it.
 */
export interface NamingCaseService {
  list(query: NamingCaseQuery): Promise<z.infer<typeof namingCaseList>>;
  /** Every case, or those of a county, the soonest due first, today. */
  every(countyId?: string): Promise<readonly NamingCaseSummary[]>;
  /** Open cases that are overdue or soon due, today. */
  due(): Promise<readonly NamingCaseSummary[]>;
  /** What the naming rules say of a proposal; null for a cancellation. @throws Problem not-found, invalid */
  check(input: CheckProposal): Promise<NameCheck | null>;
  /** @throws Problem not-found */
  get(id: string, asOf?: string): Promise<NamingCaseFile>;
  /**
   * Opens a case; sent again, answers the one that was opened.
   * @throws Problem conflict (another case is open for the place name, key), not-found, forbidden (county), invalid (day)
   */
  open(actor: Actor, input: OpenNamingCase): Promise<NamingCaseFile>;
  /**
   * Appends one entry. The same key with the same content is stored once.
   * @throws Problem conflict (step, ended, documents, key), forbidden (who), invalid (days), not-found
   */
  append(actor: Actor, id: string, entry: NewCaseEntry): Promise<NamingCaseFile>;
  /**
   * What the approved name changes in the register; with `commit` it is committed and the case ends, together or not at all.
   * @throws Problem conflict (step), forbidden, not-found, and what the register refuses
   */
  enterRegister(actor: Actor, id: string, commit: boolean): Promise<EnteredRegister>;
  /**
   * Refuses who may not write into a case, before a file is stored for it.
   * @throws Problem not-found, forbidden (county)
   */
  checkMayWrite(actor: Actor, id: string): Promise<void>;
  /** Loads the demonstration's cases where there are none. */
  loadDemonstration(actor: Actor, cases: readonly WrittenCase[]): Promise<void>;
}

/** A case as it was written, entry by entry, by named accounts. */
export type WrittenCase = readonly (NewCaseEntry & Pick<CaseEntry, 'author' | 'recordedAt'>)[];

export interface NamingCaseServiceOptions {
  db: Kysely<Schema>;
  registry: Pick<Registry, 'currentRecords' | 'preview' | 'applyFrom'>;
  snapshots: Pick<SnapshotService, 'at'>;
  users: { byId(id: string): Promise<User | null> };
  naming: Pick<NamingService, 'check'>;
  /** Stored files, by SHA-256. */
  files: { storedAmong(hashes: readonly string[]): Promise<ReadonlyMap<string, number>> };
}

const noCases = (): StandingCounts => ({ open: 0, soon: 0, overdue: 0, ended: 0 });

const noSuchCase = () => problems.notFound(text('这个地名案件', 'naming case'));
const noSuchName = () => problems.notFound(text('这条地名', 'place name'));

const keyTaken = () =>
  problems.conflict(
    text('此键已用于内容不同的记录;请用新的键', 'This key was used for an entry with another content; use a new key'),
  );

/** An opening as it is kept: the point that it gives is the name's geometry. */
function located<Input extends CheckProposal>({ position, ...input }: Input): Omit<Input, 'position'> {
  const { proposal } = input;
  if (proposal.kind !== 'naming') return input;
  return { ...input, proposal: { ...proposal, name: withPosition(proposal.name, position) } };
}

const placeNameOf = (proposal: NamingProposal): string | null =>
  proposal.kind === 'naming' ? null : proposal.placeNameId;

export function createNamingCaseService(options: NamingCaseServiceOptions): NamingCaseService {
  const { db, registry, snapshots, users, naming, files: stored } = options;
  let lastDue: { entries: number; on: string; items: readonly NamingCaseSummary[] } | null = null;

  const writerOf = async (actor: Actor): Promise<Writer> => ({
    account: (await users.byId(actor.id))?.username ?? actor.id,
    role: actor.role,
  });

  async function existing(connection: Db, id: string, lock = false): Promise<store.StoredCase> {
    const kept = await store.caseById(connection, id, lock);
    if (kept === null) throw noSuchCase();
    return kept;
  }

  function summaryOf(kept: store.StoredCase, state: CaseState, snapshot: Snapshot, asOf: string): NamingCaseSummary {
    const { proposal, applicant, on } = state.opened;
    const { step, outcome, since } = state;
    const registered = kept.placeNameId === null ? undefined : snapshot.records.placeName.get(kept.placeNameId);
    const deadline = dueOf(state);
    return {
      id: kept.id,
      kind: proposal.kind,
      placeNameId: kept.placeNameId,
      countyId: kept.countyId,
      currentName: proposal.kind === 'naming' || !registered ? null : nameBefore(registered, state),
      proposedName: proposal.kind === 'cancellation' ? null : proposal.name.standardName,
      applicant,
      appliedOn: on,
      ...{ step, outcome, since },
      due: deadline?.due ?? null,
      dueCertain: deadline?.certain ?? true,
      daysLeft: deadline === null ? null : daysBetween(asOf, deadline.due),
      workingDaysLeft: deadline === null ? null : workingDaysUntil(asOf, deadline.due),
      standing: standingOf(state, asOf),
      lateSteps: [...state.lateSteps],
      missingDocuments: missingDocuments(state, registered?.category ?? null),
      demo: state.opened.demo ?? registered?.demo ?? false,
    };
  }

  async function summaries(asOf: string): Promise<NamingCaseSummary[]> {
    const snapshot = await snapshots.at();
    const files = await store.allFiles(db);
    const kept = await store.listCases(db);
    return kept.map((each) => summaryOf(each, stateOf(files.get(each.id)!), snapshot, asOf));
  }

  async function detail(id: string, asOf = today()): Promise<NamingCaseFile> {
    const snapshot = await snapshots.at();
    const kept = await existing(db, id);
    // Entries that came after the case was read belong to the next answer.
    const file = (await store.fileOf(db, id)).slice(0, kept.entries);
    const state = stateOf(file);
    const { proposal, reason } = state.opened;
    const check = state.step === null ? null : await checkOf(state.opened, snapshot);
    return { ...summaryOf(kept, state, snapshot, asOf), proposal, reason, file, check };
  }

  /** What the naming rules say of the proposed name; null where there is none. */
  async function checkOf(opened: Parameters<typeof nameOfCase>[0], { records }: Snapshot): Promise<NameCheck | null> {
    const placeNameId = placeNameOf(opened.proposal);
    const current: PlaceNameBody | null = placeNameId === null ? null : (records.placeName.get(placeNameId) ?? null);
    if (placeNameId !== null && current === null) return null;
    const name = nameOfCase(opened, current);
    return name === null ? null : naming.check(name);
  }

  function checkScope({ countyScope }: Actor, countyId: string): void {
    if (countyScope === null || countyScope.includes(countyId)) return;
    throw problems.forbidden(
      text('该地名不在您的县(市、区)范围内', 'The place name is outside the counties you may edit'),
    );
  }

  async function checkStored({ sha256, name }: { sha256: string; name: string }): Promise<void> {
    if ((await stored.storedAmong([sha256])).has(sha256)) return;
    const message = text(
      `文件“${name}”尚未上传,请先上传`,
      `The file "${name}" is not stored here; send it before it is named`,
    );
    throw problems.invalid([{ path: 'content.document.file', code: 'file-missing', message }]);
  }

  async function currentOf(placeNameId: string | null): Promise<CurrentRecord | null> {
    if (placeNameId === null) return null;
    const found = await registry.currentRecords([{ type: 'placeName', id: placeNameId }]);
    return found.get(recordKey('placeName', placeNameId)) ?? null;
  }

  const audit = (connection: Db, actor: Actor, caseId: string, { position, content }: CaseEntry) =>
    writeAudit(connection, actor, 'naming-case.append', `naming-case/${caseId}`, null, {
      position,
      kind: content.kind,
    });

  const entryAfter = (state: { entries: number }, sent: NewCaseEntry, account: string): CaseEntry => ({
    ...sent,
    position: state.entries + 1,
    author: account,
    recordedAt: new Date().toISOString(),
  });

  type Opening = Omit<OpenNamingCase, 'position'>;

  async function repeatedOpening(input: Opening, account: string): Promise<NamingCaseFile | null> {
    const before = await store.entryByKey(db, input.key);
    if (before === null) return null;
    const { key: _, ...given } = input;
    const same = isDeepStrictEqual(before.entry.content, { kind: 'opened', ...given });
    if (!same || before.entry.author !== account || before.caseId !== input.key) throw keyTaken();
    return detail(before.caseId);
  }

  /** Cases that the conditions leave, the soonest due first, and how many there are of which standing. */
  async function sorted(
    asOf: string,
    { step, standing, countyId, placeNameId }: Omit<NamingCaseQuery, 'asOf' | 'limit' | 'cursor'>,
  ) {
    const counts = noCases();
    const tallies: z.infer<typeof namingCaseList>['tallies'] = { steps: {}, counties: {} };
    const found: NamingCaseSummary[] = [];
    for (const item of await summaries(asOf)) {
      if (placeNameId !== undefined && item.placeNameId !== placeNameId) continue;
      if (item.step !== null) (tallies.steps[item.step] ??= noCases())[item.standing] += 1;
      (tallies.counties[item.countyId] ??= noCases())[item.standing] += 1;
      if (countyId !== undefined && item.countyId !== countyId) continue;
      if (step !== undefined && item.step !== step) continue;
      counts[item.standing] += 1;
      if (standing === undefined || item.standing === standing) found.push(item);
    }
    const last = '9999';
    const byDue = (a: NamingCaseSummary, b: NamingCaseSummary) =>
      (a.due ?? last).localeCompare(b.due ?? last) ||
      Number(a.step === null) - Number(b.step === null) ||
      a.appliedOn.localeCompare(b.appliedOn) ||
      a.id.localeCompare(b.id);
    return { counts, tallies, found: found.sort(byDue) };
  }

  return {
    async list({ asOf = today(), limit, cursor, ...conditions }) {
      const { counts, tallies, found } = await sorted(asOf, conditions);
      const from = cursor === undefined ? 0 : found.findIndex(({ id }) => id === cursor) + 1;
      const items = found.slice(from, from + limit);
      const { working, known } = workingDay(asOf);
      return {
        ...{ asOf, workingDay: working, workingDayCertain: known, counts, tallies },
        total: found.length,
        items,
        nextCursor: from + limit < found.length ? items.at(-1)!.id : null,
      };
    },

    every: async (countyId) => (await sorted(today(), { countyId })).found,

    async due() {
      const on = today();
      const entries = await store.entriesInAll(db);
      if (lastDue?.entries !== entries || lastDue.on !== on) {
        const items = (await summaries(on)).filter(({ standing }) => standing === 'soon' || standing === 'overdue');
        lastDue = { entries, on, items };
      }
      return lastDue.items;
    },

    async check(sent) {
      const input = located(sent);
      const snapshot = await snapshots.at();
      const placeNameId = placeNameOf(input.proposal);
      if (placeNameId !== null && !snapshot.records.placeName.has(placeNameId)) throw noSuchName();
      return checkOf(input, snapshot);
    },

    get: detail,

    async open(actor, sent) {
      const input = located(sent);
      const { account } = await writerOf(actor);
      const before = await repeatedOpening(input, account);
      if (before !== null) return before;
      checkOpening(input.on, today());
      const placeNameId = placeNameOf(input.proposal);
      const current = await currentOf(placeNameId);
      if (placeNameId !== null && current === null) throw noSuchName();
      const countyId = input.proposal.kind === 'naming' ? input.proposal.name.countyId : String(current!.body.countyId);
      checkScope(actor, countyId);
      const { key, ...given } = input;
      const entry = entryAfter({ entries: 0 }, { key, content: { kind: 'opened', ...given } }, account);
      const kept = { id: key, placeNameId, countyId, entries: 1, open: true };
      const inserted = await db.transaction().execute(async (tx) => {
        if (!(await store.insertCase(tx, kept, entry))) return false;
        await audit(tx, actor, key, entry);
        return true;
      });
      if (inserted) return detail(key);
      const repeated = await repeatedOpening(input, account);
      if (repeated !== null) return repeated;
      const other = placeNameId === null ? null : await store.openCaseOf(db, placeNameId);
      throw problems.conflict(
        text(
          `这条地名已有在办案件 ${other?.id ?? ''},办结或撤回后才能另行申请`,
          `Case ${other?.id ?? ''} is open for this place name; it must end before another is opened`,
        ),
        [{ path: 'proposal.placeNameId', code: 'case-open', message: text('已有在办案件', 'A case is open') }],
      );
    },

    async append(actor, id, sent) {
      // Asked before the transaction: what it asks would wait for the transaction's own connection.
      const writer = await writerOf(actor);
      const kept = await existing(db, id);
      checkScope(actor, kept.countyId);
      const category = (await currentOf(kept.placeNameId))?.body.category as string | undefined;
      const { content } = sent;
      if (content.kind === 'stepDone' && content.step === 'approval') {
        const check = await checkOf(stateOf(await store.fileOf(db, id)).opened, await snapshots.at());
        if (check !== null) checkOverrides(check, content.overrides ?? []);
      }
      if (content.kind === 'document' && content.document.file !== undefined) await checkStored(content.document.file);
      await db.transaction().execute(async (tx) => {
        const locked = await existing(tx, id, true);
        const before = await store.entryByKey(tx, sent.key);
        if (before !== null) {
          if (before.caseId !== id || !isDeepStrictEqual(before.entry.content, sent.content)) throw keyTaken();
          return;
        }
        const state = stateOf(await store.fileOf(tx, id));
        checkEntry(state, sent.content, writer, today(), category ?? null);
        const entry = entryAfter(locked, sent, writer.account);
        await store.appendEntry(tx, id, entry, stateAfter(state, entry).step !== null);
        await audit(tx, actor, id, entry);
      });
      return detail(id);
    },

    async enterRegister(actor, id, commit) {
      const writer = await writerOf(actor);
      const kept = await existing(db, id);
      checkScope(actor, kept.countyId);
      const state = stateOf(await store.fileOf(db, id));
      if (state.step === null) throw problems.conflict(text('案件已办结', 'The case has ended'));
      checkStep(state, 'register', writer);
      const current = await currentOf(kept.placeNameId);
      if (kept.placeNameId !== null && current === null) throw noSuchName();
      const changeSet = registerProposal(id, state, current);
      const preview = await registry.preview(actor, changeSet);
      if (!commit) return { changeSet, preview, committed: null };
      const result = await registry.applyFrom(actor, {
        async take(tx) {
          const locked = await existing(tx, id, true);
          if (locked.entries !== kept.entries) {
            throw problems.conflict(text('案件刚有新记录,请重新预览', 'The case has new entries; preview it again'));
          }
          return changeSet;
        },
        async settle(tx, { changeSet: { id: changeSetId }, seq, preview: { effects } }) {
          const content = { kind: 'registered' as const, on: today(), changeSetId, seq };
          const entry = entryAfter(kept, { key: randomUUID(), content }, writer.account);
          await store.appendEntry(tx, id, entry, false);
          if (kept.placeNameId === null) await store.setPlaceName(tx, id, effects[0]!.id);
          await audit(tx, actor, id, entry);
        },
      });
      return { changeSet, preview: result.preview, committed: { changeSet: result.changeSet, seq: result.seq } };
    },

    async checkMayWrite(actor, id) {
      checkScope(actor, (await existing(db, id)).countyId);
    },

    async loadDemonstration(actor, cases) {
      if ((await store.entriesInAll(db)) > 0) return;
      const { records } = await snapshots.at();
      await db.transaction().execute(async (tx) => {
        for (const written of cases) {
          const file = written.map((entry, i): CaseEntry => ({ ...entry, position: i + 1 }));
          const state = stateOf(file);
          const { proposal } = state.opened;
          const { key: id } = file[0]!;
          const placeNameId = placeNameOf(proposal);
          const countyId =
            proposal.kind === 'naming' ? proposal.name.countyId : records.placeName.get(proposal.placeNameId)!.countyId;
          await store.insertCase(tx, { id, placeNameId, countyId, entries: 1, open: true }, file[0]!);
          for (const entry of file.slice(1)) await store.appendEntry(tx, id, entry, state.step !== null);
          await audit(tx, actor, id, file.at(-1)!);
        }
      });
    },
  };
}
