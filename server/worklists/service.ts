import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import {
  defaultRuleParameters,
  defaultWorklistParameters,
  text,
  worklists,
  type WorklistId,
} from '../../gis-data/catalogue/index.ts';
import type { Users } from '../accounts/users.ts';
import type { Schema } from '../db/schema.ts';
import { isAnonymous } from '../http/account-service.ts';
import { assess } from '../indicators/index.ts';
import type { Network } from '../network/graph.ts';
import type { Actor } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import { writeAudit } from '../registry/store.ts';
import { today } from '../registry/today.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import {
  assignmentInput,
  type Assignment,
  type AssignmentInput,
  type Settlement,
  type WorklistEntry,
  type WorklistFilter,
  type WorklistItem,
  type WorklistOverview,
  type WorklistPage,
  type WorklistQuery,
} from './contract.ts';
import { decidingUnknowns, type DecidingUnknowns } from './deciding-unknowns.ts';
import { agedCremators, agedFuneralHomes } from './funeral.ts';
import { oldNames } from './old-names/old-names.ts';
import { missingFunctions } from './missing-functions.ts';
import { assigneesOf, listed, mayAssign, pageOf, summaryOf, withAssignments } from './rules.ts';
import { staleRecords } from './stale-records.ts';
import { assignmentsOf, writeAssignment } from './store.ts';

/** A whole list, filtered and in order, for an export. */
export interface FullList {
  snapshot: Snapshot;
  items: WorklistItem[];
  /** Whether who does what may be shown. */
  signedIn: boolean;
}

/** Lists of work computed from the register, with what people said of their items. */
export interface WorklistService {
  overview(actor: Actor, asOf?: string): Promise<WorklistOverview>;
  page(actor: Actor, list: WorklistId, query: WorklistQuery): Promise<WorklistPage>;
  full(actor: Actor, list: WorklistId, filter: WorklistFilter & { asOf?: string }): Promise<FullList>;
  /**
   * Says who does an item of today's list, and by when.
   * @param baseVersion version that the writer worked from; 0 = nothing was said yet
   * @throws Problem `not-found` for an item that is not on the list, `forbidden` outside the actor's counties,
   *   `invalid` for an assignee who is not a user, `stale-version`
   */
  assign(actor: Actor, list: WorklistId, key: string, input: AssignmentInput, baseVersion: number): Promise<Assignment>;
  /** Users whom an item can be assigned to. */
  assignees(): Promise<{ id: string; name: string }[]>;
}

export interface WorklistSources {
  kysely: Kysely<Schema>;
  snapshots: SnapshotService;
  /** The walk network in use now; null while there is none. */
  walkNetwork(): Promise<Network | null>;
  users: Pick<Users, 'list'>;
}

interface Computed {
  entries: readonly WorklistEntry[];
  settlements: readonly Settlement[];
}

export function createWorklistService({ kysely, snapshots, walkNetwork, users }: WorklistSources): WorklistService {
  const computed = async (list: WorklistId, asOf?: string) => {
    const snapshot = await snapshots.at(asOf);
    return { snapshot, ...(await entriesOf(list, snapshot, await walkNetwork())) };
  };

  async function itemsOf(actor: Actor, list: WorklistId, asOf?: string) {
    const { snapshot, entries, settlements } = await computed(list, asOf);
    const signedIn = !isAnonymous(actor);
    const items = withAssignments(entries, signedIn ? await assignmentsOf(kysely, list) : new Map());
    return { snapshot, items, settlements, signedIn };
  }

  async function assigneeName(input: { assigneeId: string | null; assigneeName: string | null }) {
    if (input.assigneeId === null) return input.assigneeName;
    const user = (await users.list()).find(({ id, disabled }) => id === input.assigneeId && !disabled);
    if (!user) throw noSuchUser();
    return user.name;
  }

  return {
    async overview(actor, asOf) {
      const lists = [];
      for (const { id } of worklists) {
        const { items, signedIn } = await itemsOf(actor, id, asOf);
        lists.push(summaryOf(id, items, today(), signedIn));
      }
      const snapshot = await snapshots.at(asOf);
      return { snapshot: snapshot.id, asOf: snapshot.asOf, lists };
    },
    async page(actor, list, { asOf, limit, cursor, ...filter }) {
      const { snapshot, items, settlements } = await itemsOf(actor, list, asOf);
      const found = listed(list, items, filter, today());
      const { page, nextCursor } = pageOf(found, limit, cursor);
      return {
        snapshot: snapshot.id,
        asOf: snapshot.asOf,
        today: today(),
        list,
        total: found.length,
        demo: found.some(({ demo }) => demo),
        settlements: [...settlements],
        assignees: assigneesOf(items),
        items: page,
        nextCursor,
      };
    },
    async full(actor, list, { asOf, ...filter }) {
      const { snapshot, items, signedIn } = await itemsOf(actor, list, asOf);
      return { snapshot, items: listed(list, items, filter, today()), signedIn };
    },
    async assign(actor, list, key, input, baseVersion) {
      const { entries } = await computed(list);
      const entry = entries.find((other) => other.key === key);
      if (!entry) throw problems.notFound(noLongerListed);
      if (!mayAssign(actor, entry)) throw problems.forbidden(outsideScope);
      const parsed = assignmentInput.parse(input);
      const { assigneeId, dueOn, note } = parsed;
      const name = await assigneeName(parsed);
      return kysely.transaction().execute(async (tx) => {
        const said = { assigneeId, assigneeName: name, dueOn, note };
        const written = await writeAssignment(tx, { list, key, baseVersion, updatedBy: actor.id, ...said });
        if (!written) throw changedMeanwhile(key);
        await writeAudit(tx, actor, 'worklist-assigned', `${list}/${key}`, null, said);
        return written;
      });
    },
    async assignees() {
      return (await users.list()).filter(({ disabled }) => !disabled).map(({ id, name }) => ({ id, name }));
    },
  };
}

async function entriesOf(list: WorklistId, snapshot: Snapshot, network: Network | null): Promise<Computed> {
  const plain = (entries: readonly WorklistEntry[]): Computed => ({ entries, settlements: [] });
  switch (list) {
    case 'missing-functions': {
      const assessment = assess(snapshot, defaultRuleParameters, network);
      return plain(missingFunctions(snapshot, assessment, defaultRuleParameters));
    }
    case 'funeral-homes':
      return plain(agedFuneralHomes(snapshot, defaultWorklistParameters));
    case 'cremators':
      return plain(agedCremators(snapshot, defaultWorklistParameters));
    case 'deciding-unknowns':
      return rememberedUnknowns(snapshot, network);
    case 'stale-records':
      return plain(staleRecords(snapshot, defaultWorklistParameters));
    case 'old-names':
      return plain(oldNames(snapshot));
  }
}

const unknowns = new WeakMap<Snapshot, Map<Network | null, Promise<DecidingUnknowns>>>();

/** Found once for a snapshot and network, in small steps between which the server answers others. */
function rememberedUnknowns(snapshot: Snapshot, network: Network | null): Promise<DecidingUnknowns> {
  const ofSnapshot = unknowns.get(snapshot) ?? new Map<Network | null, Promise<DecidingUnknowns>>();
  unknowns.set(snapshot, ofSnapshot);
  const known = ofSnapshot.get(network);
  if (known) return known;
  const found = decidingUnknowns(snapshot, defaultRuleParameters, network, () => nextTurn());
  ofSnapshot.set(network, found);
  found.catch(() => ofSnapshot.delete(network));
  return found;
}

const noLongerListed = text(
  '这一项;记录可能已更正,请刷新清单',
  'item on the list; its record may have been corrected, so reload the list',
);

const outsideScope = text(
  '这一项不在您负责的县(市、区)之内',
  'This item lies outside the counties that you may edit in',
);

const noSuchUser = () =>
  problems.invalid([
    {
      path: 'assigneeId',
      code: 'no-such-user',
      message: text(
        '没有这个可用的用户;请从名单选择或填写岗位',
        'There is no such active user; choose one or name a role',
      ),
    },
  ]);

const changedMeanwhile = (key: string) =>
  problems.stale([
    {
      path: key,
      code: 'changed-since',
      message: text('他人已更改这一项的分派,请刷新后再改', 'Someone has changed this assignment; reload and try again'),
    },
  ]);
