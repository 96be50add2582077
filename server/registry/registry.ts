import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { checkVersions, effectOf, normalised, patched, recordKey, type CurrentRecord } from './apply.ts';
import {
  changeSetInput,
  type Actor,
  type Change,
  type ChangeSetInput,
  type ChangeSetSummary,
  type CommitResult,
  type Effect,
  type Finding,
  type HistoryEntry,
  type IndicatorDelta,
  type Preview,
  type RecordTypeName,
} from './contract.ts';
import { Problem, problems, type ProblemItem } from './problem.ts';
import type { RecordType } from './record-type.ts';
import { restrictedView, type Told } from './restricted.ts';
import * as store from './store.ts';
import {
  bodyOn,
  openSegment,
  reviseFrom,
  sameTimeline,
  timelineDifference,
  withoutId,
  type NewSegment,
  type Segment,
} from './timeline.ts';
import { today } from './today.ts';

type Tx = Transaction<Schema>;

export interface RegistryOptions {
  db: Kysely<Schema>;
  recordTypes: readonly RecordType[];
  /** Reads a snapshot with the given connection; inside a transaction the transaction's own. */
  loadSnapshot(db: Kysely<Schema> | Tx, seq: number, asOf: string): Promise<Snapshot>;
  /** Snapshot at the newest sequence number, from the cache. */
  snapshotAt(asOf: string): Promise<Snapshot>;
  /** Every indicator before and after, for the preview. */
  compareIndicators(before: Snapshot, after: Snapshot): Promise<IndicatorDelta[]>;
  /** Role and scope that an account has now; null for one that cannot sign in any more. */
  accountOf(id: string): Promise<Authority | null>;
}

/** What decides over which counties somebody may speak. */
export type Authority = Pick<Actor, 'role' | 'countyScope'>;

/**
 * The only writer of registered records. Everything that changes them is a change set, committed in one transaction.
 * Previews and commits tell of records as the acting person may see them (`RecordType.restriction`).
 */
export interface Registry {
  /** Stores a change set without effect. */
  draft(actor: Actor, input: ChangeSetInput): Promise<ChangeSetSummary>;
  /** What a change set would do; stores nothing. */
  preview(actor: Actor, input: ChangeSetInput, asOf?: string): Promise<Preview>;
  /** The preview with the snapshots it compares, for an analysis that has a place for its findings too. */
  examine(
    actor: Actor,
    input: ChangeSetInput,
    asOf?: string,
  ): Promise<{ before: Snapshot; after: Snapshot; preview: Preview }>;
  previewDraft(actor: Actor, changeSetId: string, asOf?: string): Promise<Preview>;
  /**
   * The snapshots without and with a change set, given by its content or as a stored draft's id, for an analysis of it.
   * Unlike a preview it refuses changes that could not be applied, because an analysis has no place for findings.
   */
  proposed(
    actor: Actor,
    proposal: ChangeSetInput | string,
    asOf?: string,
  ): Promise<{ before: Snapshot; after: Snapshot }>;
  /** Commits a draft; a draft commits once, a second try is refused with the first one's sequence number. */
  commit(actor: Actor, changeSetId: string): Promise<CommitResult>;
  /** Draft and commit in one transaction. */
  apply(actor: Actor, input: ChangeSetInput, origin?: 'seed'): Promise<CommitResult>;
  /** As `apply`, together with what else stands or falls with the commit. */
  applyFrom(actor: Actor, source: ChangeSetSource): Promise<CommitResult>;
  /** Commits the inverse of a committed change set; refused where later change sets touched the same records. */
  undo(actor: Actor, changeSetId: string, reason: string): Promise<CommitResult>;
  /** What an undo would do. */
  previewUndo(actor: Actor, changeSetId: string): Promise<Preview>;
  /** Discards a draft: its author, the other side that it was proposed to, or whoever approves. */
  discard(actor: Actor, changeSetId: string): Promise<ChangeSetSummary>;
  /** Drafts that wait for the word of the actor's side, newest first: their authors cannot commit them alone. */
  awaiting(actor: Actor): Promise<ChangeSetSummary[]>;
  changeSets(query: {
    limit: number;
    cursor?: string;
    status?: string;
  }): Promise<{ items: ChangeSetSummary[]; nextCursor: string | null }>;
  /** For the program's own use: whole bodies. */
  changeSet(id: string): Promise<ChangeSetSummary & { changes: Change[] }>;
  /** As the actor may see it. */
  changeSetFor(actor: Actor, id: string): Promise<ChangeSetSummary & { changes: Change[] }>;
  /** For the program's own use: whole bodies. */
  history(type: RecordTypeName, id: string): Promise<HistoryEntry[]>;
  /** As the actor may see it. */
  historyFor(actor: Actor, type: RecordTypeName, id: string): Promise<HistoryEntry[]>;
  /** Changes that are kept elsewhere, as the actor may see them. Not to be asked inside a transaction. */
  changesFor<C extends Told>(actor: Actor, changes: readonly C[]): Promise<C[]>;
  /** Version of a record now, or null when there is none. */
  currentVersion(type: RecordTypeName, id: string): Promise<number | null>;
  /** Versions of several records by `type/id`; ended ones are absent. */
  currentVersions(records: readonly { type: RecordTypeName; id: string }[]): Promise<Map<string, number>>;
  /** Several records as they stand, by `type/id`; ended ones are absent. `connection`: a transaction to read in. */
  currentRecords(
    records: readonly { type: RecordTypeName; id: string }[],
    connection?: store.Db,
  ): Promise<Map<string, CurrentRecord>>;
  head(): Promise<number>;
}

/** Where a change set comes from that is kept elsewhere. Both steps run in the commit's own transaction. */
export interface ChangeSetSource {
  /** Whether everybody that records stand between has agreed there, as by the signatures under a joint inspection. */
  agreedByAll?: boolean;
  /** Reads the change set, and locks where it is kept. What it throws refuses the commit. */
  take(tx: Tx): Promise<ChangeSetInput>;
  /** Records where the change set is kept that it was committed. What it throws takes the commit back. */
  settle(tx: Tx, committed: CommitResult): Promise<void>;
}

/** A change set worked out against the registry: effects, findings and what to write. */
interface Plan {
  asOf: string;
  before: Snapshot;
  after: Snapshot;
  effects: Effect[];
  findings: Finding[];
  timelines: RecordTimeline[];
}

/** New state of one record's timeline. */
interface RecordTimeline {
  type: RecordTypeName;
  id: string;
  superseded: number[];
  added: NewSegment[];
  /** The stretch open after the change; null when the record has ended. */
  open: NewSegment | null;
}

/** Whether trouble with single changes is reported as findings (preview) or refuses the whole (commit). */
type Strictness = 'report' | 'refuse';

export function createRegistry(options: RegistryOptions): Registry {
  const { db } = options;
  const types = new Map(options.recordTypes.map((t) => [t.name, t]));

  function typeOf(name: RecordTypeName): RecordType {
    const recordType = types.get(name);
    if (!recordType) throw new RangeError(`No record type "${name}" is registered`);
    return recordType;
  }

  function normalise(input: ChangeSetInput): {
    title: string;
    reason: string;
    origin: string;
    effectiveFrom: string;
    changes: Change[];
  } {
    const parsed = changeSetInput.safeParse(input);
    if (!parsed.success) {
      throw problems.invalid(
        parsed.error.issues.map((i) => ({
          path: i.path.join('.'),
          code: i.code,
          message: { zh: i.message, en: i.message },
        })),
      );
    }
    const effectiveFrom = parsed.data.effectiveFrom ?? today();
    const changes = parsed.data.changes.map((change): Change => {
      const fields = change.fields ?? {};
      return {
        type: change.type,
        op: change.op,
        id: change.id ?? randomUUID(),
        baseVersion: change.baseVersion ?? null,
        effectiveFrom: change.effectiveFrom ?? effectiveFrom,
        fields: change.op === 'create' ? normalised(typeOf(change.type), fields) : fields,
        sourceRow: change.sourceRow ?? null,
      };
    });
    const nameless = parsed.data.changes.findIndex((change) => change.op !== 'create' && change.id === undefined);
    refuseGivenAllotments(changes);
    if (nameless >= 0) {
      throw problems.invalid([
        {
          path: `changes.${nameless}.id`,
          code: 'required',
          message: { zh: '修改或终止须写明记录标识', en: 'An update or delete must name its record' },
        },
      ]);
    }
    return { title: parsed.data.title, reason: parsed.data.reason, origin: parsed.data.origin, effectiveFrom, changes };
  }

  /** What the register gives out is not for a create to say. */
  function refuseGivenAllotments(changes: readonly Change[]): void {
    const given = changes.flatMap((change, i): ProblemItem[] => {
      const field = typeOf(change.type).allotment?.field;
      if (change.op !== 'create' || field === undefined || (change.fields[field] ?? null) === null) return [];
      return [
        {
          path: `changes.${i}.fields.${field}`,
          field,
          ...(change.sourceRow === null ? {} : { row: change.sourceRow }),
          code: 'allotted-by-register',
          message: { zh: '由系统在提交时分配,请勿填写', en: 'Allotted by the register on commit; leave it out' },
        },
      ];
    });
    if (given.length > 0) throw problems.invalid(given);
  }

  /** Creates with the fields that the register gives them. */
  async function allotted(tx: Tx, effects: readonly Effect[], before: Snapshot): Promise<Effect[]> {
    const next = [...effects];
    const made = new Map(effects.flatMap(({ type, id, after }) => (type === 'division' ? [[id, after]] : [])));
    const divisionOf = (id: string) =>
      (made.has(id) ? made.get(id) : before.records.division.get(id)) as Record<string, unknown> | undefined;
    for (const { name, allotment } of types.values()) {
      if (!allotment) continue;
      const places = effects.flatMap(({ type, op }, i) => (type === name && op === 'create' ? [i] : []));
      if (places.length === 0) continue;
      const bodies = places.map((i) => effects[i]!.after!);
      const values = await allotment.allot(tx, bodies, divisionOf);
      places.forEach((place, n) => {
        next[place] = { ...effects[place]!, after: { ...bodies[n]!, [allotment.field]: values[n] } };
      });
    }
    return next;
  }

  /** Segments of records of several types, by `type/id`; believed now, or at a sequence number. */
  async function segmentsOf(
    connection: store.Db,
    records: readonly { type: RecordTypeName; id: string }[],
    seq?: number,
  ): Promise<Map<string, Segment[]>> {
    const all = new Map<string, Segment[]>();
    for (const type of new Set(records.map((r) => r.type))) {
      const ids = [...new Set(records.filter((r) => r.type === type).map((r) => r.id))];
      for (const [id, segments] of await store.segmentsOf(connection, type, ids, seq)) {
        all.set(recordKey(type, id), segments);
      }
    }
    return all;
  }

  async function refuseReusedIds(connection: store.Db, changes: readonly Change[]): Promise<void> {
    for (const type of new Set(changes.map((c) => c.type))) {
      const creates = changes.filter((c) => c.type === type && c.op === 'create');
      const used = await store.usedIds(
        connection,
        type,
        creates.map((c) => c.id),
      );
      if (used.size === 0) continue;
      throw problems.conflict(
        { zh: '记录标识曾被使用,不得重复', en: 'Record identifiers were used before and are never reused' },
        [...used].map((id) => ({
          path: `${type}/${id}`,
          code: 'id-used',
          message: { zh: '标识已被使用', en: 'Identifier already used' },
        })),
      );
    }
  }

  /** Works a change set out. `connection` is the transaction when committing; so is `tx`, in which fields are allotted. */
  async function plan(
    connection: store.Db,
    changes: readonly Change[],
    snapshotAt: (asOf: string) => Promise<Snapshot>,
    strictness: Strictness,
    { wantedAsOf, tx }: { wantedAsOf?: string; tx?: Tx } = {},
  ): Promise<Plan> {
    const asOf =
      wantedAsOf ?? changes.reduce((latest, c) => (c.effectiveFrom > latest ? c.effectiveFrom : latest), today());
    const segments = await segmentsOf(connection, changes);
    const current = standing(segments);

    const findings: Finding[] = [];
    let usable = changes;
    if (strictness === 'refuse') {
      checkVersions(changes, current);
      await refuseReusedIds(connection, changes);
    } else {
      usable = changes.filter((change) => {
        const found = versionFindings([change], current);
        findings.push(...found);
        return found.length === 0;
      });
    }

    const worked: Effect[] = [];
    const errors: ProblemItem[] = [];
    const applied: Change[] = [];
    for (const change of usable) {
      const outcome = effectOf(typeOf(change.type), change, current.get(recordKey(change.type, change.id)) ?? null);
      if ('errors' in outcome) {
        errors.push(...outcome.errors);
        findings.push(...outcome.errors.map((e) => findingOf(e, change)));
        continue;
      }
      worked.push(outcome.effect);
      applied.push(change);
    }
    if (strictness === 'refuse' && errors.length > 0) throw problems.invalid(errors);

    const before = await snapshotAt(asOf);
    const effects = tx === undefined ? worked : await allotted(tx, worked, before);
    const timelines = effects.flatMap((effect, i) => {
      const change = applied[i]!;
      const known = segments.get(recordKey(change.type, change.id)) ?? [];
      return effect.op === 'unchanged' ? [] : [timelineOf(typeOf(change.type), change, effect, known)];
    });
    const after = before.with(
      effects.map((effect, i) => overlayEffect(typeOf(effect.type), applied[i]!, effect, before)),
    );
    for (const effect of effects) {
      if (effect.op !== 'unchanged') findings.push(...typeOf(effect.type).rules(effect, before, after));
    }
    return { asOf, before, after, effects, findings, timelines };
  }

  async function previewOf(actor: Actor, result: Plan): Promise<Preview> {
    const counts = { create: 0, update: 0, delete: 0, unchanged: 0 };
    for (const effect of result.effects) counts[effect.op] += 1;
    return {
      snapshot: result.before.id,
      asOf: result.asOf,
      committable: !result.findings.some((f) => f.severity === 'block'),
      counts,
      effects: restrictedView(types, actor, result.before).effects(result.effects, result.before, result.after),
      findings: result.findings,
      indicators: await options.compareIndicators(result.before, result.after),
    };
  }

  /** @param agreeing whose word counts beside the actor's for records that stand between counties: who drafted the change */
  function refuseOutsideScope(actor: Authority, result: Plan, agreeing: Authority | null = null): void {
    if (actor.role === 'viewer') throw problems.forbidden();
    if (actor.countyScope === null) return;
    const covers = (scope: Actor['countyScope'], county: string) => scope === null || scope.includes(county);
    for (const effect of result.effects) {
      const recordType = typeOf(effect.type);
      const { joint } = recordType;
      const speaking = joint && agreeing && agreeing.role !== 'viewer' ? [actor, agreeing] : [actor];
      for (const body of [effect.before, effect.after]) {
        if (!body) continue;
        const counties = recordType.counties(body, body === effect.before ? result.before : result.after);
        if (!counties.some((county) => covers(actor.countyScope, county))) throw outOfScope(effect);
        const open = counties.filter((county) => !speaking.some(({ countyScope }) => covers(countyScope, county)));
        if (open.length === 0 || joint?.alone(effect)) continue;
        throw joint ? otherSideNeeded(effect) : outOfScope(effect);
      }
    }
  }

  function isWithinScope(...asked: Parameters<typeof refuseOutsideScope>): boolean {
    try {
      refuseOutsideScope(...asked);
      return true;
    } catch (error) {
      if (error instanceof Problem) return false;
      throw error;
    }
  }

  /** Whether a draft takes another side than its author's, and the actor is of that side. Not to be asked in a transaction. */
  async function awaits(actor: Actor, changeSetId: string): Promise<boolean> {
    const { status, authorId } = await existing(db, changeSetId);
    if (status !== 'draft' || authorId === actor.id) return false;
    const changes = await store.changesOf(db, changeSetId);
    if (!changes.some(({ type }) => typeOf(type).joint)) return false;
    const author = await options.accountOf(authorId);
    if (author === null) return false;
    const result = await plan(db, changes, options.snapshotAt, 'report');
    return !isWithinScope(author, result) && isWithinScope(actor, result, author);
  }

  /** Snapshots for a commit: the cached one when it is at the locked head, else read inside the transaction. */
  function snapshotsFor(tx: Tx, head: number, cached: Snapshot): (asOf: string) => Promise<Snapshot> {
    return async (asOf) =>
      cached.seq === head && cached.asOf === asOf ? cached : options.loadSnapshot(tx, head, asOf);
  }

  async function write(tx: Tx, actor: Actor, seq: number, changeSetId: string, result: Plan): Promise<void> {
    const superseded = result.timelines.flatMap((t) => t.superseded);
    const added = result.timelines.flatMap((t) => t.added.map((s) => ({ ...s, type: t.type, recordId: t.id })));
    await store.writeHistory(tx, seq, changeSetId, superseded, added);
    for (const recordType of options.recordTypes) {
      const touched = result.timelines.filter((t) => t.type === recordType.name);
      if (touched.length === 0) continue;
      const rows = touched.flatMap((t) =>
        t.open ? [{ id: t.id, version: t.open.version, validFrom: t.open.validFrom, body: t.open.body }] : [],
      );
      await store.writeCurrentRows(
        tx,
        recordType,
        seq,
        rows,
        touched.filter((t) => !t.open).map((t) => t.id),
      );
    }
    await store.markChangeSet(tx, changeSetId, 'committed', seq);
    await store.setHeadSeq(tx, seq);
  }

  async function commitChanges(
    tx: Tx,
    actor: Actor,
    changeSetId: string,
    changes: readonly Change[],
    cached: Snapshot,
    agreeing: Authority | null = null,
  ): Promise<CommitResult> {
    if (actor.role === 'viewer') throw problems.forbidden();
    const head = await store.headSeq(tx, true);
    const result = await plan(tx, changes, snapshotsFor(tx, head, cached), 'refuse', { tx });
    refuseOutsideScope(actor, result, agreeing);
    refuseBlocked(result.findings);
    const seq = head + 1;
    await write(tx, actor, seq, changeSetId, result);
    return finish(tx, actor, 'change-set.commit', changeSetId, seq, result);
  }

  async function finish(
    tx: Tx,
    actor: Actor,
    action: string,
    changeSetId: string,
    seq: number,
    result: Plan,
  ): Promise<CommitResult> {
    const summary = await store.changeSetById(tx, changeSetId);
    const preview = await previewOf(actor, result);
    await store.writeAudit(tx, actor, action, `change-set/${changeSetId}`, summary!.reason, {
      seq,
      counts: preview.counts,
      title: summary!.title,
    });
    return { changeSet: publicSummary(summary!), seq, snapshot: `${seq}@${result.asOf}`, preview };
  }

  async function existing(connection: store.Db, id: string, lock = false) {
    const summary = await store.changeSetById(connection, id, lock);
    if (!summary) throw problems.notFound({ zh: '这个变更', en: 'change set' });
    return summary;
  }

  /** The inverse of a commit: every record it touched gets back the timeline that was believed before. */
  async function planUndo(
    connection: store.Db,
    summary: ChangeSetSummary,
    snapshotAt: (asOf: string) => Promise<Snapshot>,
  ): Promise<Plan> {
    const { seq } = summary;
    if (summary.status !== 'committed' || seq === null) {
      throw problems.conflict({
        zh: '只有已提交且未撤销的变更可以撤销',
        en: 'Only a committed change set that is not undone yet can be undone',
      });
    }
    const records = await store.recordsOfCommit(connection, seq);
    const now = await segmentsOf(connection, records);
    const left = await segmentsOf(connection, records, seq);
    const wanted = await segmentsOf(connection, records, seq - 1);
    refuseChangedSince(records, left, now);

    const asOf = today();
    const before = await snapshotAt(asOf);
    const effects: Effect[] = [];
    const overlay: Effect[] = [];
    const timelines: RecordTimeline[] = [];
    for (const { type, id } of records) {
      const key = recordKey(type, id);
      const [believed, target] = [now.get(key) ?? [], wanted.get(key) ?? []];
      const version = Math.max(...[...believed, ...target].map((s) => s.version)) + 1;
      const restored = target.map((s): NewSegment => ({
        ...withoutId(s),
        ...(s.validTo === null ? { version } : {}),
        op: 'restore',
      }));
      const open = openSegment(restored);
      const difference = timelineDifference(believed, restored);
      timelines.push({
        type,
        id,
        ...difference,
        open: difference.added.includes(open!) ? open : withVersionOf(open, believed),
      });
      const effect = undoEffect(typeOf(type), id, openSegment(believed), open, version, asOf);
      effects.push(effect);
      overlay.push({ ...effect, after: bodyOn(restored, asOf) });
    }
    const after = before.with(overlay);
    const findings = effects.flatMap((effect) => typeOf(effect.type).rules(effect, before, after));
    return { asOf, before, after, effects, findings, timelines };
  }

  async function currentRecords(
    records: readonly { type: RecordTypeName; id: string }[],
    connection: store.Db = db,
  ): Promise<Map<string, CurrentRecord>> {
    return standing(await segmentsOf(connection, records));
  }

  async function currentVersions(
    records: readonly { type: RecordTypeName; id: string }[],
  ): Promise<Map<string, number>> {
    return new Map([...(await currentRecords(records))].map(([key, { version }]) => [key, version]));
  }

  async function changesFor<C extends Told>(actor: Actor, changes: readonly C[]): Promise<C[]> {
    const restricted = changes.filter((change) => typeOf(change.type).restriction !== undefined);
    if (restricted.length === 0) return [...changes];
    const current = await currentRecords(
      restricted.flatMap(({ type, id }) => (id === undefined ? [] : [{ type, id }])),
    );
    const view = restrictedView(types, actor, await options.snapshotAt(today()));
    return view.changes(changes, (type, id) => current.get(recordKey(type, id))?.body ?? null);
  }

  async function wholeChangeSet(id: string): Promise<ChangeSetSummary & { changes: Change[] }> {
    return { ...publicSummary(await existing(db, id)), changes: await store.changesOf(db, id) };
  }

  async function examine(actor: Actor, input: ChangeSetInput, asOf?: string) {
    const result = await plan(db, normalise(input).changes, options.snapshotAt, 'report', { wantedAsOf: asOf });
    return { before: result.before, after: result.after, preview: await previewOf(actor, result) };
  }

  async function insertAndCommit(
    tx: Tx,
    actor: Actor,
    input: ChangeSetInput,
    cached: Snapshot,
    { origin, agreeing = null }: { origin?: 'seed'; agreeing?: Authority | null } = {},
  ): Promise<CommitResult> {
    const set = normalise(input);
    const id = randomUUID();
    await store.insertChangeSet(tx, actor, { ...set, origin: origin ?? set.origin, id, undoOf: null });
    return commitChanges(tx, actor, id, set.changes, cached, agreeing);
  }

  async function draftChanges(changeSetId: string): Promise<Change[]> {
    const summary = await existing(db, changeSetId);
    if (summary.status !== 'draft') throw alreadyDecided(summary);
    return store.changesOf(db, changeSetId);
  }

  const freshSnapshot = () => options.snapshotAt(today());

  return {
    async draft(actor, input) {
      const set = normalise(input);
      if (actor.role === 'viewer') throw problems.forbidden();
      const id = randomUUID();
      return db.transaction().execute(async (tx) => {
        await store.insertChangeSet(tx, actor, { ...set, id, undoOf: null });
        await store.writeAudit(tx, actor, 'change-set.draft', `change-set/${id}`, set.reason, { title: set.title });
        return publicSummary(await existing(tx, id));
      });
    },

    async preview(actor, input, asOf) {
      return (await examine(actor, input, asOf)).preview;
    },

    examine,

    async previewDraft(actor, changeSetId, asOf) {
      await existing(db, changeSetId);
      const changes = await store.changesOf(db, changeSetId);
      return previewOf(actor, await plan(db, changes, options.snapshotAt, 'report', { wantedAsOf: asOf }));
    },

    async proposed(_actor, proposal, asOf) {
      const changes = typeof proposal === 'string' ? await draftChanges(proposal) : normalise(proposal).changes;
      return plan(db, changes, options.snapshotAt, 'refuse', { wantedAsOf: asOf });
    },

    async commit(actor, changeSetId) {
      const cached = await freshSnapshot();
      // Asked before the transaction: it would wait for the transaction's own connection.
      const { authorId } = await existing(db, changeSetId);
      const proposer = authorId === actor.id ? null : await options.accountOf(authorId);
      return db.transaction().execute(async (tx) => {
        const summary = await existing(tx, changeSetId, true);
        if (summary.status !== 'draft') throw alreadyDecided(summary);
        return commitChanges(tx, actor, changeSetId, await store.changesOf(tx, changeSetId), cached, proposer);
      });
    },

    async apply(actor, input, origin) {
      const cached = await freshSnapshot();
      return db.transaction().execute((tx) => insertAndCommit(tx, actor, input, cached, { origin }));
    },

    async applyFrom(actor, source) {
      const cached = await freshSnapshot();
      return db.transaction().execute(async (tx) => {
        const agreeing = source.agreedByAll ? everySide : null;
        const committed = await insertAndCommit(tx, actor, await source.take(tx), cached, { agreeing });
        await source.settle(tx, committed);
        return committed;
      });
    },

    async undo(actor, changeSetId, reason) {
      const cached = await freshSnapshot();
      return db.transaction().execute(async (tx) => {
        const head = await store.headSeq(tx, true);
        const summary = await existing(tx, changeSetId, true);
        const result = await planUndo(tx, summary, snapshotsFor(tx, head, cached));
        refuseOutsideScope(actor, result);
        refuseBlocked(result.findings);
        const id = randomUUID();
        const set = {
          id,
          title: `撤销:${summary.title}`,
          reason,
          origin: 'undo',
          effectiveFrom: result.asOf,
          undoOf: changeSetId,
          changes: [],
          changeCount: result.timelines.length,
        };
        await store.insertChangeSet(tx, actor, set);
        await write(tx, actor, head + 1, id, result);
        await store.markChangeSet(tx, changeSetId, 'undone');
        // Undoing an undo puts the first change set back into force.
        if (summary.undoOf !== null) await store.markChangeSet(tx, summary.undoOf, 'committed');
        return finish(tx, actor, 'change-set.undo', id, head + 1, result);
      });
    },

    async previewUndo(actor, changeSetId) {
      return previewOf(actor, await planUndo(db, await existing(db, changeSetId), options.snapshotAt));
    },

    async discard(actor, changeSetId) {
      const isAsked = actor.role === 'editor' && (await awaits(actor, changeSetId));
      return db.transaction().execute(async (tx) => {
        const summary = await existing(tx, changeSetId, true);
        if (summary.status !== 'draft') throw alreadyDecided(summary);
        if (actor.role === 'viewer' || (actor.role === 'editor' && summary.authorId !== actor.id && !isAsked))
          throw problems.forbidden();
        await store.markChangeSet(tx, changeSetId, 'discarded');
        await store.writeAudit(tx, actor, 'change-set.discard', `change-set/${changeSetId}`, null, null);
        return publicSummary(await existing(tx, changeSetId));
      });
    },

    async awaiting(actor) {
      const { items } = await store.listChangeSets(db, { limit: draftsLookedAt, status: 'draft' });
      const waiting: ChangeSetSummary[] = [];
      for (const draft of items) if (await awaits(actor, draft.id)) waiting.push(draft);
      return waiting;
    },

    changeSets: (query) => store.listChangeSets(db, query),

    changeSet: wholeChangeSet,

    async changeSetFor(actor, id) {
      const { changes, ...summary } = await wholeChangeSet(id);
      return { ...summary, changes: await changesFor(actor, changes) };
    },

    history: (type, id) => store.recordHistory(db, type, id),

    async historyFor(actor, type, id) {
      const entries = await store.recordHistory(db, type, id);
      if (typeOf(type).restriction === undefined) return entries;
      return restrictedView(types, actor, await options.snapshotAt(today())).history(type, entries);
    },

    changesFor,

    currentVersions,

    currentRecords,

    currentVersion: async (type, id) => (await currentVersions([{ type, id }])).get(recordKey(type, id)) ?? null,

    head: () => store.headSeq(db),
  };
}

/** The open stretches of timelines: what each record is now. */
function standing(segments: ReadonlyMap<string, readonly Segment[]>): Map<string, CurrentRecord> {
  const current = new Map<string, CurrentRecord>();
  for (const [key, list] of segments) {
    const open = openSegment(list);
    if (open) current.set(key, { version: open.version, validFrom: open.validFrom, body: open.body });
  }
  return current;
}

/** Speaks for all counties. */
/** Of all drafts, the newest so many are looked through for those that wait for a side. */
const draftsLookedAt = 200;

const everySide: Authority = { role: 'system', countyScope: null };

const outOfScope = ({ label }: Effect) =>
  problems.forbidden({
    zh: `“${label}”不在您的县(市、区)范围内`,
    en: `"${label}" is outside the counties you may edit`,
  });

const otherSideNeeded = ({ label, type, id }: Effect) => {
  const message = {
    zh: `“${label}”属于双方,此项须双方同意:请提交为待对方确认的变更,由另一方的账号提交生效`,
    en: `"${label}" belongs to both sides and this takes both: propose it, and an account of the other side commits it`,
  };
  const short = { zh: '须双方同意', en: 'takes both sides' };
  return problems.forbidden(message, [{ path: `${type}/${id}`, code: 'other-side-needed', message: short }]);
};

function refuseBlocked(findings: readonly Finding[]): void {
  const blocks = findings.filter((f) => f.severity === 'block');
  if (blocks.length === 0) return;
  throw problems.refusedByRules(
    blocks.map((f) => ({
      path: `${f.type}/${f.id}`,
      ...(f.field === null ? {} : { field: f.field }),
      ...(f.row === null ? {} : { row: f.row }),
      code: f.code,
      message: f.message,
    })),
  );
}

function alreadyDecided(summary: ChangeSetSummary): Problem {
  return problems.conflict({
    zh: `变更已是“${summary.status}”状态${summary.seq === null ? '' : `(序号 ${summary.seq})`}`,
    en: `The change set is already ${summary.status}${summary.seq === null ? '' : ` (sequence ${summary.seq})`}`,
  });
}

function versionFindings(changes: readonly Change[], current: ReadonlyMap<string, CurrentRecord>): Finding[] {
  try {
    checkVersions(changes, current);
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.errors.map((item, i) => findingOf(item, changes[i] ?? changes[0]!));
  }
}

const findingOf = (item: ProblemItem, change: Change): Finding => ({
  severity: 'block',
  code: item.code,
  message: item.message,
  type: change.type,
  id: change.id,
  field: item.field ?? null,
  row: change.sourceRow,
  clause: null,
});

/** An undo may not throw away what later change sets said of the same records. */
function refuseChangedSince(
  records: readonly { type: RecordTypeName; id: string }[],
  left: ReadonlyMap<string, Segment[]>,
  now: ReadonlyMap<string, Segment[]>,
): void {
  const changed = records.filter(({ type, id }) => {
    const key = recordKey(type, id);
    return !sameTimeline(left.get(key) ?? [], now.get(key) ?? []);
  });
  if (changed.length === 0) return;
  throw problems.conflict(
    {
      zh: '部分记录此后又被修改,不能整体撤销',
      en: 'Some records were changed again since, so the change set cannot be undone',
    },
    changed.map(({ type, id }) => ({
      path: `${type}/${id}`,
      code: 'changed-since',
      message: { zh: '此后又有变更,须先撤销后来的变更', en: 'Changed again since; undo the later change first' },
    })),
  );
}

/** A segment that stays keeps the version under which it is stored. */
function withVersionOf(open: NewSegment | null, believed: readonly Segment[]): NewSegment | null {
  const stored = openSegment(believed);
  return open && stored ? { ...open, version: stored.version } : open;
}

function timelineOf(
  recordType: RecordType,
  change: Change,
  effect: Effect,
  segments: readonly Segment[],
): RecordTimeline {
  const place = { type: change.type, id: change.id };
  if (change.op === 'create') {
    const open: NewSegment = {
      version: effect.version,
      op: 'create',
      validFrom: change.effectiveFrom,
      validTo: null,
      body: effect.after!,
    };
    return { ...place, superseded: [], added: [open], open };
  }
  const revise =
    change.op === 'delete'
      ? () => null
      : (body: Record<string, unknown>) => normalised(recordType, patched(body, change.fields));
  const { superseded, added } = reviseFrom(segments, change.effectiveFrom, effect.version, change.op, revise);
  return { ...place, superseded, added, open: openSegment(added) };
}

/**
 * The effect on the preview's day. The day's body can differ from the newest one when an earlier change set recorded a
 * later stretch; the change then falls on the day's own body.
 */
function overlayEffect(recordType: RecordType, change: Change, effect: Effect, before: Snapshot): Effect {
  if (change.op !== 'update') return effect;
  const onDay = before.records[change.type].get(change.id) as Record<string, unknown> | undefined;
  if (!onDay) return { ...effect, op: 'unchanged' };
  if (isDeepStrictEqual(onDay, effect.before)) return effect;
  return { ...effect, op: 'update', after: normalised(recordType, patched(onDay, change.fields)) };
}

function undoEffect(
  recordType: RecordType,
  id: string,
  now: NewSegment | null,
  open: NewSegment | null,
  version: number,
  asOf: string,
): Effect {
  const before = now?.body ?? null;
  const after = open?.body ?? null;
  return {
    type: recordType.name,
    id,
    op: before === null ? 'create' : after === null ? 'delete' : 'update',
    label: recordType.label(after ?? before ?? {}),
    version,
    effectiveFrom: open && open.validFrom < asOf ? open.validFrom : asOf,
    before,
    after,
    changedFields: before && after ? Object.keys(after).filter((f) => !isDeepStrictEqual(before[f], after[f])) : [],
    row: null,
  };
}

function publicSummary(summary: ChangeSetSummary & { authorId?: string; effectiveFrom?: string }): ChangeSetSummary {
  const { authorId: _a, effectiveFrom: _e, ...rest } = summary;
  return rest;
}
