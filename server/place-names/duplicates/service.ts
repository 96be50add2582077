import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { text } from '../../../gis-data/catalogue/index.ts';
import type { Schema } from '../../db/schema.ts';
import type { Actor, ChangeSetInput } from '../../registry/contract.ts';
import { problems } from '../../registry/problem.ts';
import type { Registry } from '../../registry/registry.ts';
import { writeAudit, type Db } from '../../registry/store.ts';
import type { SnapshotService } from '../../snapshot/service.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { PlaceNameBody } from '../contract.ts';
import { positionOfGeometry } from '../geometry.ts';
import type {
  Distinction,
  DistinctionList,
  DuplicateList,
  DuplicatesQuery,
  NewDistinction,
  PlaceNameMerge,
} from './contract.ts';
import { likelyDuplicates } from './find.ts';
import { mergedBodies } from './merge.ts';
import * as store from './store.ts';

/** Records that are likely to be of one place: their merging, or the finding that they are of two. */
export interface DuplicateService {
  list(query: DuplicatesQuery): Promise<DuplicateList>;
  /** One change set for both records. @throws Problem not-found, invalid for a record and itself, conflict (two places) */
  mergeOf(merge: PlaceNameMerge): Promise<ChangeSetInput>;
  /** Pairs that were found to be of two places and are both registered still. */
  distinctions(): Promise<DistinctionList>;
  /** @throws Problem not-found, invalid for a record and itself, forbidden (county), conflict where it is recorded already */
  distinguish(actor: Actor, pair: NewDistinction): Promise<Distinction>;
  /** @throws Problem not-found, forbidden (county) */
  takeBack(actor: Actor, id: string): Promise<Distinction>;
}

const refuseItself = (one: string, other: string, field: string, message: ReturnType<typeof text>): void => {
  if (one === other) throw problems.invalid([{ field, code: 'same-record', message }]);
};

const noSuchName = (id: string) => problems.notFound(text(`地名“${id}”`, `place name ${id}`));

export function createDuplicateService({
  db,
  registry,
  snapshots,
}: {
  db: Kysely<Schema>;
  registry: Pick<Registry, 'currentVersions' | 'currentRecords'>;
  snapshots: SnapshotService;
}): DuplicateService {
  /** Makes the sides of pairs; a record that ended since the snapshot was taken has none. */
  async function sidesOf({ records: { placeName, division } }: Snapshot, pairs: readonly { a: string; b: string }[]) {
    const ids = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))].filter((id) => placeName.has(id));
    const versions = await registry.currentVersions(ids.map((id) => ({ type: 'placeName' as const, id })));
    const nameOf = (id: string | null) => (id === null ? null : (division.get(id)?.name ?? null));
    return (id: string): Distinction['a'] | null => {
      const version = versions.get(`placeName/${id}`);
      if (version === undefined) return null;
      const { standardName, code, category, countyId, townshipId, geometry, demo } = placeName.get(id)!;
      return {
        ...{ id, standardName, code, category, version, demo },
        county: nameOf(countyId),
        township: nameOf(townshipId),
        position: positionOfGeometry(geometry),
      };
    };
  }

  async function told(snapshot: Snapshot, kept: readonly store.StoredDistinction[]): Promise<Distinction[]> {
    const sideOf = await sidesOf(
      snapshot,
      kept.map(({ aId, bId }) => ({ a: aId, b: bId })),
    );
    return kept.flatMap(({ aId, bId, ...rest }) => {
      const [a, b] = [sideOf(aId), sideOf(bId)];
      return a === null || b === null ? [] : [{ ...rest, a, b }];
    });
  }

  /** Like a merge, it says something of both records. */
  function checkScope({ countyScope }: Actor, { records }: Snapshot, ids: readonly string[]): void {
    const outside = ids.some((id) => {
      const countyId = records.placeName.get(id)?.countyId;
      return countyScope !== null && countyId !== undefined && !countyScope.includes(countyId);
    });
    if (!outside) return;
    const detail = text('有地名不在您的县(市、区)范围内', 'A place name is outside the counties you may edit');
    throw problems.forbidden(detail);
  }

  const audit = (tx: Db, actor: Actor, action: string, { id, aId, bId, reason }: store.StoredDistinction) =>
    writeAudit(tx, actor, action, `place-name-distinction/${id}`, reason, { aId, bId });

  return {
    async list({ divisionId, withinM, limit }) {
      const snapshot = await snapshots.at();
      const { placeName } = snapshot.records;
      const found = likelyDuplicates(placeName, withinM).filter(
        ({ a, b }) =>
          divisionId === undefined ||
          [a, b].some((id) => {
            const { countyId, townshipId, villageId } = placeName.get(id)!;
            return [countyId, townshipId, villageId].includes(divisionId);
          }),
      );
      const distinct = new Set((await store.standingDistinctions(db)).map(({ aId, bId }) => `${aId} ${bId}`));
      const pairs = found.filter(({ a, b }) => !distinct.has(`${a} ${b}`));
      const shown = pairs.slice(0, limit);
      const sideOf = await sidesOf(snapshot, shown);
      return {
        snapshot: snapshot.id,
        total: pairs.length,
        distinct: found.length - pairs.length,
        items: shown.flatMap(({ a: aId, b: bId, why, shared, distanceM }) => {
          const [a, b] = [sideOf(aId), sideOf(bId)];
          if (a === null || b === null) return [];
          return [{ a, b, why, shared, distanceM: distanceM === null ? null : Math.round(distanceM) }];
        }),
      };
    },

    async distinctions() {
      return { items: await told(await snapshots.at(), await store.standingDistinctions(db)) };
    },

    async distinguish(actor, { aId: one, bId: other, reason }) {
      refuseItself(one, other, 'bId', text('请指明两条不同的记录', 'Name two different records'));
      const snapshot = await snapshots.at();
      const [aId, bId] = store.inOrder(one, other);
      for (const id of [aId, bId]) if (!snapshot.records.placeName.has(id)) throw noSuchName(id);
      checkScope(actor, snapshot, [aId, bId]);
      const recordedAt = new Date().toISOString();
      const kept = { id: randomUUID(), aId, bId, reason, recordedBy: actor.name, recordedAt };
      await db.transaction().execute(async (tx) => {
        if (!(await store.insertDistinction(tx, kept))) {
          const detail = text('这两条地名已认定不是重复', 'The two are recorded as two places already');
          throw problems.conflict(detail);
        }
        await audit(tx, actor, 'place-name-distinction.record', kept);
      });
      const [recorded] = await told(snapshot, [kept]);
      if (!recorded) throw noSuchName(bId);
      return recorded;
    },

    async takeBack(actor, id) {
      const missing = () => problems.notFound(text('这条认定', 'finding of two places'));
      const snapshot = await snapshots.at();
      const kept = await store.distinctionById(db, id);
      if (kept === null) throw missing();
      checkScope(actor, snapshot, [kept.aId, kept.bId]);
      const [taken] = await told(snapshot, [kept]);
      if (!taken) throw missing();
      await db.transaction().execute(async (tx) => {
        if (!(await store.takeBackDistinction(tx, id, actor.name, new Date().toISOString()))) throw missing();
        await audit(tx, actor, 'place-name-distinction.take-back', kept);
      });
      return taken;
    },

    async mergeOf({ survivorId, survivorVersion, mergedId, mergedVersion, effectiveFrom, reason }) {
      const message = text('不能把一条记录并入它自己', 'A record cannot be merged into itself');
      refuseItself(survivorId, mergedId, 'mergedId', message);
      if ((await store.distinctionOf(db, survivorId, mergedId)) !== null) {
        const detail = text(
          '这两条地名已认定不是重复;确属同一地点的,请先撤回认定',
          'The two are recorded as two places; take that back first if they are one',
        );
        throw problems.conflict(detail);
      }
      const found = await registry.currentRecords([survivorId, mergedId].map((id) => ({ type: 'placeName', id })));
      const [survivor, merged] = [survivorId, mergedId].map((id) => {
        const record = found.get(`placeName/${id}`);
        if (!record) throw noSuchName(id);
        return record.body as unknown as PlaceNameBody;
      }) as [PlaceNameBody, PlaceNameBody];
      const bodies = mergedBodies(survivor, survivorId, merged);
      const update = (id: string, baseVersion: number, fields: Record<string, unknown>) =>
        ({ type: 'placeName', op: 'update', id, baseVersion, fields }) as const;
      return {
        title: `合并地名:${merged.standardName}并入${survivor.standardName}`.slice(0, 200),
        reason,
        origin: 'form',
        effectiveFrom,
        changes: [update(survivorId, survivorVersion, bodies.survivor), update(mergedId, mergedVersion, bodies.merged)],
      };
    },
  };
}
