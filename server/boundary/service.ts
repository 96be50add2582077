import { toStorage } from '../exchange/crs.ts';
import type { Actor, ChangeInput, ChangeSetInput, HistoryEntry } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import type { Registry } from '../registry/registry.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import type {
  BoundaryLineDetail,
  BoundaryLineItem,
  BoundaryMarkerItem,
  BoundaryMarkerList,
  BoundaryMarkerQuery,
  BoundaryWrite,
} from './contract.ts';
import { lineDetail, lineItem, listedLines, listedMarkers, markerItem } from './listing.ts';

/** The two kinds of record of this room. */
export type BoundaryType = 'boundaryLine' | 'boundaryMarker';

const words = {
  boundaryLine: { zh: '界线', en: 'boundary line', name: 'name' },
  boundaryMarker: { zh: '界桩', en: 'boundary marker', name: 'number' },
} as const;

/** The register of lines and markers, read as an actor may see it, and its writes as change sets of one change. */
export interface BoundaryService {
  lines(asOf: string | undefined): Promise<{ snapshot: string; asOf: string; items: BoundaryLineItem[] }>;
  /** @throws Problem not-found */
  line(actor: Actor, id: string, asOf: string | undefined): Promise<BoundaryLineDetail>;
  markers(actor: Actor, query: BoundaryMarkerQuery): Promise<BoundaryMarkerList>;
  /** @throws Problem not-found */
  marker(actor: Actor, id: string, asOf: string | undefined): Promise<BoundaryMarkerItem & { asOf: string }>;
  /** @throws Problem not-found */
  history(actor: Actor, type: BoundaryType, id: string): Promise<HistoryEntry[]>;
  creation(type: BoundaryType, write: BoundaryWrite): ChangeSetInput;
  /** @throws Problem invalid without a version */
  update(type: BoundaryType, id: string, ifMatch: number | null, write: BoundaryWrite): Promise<ChangeSetInput>;
  /** @throws Problem invalid without a version */
  deletion(
    type: BoundaryType,
    id: string,
    ifMatch: number | null,
    input: Pick<BoundaryWrite, 'reason' | 'effectiveFrom'>,
  ): Promise<ChangeSetInput>;
}

export function createBoundaryService({
  registry,
  snapshots,
}: {
  registry: Pick<Registry, 'currentVersion' | 'currentVersions' | 'historyFor'>;
  snapshots: SnapshotService;
}): BoundaryService {
  const noSuch = (type: BoundaryType) => problems.notFound({ zh: `这条${words[type].zh}`, en: words[type].en });

  async function labelOf(type: BoundaryType, id: string): Promise<string> {
    const body = (await snapshots.at()).records[type].get(id) as Record<string, unknown> | undefined;
    return String(body?.[words[type].name] ?? id);
  }

  return {
    async lines(asOf) {
      const snapshot = await snapshots.at(asOf);
      const listed = listedLines(snapshot);
      const versions = await registry.currentVersions(listed.map(([id]) => ({ type: 'boundaryLine', id })));
      return {
        snapshot: snapshot.id,
        asOf: snapshot.asOf,
        items: listed.map(([id, body]) => lineItem(snapshot, id, body, versions.get(`boundaryLine/${id}`) ?? null)),
      };
    },

    async line(actor, id, asOf) {
      const snapshot = await snapshots.at(asOf);
      const body = snapshot.records.boundaryLine.get(id);
      if (!body) throw noSuch('boundaryLine');
      return lineDetail(snapshot, actor, id, body, await registry.currentVersion('boundaryLine', id));
    },

    async markers(actor, query) {
      return listedMarkers(await snapshots.at(query.asOf), actor, query, (ids) =>
        registry.currentVersions(ids.map((id) => ({ type: 'boundaryMarker', id }))),
      );
    },

    async marker(actor, id, asOf) {
      const snapshot = await snapshots.at(asOf);
      const body = snapshot.records.boundaryMarker.get(id);
      if (!body) throw noSuch('boundaryMarker');
      const version = await registry.currentVersion('boundaryMarker', id);
      return { ...markerItem(actor, id, body, version), asOf: snapshot.asOf };
    },

    async history(actor, type, id) {
      const entries = await registry.historyFor(actor, type, id);
      if (entries.length === 0) throw noSuch(type);
      // Who recorded what, and why, is for those who sign in.
      return actor.id === 'anonymous' ? entries.map((entry) => ({ ...entry, author: '', reason: '' })) : entries;
    },

    creation(type, write) {
      const fields = fieldsOf(type, write);
      return changeSet(`新增${words[type].zh}:${String(fields[words[type].name] ?? '')}`, write, {
        type,
        op: 'create',
        fields,
      });
    },

    async update(type, id, ifMatch, write) {
      if (ifMatch === null) throw problems.versionRequired();
      const change: ChangeInput = { type, op: 'update', id, baseVersion: ifMatch, fields: fieldsOf(type, write) };
      return changeSet(`修改${words[type].zh}:${await labelOf(type, id)}`, write, change);
    },

    async deletion(type, id, ifMatch, input) {
      if (ifMatch === null) throw problems.versionRequired();
      const change: ChangeInput = { type, op: 'delete', id, baseVersion: ifMatch };
      return changeSet(`终止${words[type].zh}记录:${await labelOf(type, id)}`, input, change);
    },
  };
}

function changeSet(
  title: string,
  { reason, effectiveFrom }: Pick<BoundaryWrite, 'reason' | 'effectiveFrom'>,
  change: ChangeInput,
): ChangeSetInput {
  return { title: title.slice(0, 200), reason, origin: 'form', effectiveFrom, changes: [change] };
}

/** Fields of the change, with a marker's position given in another system turned into EPSG:4490. */
function fieldsOf(type: BoundaryType, { fields, position }: BoundaryWrite): Record<string, unknown> {
  if (position === undefined) return fields;
  if (type === 'boundaryLine') {
    throw problems.invalid([
      {
        field: 'position',
        code: 'not-of-line',
        message: {
          zh: '界线没有单点坐标,请在 fields.geometry 中给出线形(EPSG:4490)',
          en: 'A line has no single position; give its course in fields.geometry (EPSG:4490)',
        },
      },
    ]);
  }
  if (position === null) return { ...fields, position: null, sourceCrs: null, sigmaM: null };
  const coordinates = toStorage([position.x, position.y], position.crs);
  return { ...fields, position: { type: 'Point', coordinates }, sourceCrs: position.crs };
}
