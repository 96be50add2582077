import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { z } from 'zod';
import type { Schema } from '../db/schema.ts';
import { recordKey } from '../registry/apply.ts';
import type { Actor, ChangeSetInput, CommitResult, Finding, Preview, RecordTypeName } from '../registry/contract.ts';
import { Problem, problems } from '../registry/problem.ts';
import type { RecordType } from '../registry/record-type.ts';
import type { Registry } from '../registry/registry.ts';
import {
  bodiesAtVersions,
  headSeq,
  newestCommits,
  writeAudit,
  type Db,
  type RecordVersion,
} from '../registry/store.ts';
import { today } from '../registry/today.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { joinChanges, keyOf, plainChange, saidOf, withFindings, type KeptChange } from './changes.ts';
import type {
  AdoptionResult,
  RebaseChoices,
  RebaseConflict,
  RebaseReport,
  ScenarioChange,
  ScenarioDetail,
  scenarioInput,
  scenarioPatch,
  ScenarioSummary,
} from './contract.ts';
import { rebase, type Rebased, type RebaseChoice, type Standing } from './rebase.ts';
import * as refusals from './refusals.ts';
import * as store from './store.ts';
import type { StoredScenario, WholeScenario } from './store.ts';

type Tx = Transaction<Schema>;

/** A scenario worked out on the registry as it stands. */
export interface ExaminedScenario {
  scenario: ScenarioSummary;
  before: Snapshot;
  after: Snapshot;
  preview: Preview;
  /** What keeps some changes from being worked out; their part is missing in `after`. Empty when all of it is there. */
  conflicts: RebaseConflict[];
}

/**
 * Scenarios (方案) of the signed-in users. A scenario is its owner's; a shared one can be read by everybody, and forked to
 * be changed. One that a user may not see is answered as one that is not there.
 */
export interface ScenarioService {
  list(actor: Actor): Promise<ScenarioSummary[]>;
  /** @throws Problem not-found */
  get(actor: Actor, id: string): Promise<ScenarioDetail>;
  create(actor: Actor, input: z.output<typeof scenarioInput>): Promise<ScenarioDetail>;
  /** @param ifMatch row version worked from. @throws Problem stale-version, and as `add` */
  patch(actor: Actor, id: string, ifMatch: number, patch: z.output<typeof scenarioPatch>): Promise<ScenarioDetail>;
  /**
   * Joins changes made against the scenario's own state to those it has.
   * @param findings what planning said of them; its previews say it too, for as long as it has those changes
   * @throws Problem conflict where a change names a record that is not there or that the scenario ends
   */
  add(
    actor: Actor,
    id: string,
    ifMatch: number | null,
    changes: readonly ScenarioChange[],
    findings?: readonly Finding[],
  ): Promise<ScenarioDetail>;
  /** Takes what the scenario does to one record out of it. */
  remove(
    actor: Actor,
    id: string,
    ifMatch: number | null,
    type: RecordTypeName,
    recordId: string,
  ): Promise<ScenarioDetail>;
  /** A copy that is the actor's own, private and open. */
  fork(actor: Actor, id: string, name: string | undefined): Promise<ScenarioDetail>;
  archive(actor: Actor, id: string): Promise<ScenarioSummary>;
  /**
   * What the scenario would do to the registry as it stands. Changes that were made against older records are carried
   * over where nobody else touched their fields; those that conflict are left out and named.
   */
  examine(actor: Actor, id: string, asOf?: string): Promise<ExaminedScenario>;
  /** What a rebase would meet; changes nothing. */
  checkRebase(actor: Actor, id: string): Promise<RebaseReport>;
  /** Works the changes out anew against the registry as it stands. @throws Problem conflict naming each conflict without a choice */
  rebase(actor: Actor, id: string, ifMatch: number | null, choices: RebaseChoices): Promise<ScenarioDetail>;
  /**
   * Commits the scenario's changes and marks it, in one transaction.
   * @throws Problem conflict when it was adopted or archived before, or when its base moved; as a commit otherwise
   */
  adopt(actor: Actor, id: string, reason: string | undefined): Promise<AdoptionResult>;
}

export interface ScenarioServiceOptions {
  db: Kysely<Schema>;
  registry: Pick<Registry, 'currentRecords' | 'changesFor' | 'examine' | 'applyFrom'>;
  recordTypes: readonly RecordType[];
}

export function createScenarioService({ db, registry, recordTypes }: ScenarioServiceOptions): ScenarioService {
  const labels = new Map(recordTypes.map((type) => [type.name, type.label]));
  const labelOf = (type: RecordTypeName, body: Record<string, unknown>) => labels.get(type)!(body);

  async function summaryOf(connection: Db, actor: Actor, stored: StoredScenario): Promise<ScenarioSummary> {
    return summaryFor(actor, stored, await headSeq(connection));
  }

  async function seen(connection: Db, actor: Actor, id: string, lock = false): Promise<WholeScenario> {
    const scenario = await store.scenarioById(connection, id, lock);
    if (!scenario || !isVisible(actor, scenario)) throw problems.notFound({ zh: '这个方案', en: 'scenario' });
    return scenario;
  }

  async function detail(connection: Db, actor: Actor, id: string): Promise<ScenarioDetail> {
    const scenario = await seen(connection, actor, id);
    return { ...(await summaryOf(connection, actor, scenario)), changes: scenario.changes.map(plainChange) };
  }

  /** A scenario's changes as the actor may see them; asked for outside transactions. */
  async function seenBy(actor: Actor, whole: Promise<ScenarioDetail>): Promise<ScenarioDetail> {
    const scenario = await whole;
    return { ...scenario, changes: await registry.changesFor(actor, scenario.changes) };
  }

  /** What conflicts say of records, as the actor may see it. */
  async function conflictsFor(actor: Actor, conflicts: readonly RebaseConflict[]): Promise<RebaseConflict[]> {
    const sides = ['base', 'theirs', 'mine'] as const;
    const told = conflicts.flatMap(({ type, id, field, ...values }) =>
      sides.map((side) => {
        const value = values[side] as Record<string, unknown> | null;
        return { type, id, fields: field === null ? (value ?? undefined) : { [field]: value } };
      }),
    );
    const seen = await registry.changesFor(actor, told);
    return conflicts.map((conflict, i) => {
      const valueOf = (side: number): unknown => {
        const { fields } = seen[i * sides.length + side]!;
        return conflict.field === null ? (fields ?? null) : fields![conflict.field];
      };
      return { ...conflict, base: valueOf(0), theirs: valueOf(1), mine: valueOf(2) };
    });
  }

  /** Runs a write of one's own scenario with its row locked. */
  async function write<T>(
    actor: Actor,
    id: string,
    ifMatch: number | null,
    run: (tx: Tx, scenario: WholeScenario) => Promise<T>,
  ): Promise<T> {
    return db.transaction().execute(async (tx) => {
      const scenario = await seen(tx, actor, id, true);
      if (scenario.ownerId !== actor.id) throw refusals.notYours(scenario);
      if (scenario.status === 'adopted') throw refusals.alreadyAdopted(scenario);
      if (ifMatch !== null && ifMatch !== scenario.version) throw refusals.stale(scenario, ifMatch);
      return run(tx, scenario);
    });
  }

  /** As `write`, answering with the changes as the actor may see them. */
  const rewrite: typeof write<ScenarioDetail> = (actor, ...rest) => seenBy(actor, write(actor, ...rest));

  /** New changes of a scenario, written and audited. */
  async function writeChanges(
    tx: Tx,
    actor: Actor,
    scenario: WholeScenario,
    action: string,
    update: store.ScenarioUpdate,
    about: Record<string, unknown>,
  ): Promise<ScenarioDetail> {
    await store.updateScenario(tx, scenario.id, update);
    await store.noteBase(tx, scenario.id, await headSeq(tx));
    await audit(tx, actor, action, scenario.id, { name: update.name ?? scenario.name, ...about });
    return detail(tx, actor, scenario.id);
  }

  /**
   * Names new records and notes the version of each record that is changed for the first time.
   * @param earlier changes whose records need not be looked up: made or worked from before
   */
  async function placed(
    connection: Db,
    earlier: readonly KeptChange[],
    changes: readonly ScenarioChange[],
  ): Promise<KeptChange[]> {
    const named = changes.map((change, position): KeptChange => {
      if (change.op !== 'create' && change.id === undefined) throw refusals.nameless(position);
      return { ...change, id: change.id ?? randomUUID() };
    });
    const versions = new Map(
      [...named.filter(({ op }) => op === 'create'), ...earlier].map((change) => [keyOf(change), change.baseVersion]),
    );
    const current = await registry.currentRecords(
      named.filter((change) => !versions.has(keyOf(change))),
      connection,
    );
    return named.map(({ baseVersion, ...change }, position) => {
      const key = keyOf(change);
      if (change.op === 'create') return change;
      if (versions.has(key)) return withVersion(change, baseVersion ?? versions.get(key));
      const version = current.get(key)?.version;
      if (version === undefined || (baseVersion ?? version) > version)
        throw refusals.noSuchVersion({ ...change, baseVersion }, position, version);
      return withVersion(change, baseVersion ?? version);
    });
  }

  async function standingOf(
    connection: Db,
    changes: readonly KeptChange[],
  ): Promise<{ standing: Standing; commits: Awaited<ReturnType<typeof newestCommits>> }> {
    const made = changes.filter((change): change is KeptChange & RecordVersion => change.op !== 'create');
    const versions = made.map(({ type, id, baseVersion }) => ({ type, id, version: baseVersion! }));
    const current = await registry.currentRecords(changes, connection);
    const based = await bodiesAtVersions(connection, versions);
    const commits = await newestCommits(connection, changes);
    return { standing: { current, based, known: new Set(commits.keys()) }, commits };
  }

  /** Names of the records that are still there. */
  async function labelsOf(changes: readonly KeptChange[]): Promise<Map<string, string>> {
    const current = await registry.currentRecords(changes);
    return new Map(
      changes.flatMap((change) => {
        const record = current.get(keyOf(change));
        return record ? [[keyOf(change), labelOf(change.type, record.body)] as const] : [];
      }),
    );
  }

  /** The changes against the registry as it stands, and the conflicts in words that people know. */
  async function rebasedOf(
    connection: Db,
    changes: readonly KeptChange[],
    choices: Readonly<Record<string, RebaseChoice>>,
  ): Promise<Omit<Rebased, 'conflicts'> & { conflicts: RebaseConflict[] }> {
    const { standing, commits } = await standingOf(connection, changes);
    const rebased = rebase(changes, standing, choices, randomUUID);
    const wanted = new Map(changes.map((change) => [keyOf(change), change.fields ?? {}]));
    const conflicts = rebased.conflicts.map((conflict): RebaseConflict => {
      const key = recordKey(conflict.type, conflict.id);
      const body = standing.current.get(key)?.body ?? standing.based.get(key) ?? wanted.get(key)!;
      return { ...conflict, label: labelOf(conflict.type, body), theirChange: commits.get(key) ?? null };
    });
    return { ...rebased, conflicts };
  }

  return {
    async list(actor) {
      const head = await headSeq(db);
      return (await store.listScenarios(db, actor.id)).map((scenario) => summaryFor(actor, scenario, head));
    },

    get: (actor, id) => seenBy(actor, detail(db, actor, id)),

    async create(actor, input) {
      const id = randomUUID();
      const created = db.transaction().execute(async (tx) => {
        const changes = joinChanges([], await placed(tx, [], input.changes));
        await store.insertScenario(tx, {
          id,
          name: input.name,
          note: input.note,
          shared: input.shared,
          ownerId: actor.id,
          ownerName: actor.name,
          effectiveFrom: input.effectiveFrom ?? today(),
          baseSeq: await headSeq(tx),
          forkedFrom: null,
          changes,
        });
        await audit(tx, actor, 'scenario.create', id, { name: input.name, changes: changes.length });
        return detail(tx, actor, id);
      });
      return seenBy(actor, created);
    },

    patch: (actor, id, ifMatch, { changes, ...head }) =>
      rewrite(actor, id, ifMatch, async (tx, scenario) => {
        if (changes !== undefined && (head.status ?? scenario.status) !== 'open') throw refusals.isArchived();
        const worked = scenario.changes.filter(({ op }) => op !== 'create');
        const next = changes && joinChanges([], await placed(tx, worked, changes));
        return writeChanges(
          tx,
          actor,
          scenario,
          'scenario.change',
          { ...head, ...(next ? { changes: next } : {}) },
          { fields: [...Object.keys(head), ...(next ? ['changes'] : [])] },
        );
      }),

    add: (actor, id, ifMatch, added, findings = []) =>
      rewrite(actor, id, ifMatch, async (tx, scenario) => {
        if (scenario.status !== 'open') throw refusals.isArchived();
        const worked = withFindings(await placed(tx, scenario.changes, added), findings);
        const changes = joinChanges(scenario.changes, worked);
        return writeChanges(tx, actor, scenario, 'scenario.add', { changes }, { added: added.length });
      }),

    remove: (actor, id, ifMatch, type, recordId) =>
      rewrite(actor, id, ifMatch, async (tx, scenario) => {
        if (scenario.status !== 'open') throw refusals.isArchived();
        const key = recordKey(type, recordId);
        const changes = scenario.changes.filter((change) => keyOf(change) !== key);
        if (changes.length === scenario.changes.length)
          throw problems.notFound({ zh: '方案中对这条记录的变更', en: 'change of this record in the scenario' });
        return writeChanges(tx, actor, scenario, 'scenario.remove', { changes }, { record: key });
      }),

    async fork(actor, id, name) {
      const copy = randomUUID();
      const forked = db.transaction().execute(async (tx) => {
        const scenario = await seen(tx, actor, id);
        await store.insertScenario(tx, {
          id: copy,
          name: name ?? `${scenario.name.slice(0, 190)}(副本)`,
          note: scenario.note,
          shared: false,
          ownerId: actor.id,
          ownerName: actor.name,
          effectiveFrom: scenario.effectiveFrom,
          baseSeq: scenario.baseSeq,
          forkedFrom: id,
          changes: scenario.changes,
        });
        await audit(tx, actor, 'scenario.fork', copy, { name: scenario.name, from: id });
        return detail(tx, actor, copy);
      });
      return seenBy(actor, forked);
    },

    archive: (actor, id) =>
      write(actor, id, null, async (tx, scenario) => {
        await store.updateScenario(tx, id, { status: 'archived' });
        await audit(tx, actor, 'scenario.archive', id, { name: scenario.name });
        return summaryOf(tx, actor, await seen(tx, actor, id));
      }),

    async examine(actor, id, asOf) {
      const scenario = await seen(db, actor, id);
      const { changes, conflicts } = await rebasedOf(db, scenario.changes, {});
      const { preview, ...examined } = await registry.examine(actor, changeSetOf(scenario, changes), asOf);
      const said = saidOf(changes).said ?? [];
      return {
        scenario: await summaryOf(db, actor, scenario),
        ...examined,
        preview: { ...preview, findings: [...preview.findings, ...said] },
        conflicts: await conflictsFor(actor, conflicts),
      };
    },

    async checkRebase(actor, id) {
      const scenario = await seen(db, actor, id);
      const { carried, alreadyMade, conflicts } = await rebasedOf(db, scenario.changes, {});
      return { headSeq: await headSeq(db), carried, alreadyMade, conflicts: await conflictsFor(actor, conflicts) };
    },

    rebase: (actor, id, ifMatch, { choices, headSeq: chosenAt }) =>
      rewrite(actor, id, ifMatch, async (tx, scenario) => {
        if (scenario.status !== 'open') throw refusals.isArchived();
        const { changes, conflicts, carried, alreadyMade } = await rebasedOf(tx, scenario.changes, choices);
        refusals.refuseUndecided(conflicts, choices, chosenAt);
        return writeChanges(
          tx,
          actor,
          scenario,
          'scenario.rebase',
          { changes },
          { from: scenario.baseSeq, carried, alreadyMade, conflicts: conflicts.length },
        );
      }),

    async adopt(actor, id, reason) {
      const scenario = await seen(db, actor, id);
      let committed: CommitResult;
      try {
        committed = await registry.applyFrom(actor, {
          async take(tx) {
            const locked = await seen(tx, actor, id, true);
            if (locked.status === 'adopted') throw refusals.alreadyAdopted(locked);
            if (locked.status === 'archived') throw refusals.isArchived();
            if (locked.changes.length === 0) throw refusals.isEmpty();
            return { ...changeSetOf(locked, locked.changes), ...(reason === undefined ? {} : { reason }) };
          },
          async settle(tx, { changeSet, seq }) {
            await store.updateScenario(tx, id, { status: 'adopted', changeSetId: changeSet.id });
            await audit(tx, actor, 'scenario.adopt', id, { name: scenario.name, changeSet: changeSet.id, seq });
          },
        });
      } catch (error) {
        if (!(error instanceof Problem) || !refusals.isMovedBase(error)) throw error;
        throw refusals.movedBase(error.errors, await labelsOf(scenario.changes));
      }
      return { scenario: await summaryOf(db, actor, await seen(db, actor, id)), ...committed };
    },
  };
}

const isVisible = (actor: Actor, { shared, ownerId }: { shared: boolean; ownerId: string }) =>
  shared || ownerId === actor.id;

function summaryFor(actor: Actor, stored: StoredScenario, head: number): ScenarioSummary {
  const { forkedFrom, id, version, name, note, shared, status, ownerId, ownerName, effectiveFrom, baseSeq } = stored;
  return {
    ...{ id, version, name, note, shared, status, ownerId, ownerName, effectiveFrom, baseSeq },
    headSeq: head,
    behind: stored.behind,
    // That there is a private scenario of that name is its owner's business.
    forkedFrom: forkedFrom && isVisible(actor, forkedFrom) ? { id: forkedFrom.id, name: forkedFrom.name } : null,
    changeCount: stored.changeCount,
    changeSetId: stored.changeSetId,
    createdAt: stored.createdAt,
    updatedAt: stored.updatedAt,
    mine: ownerId === actor.id,
  };
}

const withVersion = (change: KeptChange, baseVersion: number | undefined): KeptChange =>
  baseVersion === undefined ? change : { ...change, baseVersion };

/** The change set that a scenario is, while it is not committed. */
function changeSetOf(scenario: StoredScenario, changes: readonly KeptChange[]): ChangeSetInput {
  return {
    title: scenario.name,
    reason: scenario.note,
    origin: 'scenario',
    effectiveFrom: scenario.effectiveFrom,
    changes: changes.map(plainChange),
  };
}

const audit = (tx: Tx, actor: Actor, action: string, id: string, about: Record<string, unknown>) =>
  writeAudit(tx, actor, action, `scenario/${id}`, null, about);
