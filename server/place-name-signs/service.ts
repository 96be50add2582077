import { toStorage } from '../exchange/crs.ts';
import { spelt } from '../place-names/pinyin.ts';
import type { Actor, ChangeInput, ChangeSetInput, HistoryEntry } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import type { Registry } from '../registry/registry.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import type { RecordBodies, Snapshot } from '../snapshot/snapshot.ts';
import type {
  PlaceNameSignBody,
  PlaceNameSignDetail,
  PlaceNameSignItem,
  PlaceNameSignList,
  PlaceNameSignQuery,
  SignDefect,
  SignWrite,
} from './contract.ts';
import { signDefects } from './defects.ts';

/** The register of place-name signs: read with their defects, and written as change sets of one change. */
export interface PlaceNameSignService {
  list(query: PlaceNameSignQuery): Promise<PlaceNameSignList>;
  /** @throws Problem not-found */
  detail(id: string, asOf: string | undefined): Promise<PlaceNameSignDetail>;
  /** @throws Problem not-found */
  history(actor: Actor, id: string): Promise<HistoryEntry[]>;
  creation(write: SignWrite): ChangeSetInput;
  /** @throws Problem invalid without a version */
  update(id: string, ifMatch: number | null, write: SignWrite): Promise<ChangeSetInput>;
  /** @throws Problem invalid without a version */
  deletion(
    id: string,
    ifMatch: number | null,
    input: Pick<SignWrite, 'reason' | 'effectiveFrom'>,
  ): Promise<ChangeSetInput>;
}

const noSuchSign = () => problems.notFound({ zh: '这块地名标志', en: 'place-name sign' });

export function createPlaceNameSignService({
  registry,
  snapshots,
}: {
  registry: Pick<Registry, 'currentVersion' | 'currentVersions' | 'historyFor'>;
  snapshots: Pick<SnapshotService, 'at'>;
}): PlaceNameSignService {
  async function labelOf(id: string): Promise<string> {
    const { records } = await snapshots.at();
    const sign = records.placeNameSign.get(id);
    return sign ? (sign.text ?? records.placeName.get(sign.placeNameId)?.standardName ?? id) : id;
  }

  return {
    async list(query) {
      const snapshot = await snapshots.at(query.asOf);
      const selected = signsOf(snapshot).filter((sign) => isSelected(snapshot, sign, query));
      const found = selected.filter(({ defects }) => hasDefect(defects, query.defect));
      const from = query.cursor === undefined ? 0 : found.findIndex(({ id }) => id === query.cursor) + 1;
      const page = found.slice(from, from + query.limit);
      const versions = await registry.currentVersions(page.map(({ id }) => ({ type: 'placeNameSign', id })));
      const last = page.at(-1);
      return {
        snapshot: snapshot.id,
        asOf: snapshot.asOf,
        total: found.length,
        defects: countsOf(selected),
        demo: found.some(({ body }) => body.demo),
        items: page.map((sign) => itemOf(snapshot, sign, versions.get(`placeNameSign/${sign.id}`) ?? null)),
        nextCursor: last !== undefined && from + query.limit < found.length ? last.id : null,
      };
    },

    async detail(id, asOf) {
      const snapshot = await snapshots.at(asOf);
      const body = snapshot.records.placeNameSign.get(id);
      if (!body) throw noSuchSign();
      const version = await registry.currentVersion('placeNameSign', id);
      return { ...itemOf(snapshot, judged(snapshot, id, body), version), asOf: snapshot.asOf };
    },

    async history(actor, id) {
      const entries = await registry.historyFor(actor, 'placeNameSign', id);
      if (entries.length === 0) throw noSuchSign();
      // Who recorded what, and why, is for those who sign in.
      return actor.id === 'anonymous' ? entries.map((entry) => ({ ...entry, author: '', reason: '' })) : entries;
    },

    creation(write) {
      const fields = fieldsOf(write);
      return changeSet(`新增地名标志:${String(fields.text ?? fields.placeNameId ?? '')}`, write, {
        type: 'placeNameSign',
        op: 'create',
        fields,
      });
    },

    async update(id, ifMatch, write) {
      if (ifMatch === null) throw problems.versionRequired();
      const change: ChangeInput = {
        ...{ type: 'placeNameSign', op: 'update', id },
        ...{ baseVersion: ifMatch, fields: fieldsOf(write) },
      };
      return changeSet(`修改地名标志:${await labelOf(id)}`, write, change);
    },

    async deletion(id, ifMatch, input) {
      if (ifMatch === null) throw problems.versionRequired();
      const change: ChangeInput = { type: 'placeNameSign', op: 'delete', id, baseVersion: ifMatch };
      return changeSet(`终止地名标志记录:${await labelOf(id)}`, input, change);
    },
  };
}

/** A sign with what is wrong with it. */
interface JudgedSign {
  id: string;
  body: PlaceNameSignBody;
  defects: SignDefect[];
}

const judged = ({ records, asOf }: Snapshot, id: string, body: PlaceNameSignBody): JudgedSign => ({
  id,
  body,
  defects: signDefects(body, records.placeName.get(body.placeNameId) ?? null, asOf),
});

const judgedSigns = new WeakMap<RecordBodies, readonly JudgedSign[]>();

/** The signs of a snapshot in the order of their ids, judged once. */
function signsOf(snapshot: Snapshot): readonly JudgedSign[] {
  let signs = judgedSigns.get(snapshot.records);
  if (!signs) {
    signs = [...snapshot.records.placeNameSign]
      .map(([id, body]) => judged(snapshot, id, body))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    judgedSigns.set(snapshot.records, signs);
  }
  return signs;
}

function isSelected(
  { records }: Snapshot,
  { body }: JudgedSign,
  { divisionId, placeNameId, q }: PlaceNameSignQuery,
): boolean {
  const name = records.placeName.get(body.placeNameId);
  if (placeNameId !== undefined && body.placeNameId !== placeNameId) return false;
  if (divisionId !== undefined && ![name?.countyId, name?.townshipId].includes(divisionId)) return false;
  return !q || [body.text, name?.standardName].some((written) => written?.includes(q));
}

const hasDefect = (defects: readonly SignDefect[], wanted: PlaceNameSignQuery['defect']): boolean =>
  wanted === undefined || defects.some(({ kind }) => wanted === 'any' || kind === wanted);

function countsOf(signs: readonly JudgedSign[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { defects } of signs)
    for (const kind of new Set(defects.map((defect) => defect.kind))) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function itemOf({ records }: Snapshot, { id, body, defects }: JudgedSign, version: number | null): PlaceNameSignItem {
  const name = records.placeName.get(body.placeNameId);
  const division = (divisionId: string | null | undefined) => {
    const found = divisionId ? records.division.get(divisionId) : undefined;
    return found ? { id: divisionId!, name: found.name } : null;
  };
  return {
    ...body,
    id,
    version,
    placeName: name
      ? { standardName: name.standardName, pinyin: name.pinyin && spelt(name.pinyin), code: name.code }
      : null,
    county: division(name?.countyId),
    township: division(name?.townshipId),
    defects,
  };
}

function changeSet(
  title: string,
  { reason, effectiveFrom }: Pick<SignWrite, 'reason' | 'effectiveFrom'>,
  change: ChangeInput,
): ChangeSetInput {
  return { title: title.slice(0, 200), reason, origin: 'form', effectiveFrom, changes: [change] };
}

/** Fields of the change, with a position given in another system turned into EPSG:4490. */
function fieldsOf({ fields, position }: SignWrite): Record<string, unknown> {
  if (position === undefined) return fields;
  if (position === null) return { ...fields, position: null, sourceCrs: null };
  const coordinates = toStorage([position.x, position.y], position.crs);
  return { ...fields, position: { type: 'Point', coordinates }, sourceCrs: position.crs };
}
