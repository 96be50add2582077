import { text } from '../../../gis-data/catalogue/index.ts';
import type { ChangeSetInput } from '../../registry/contract.ts';
import { problems } from '../../registry/problem.ts';
import type { Registry } from '../../registry/registry.ts';
import type { SnapshotService } from '../../snapshot/service.ts';
import type { PlaceNameBody } from '../contract.ts';
import { positionOfGeometry } from '../geometry.ts';
import type { DuplicateList, DuplicatesQuery, PlaceNameMerge } from './contract.ts';
import { likelyDuplicates } from './find.ts';
import { mergedBodies } from './merge.ts';

/** Records that are likely to be of one place, and their merging. */
export interface DuplicateService {
  list(query: DuplicatesQuery): Promise<DuplicateList>;
  /** One change set for both records. @throws Problem not-found, invalid for a record and itself */
  mergeOf(merge: PlaceNameMerge): Promise<ChangeSetInput>;
}

export function createDuplicateService({
  registry,
  snapshots,
}: {
  registry: Pick<Registry, 'currentVersions' | 'currentRecords'>;
  snapshots: SnapshotService;
}): DuplicateService {
  return {
    async list({ divisionId, withinM, limit }) {
      const snapshot = await snapshots.at();
      const { placeName, division } = snapshot.records;
      const pairs = likelyDuplicates(placeName, withinM).filter(
        ({ a, b }) =>
          divisionId === undefined ||
          [a, b].some((id) => {
            const { countyId, townshipId, villageId } = placeName.get(id)!;
            return [countyId, townshipId, villageId].includes(divisionId);
          }),
      );
      const shown = pairs.slice(0, limit);
      const ids = [...new Set(shown.flatMap(({ a, b }) => [a, b]))];
      const versions = await registry.currentVersions(ids.map((id) => ({ type: 'placeName' as const, id })));
      const nameOf = (id: string | null) => (id === null ? null : (division.get(id)?.name ?? null));
      const sideOf = (id: string) => {
        const { standardName, code, category, countyId, townshipId, geometry, demo } = placeName.get(id)!;
        return {
          id,
          standardName,
          code,
          category,
          county: nameOf(countyId),
          township: nameOf(townshipId),
          position: positionOfGeometry(geometry),
          version: versions.get(`placeName/${id}`)!,
          demo,
        };
      };
      return {
        snapshot: snapshot.id,
        total: pairs.length,
        items: shown
          // A record that ended since the snapshot was taken has no version.
          .filter(({ a, b }) => [a, b].every((id) => versions.has(`placeName/${id}`)))
          .map(({ a, b, why, shared, distanceM }) => ({
            a: sideOf(a),
            b: sideOf(b),
            why,
            shared,
            distanceM: distanceM === null ? null : Math.round(distanceM),
          })),
      };
    },

    async mergeOf({ survivorId, survivorVersion, mergedId, mergedVersion, effectiveFrom, reason }) {
      if (survivorId === mergedId) {
        const message = text('不能把一条记录并入它自己', 'A record cannot be merged into itself');
        throw problems.invalid([{ field: 'mergedId', code: 'same-record', message }]);
      }
      const found = await registry.currentRecords([survivorId, mergedId].map((id) => ({ type: 'placeName', id })));
      const [survivor, merged] = [survivorId, mergedId].map((id) => {
        const record = found.get(`placeName/${id}`);
        if (!record) throw problems.notFound(text(`地名“${id}”`, `place name ${id}`));
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
