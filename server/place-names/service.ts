import { placeNameClassOf } from '../../gis-data/catalogue/index.ts';
import { locate } from '../divisions/rules.ts';
import { toStorage } from '../exchange/crs.ts';
import type { ChangeInput, ChangeSetInput, HistoryEntry, Actor } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import type { Registry } from '../registry/registry.ts';
import { today } from '../registry/today.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import type { RecordBodies } from '../snapshot/snapshot.ts';
import type {
  PinyinProposal,
  PlaceNameBody,
  PlaceNameDetail,
  PlaceNameHereQuery,
  PlaceNameHereResult,
  PlaceNameItem,
  PlaceNameList,
  PlaceNameQuery,
  PlaceNameSearchQuery,
  PlaceNameSearchResult,
  PlaceNameWrite,
} from './contract.ts';
import { generatedPinyin, polyphones, spelt, splitName } from './pinyin.ts';
import { nameOn } from './names-on.ts';
import { followUps } from './renaming.ts';
import type { NameSearch } from './search/name-search.ts';

/** The register of place names: read, searched, and written as change sets of one change. */
export interface PlaceNameService {
  list(query: PlaceNameQuery): Promise<PlaceNameList>;
  /** @throws Problem not-found */
  detail(id: string, asOf: string | undefined): Promise<PlaceNameDetail>;
  /** @throws Problem not-found */
  history(actor: Actor, id: string): Promise<HistoryEntry[]>;
  search(query: PlaceNameSearchQuery): Promise<PlaceNameSearchResult>;
  here(query: PlaceNameHereQuery): Promise<PlaceNameHereResult>;
  /** Pinyin by rule, what of it a person must look at, and what was reviewed for the same specific part. */
  proposePinyin(name: string, category: string): Promise<PinyinProposal>;
  creation(write: PlaceNameWrite): ChangeSetInput;
  /** @throws Problem invalid without a version */
  update(id: string, ifMatch: number | null, write: PlaceNameWrite): Promise<ChangeSetInput>;
  /** @throws Problem invalid without a version */
  deletion(
    id: string,
    ifMatch: number | null,
    input: Pick<PlaceNameWrite, 'reason' | 'effectiveFrom'>,
  ): Promise<ChangeSetInput>;
}

const noSuchName = () => problems.notFound({ zh: '这条地名', en: 'place name' });

/** Most reviewed readings of the same specific part that a proposal shows. */
const mostReviewed = 5;

export function createPlaceNameService({
  registry,
  snapshots,
  names,
}: {
  registry: Pick<Registry, 'currentVersion' | 'currentVersions' | 'currentRecords' | 'historyFor'>;
  snapshots: SnapshotService;
  names: NameSearch;
}): PlaceNameService {
  async function bodyNow(id: string): Promise<PlaceNameBody> {
    const record = (await registry.currentRecords([{ type: 'placeName', id }])).get(`placeName/${id}`);
    if (!record) throw noSuchName();
    return record.body as unknown as PlaceNameBody;
  }

  return {
    async list(query) {
      const snapshot = await snapshots.at(query.asOf);
      const found = byCode(snapshot.records.placeName).filter(([, body]) => matches(body, query));
      const from = query.cursor === undefined ? 0 : found.findIndex(([id]) => id === query.cursor) + 1;
      const page = found.slice(from, from + query.limit);
      const versions = await registry.currentVersions(page.map(([id]) => ({ type: 'placeName', id })));
      const last = page.at(-1);
      return {
        snapshot: snapshot.id,
        asOf: snapshot.asOf,
        total: found.length,
        items: page.map(([id, body]): PlaceNameItem => ({
          ...body,
          id,
          version: versions.get(`placeName/${id}`) ?? null,
        })),
        nextCursor: last !== undefined && from + query.limit < found.length ? last[0] : null,
      };
    },

    async detail(id, asOf) {
      const onDay = await snapshots.at(asOf);
      const snapshot = onDay.records.placeName.has(id) ? onDay : await snapshots.at();
      const body = snapshot.records.placeName.get(id);
      const named = nameOn(await names.segments(id), onDay.asOf);
      // A record that ended before the day is not told of; one that began after it is, where dates or nothing speak of it.
      if (!body || (snapshot !== onDay && named === null)) throw noSuchName();
      const [county, township] = await names.divisions(
        [body.countyId, ...(body.townshipId === null ? [] : [body.townshipId])],
        onDay.asOf,
      );
      return {
        ...body,
        id,
        version: await registry.currentVersion('placeName', id),
        asOf: snapshot.asOf,
        nameOnDay: named?.name ?? null,
        county: county ?? null,
        township: township ?? null,
        timeline: timelineOf(body),
      };
    },

    async history(actor, id) {
      const entries = await registry.historyFor(actor, 'placeName', id);
      if (entries.length === 0) throw noSuchName();
      // Who recorded what, and why, is for those who sign in.
      return actor.id === 'anonymous' ? entries.map((entry) => ({ ...entry, author: '', reason: '' })) : entries;
    },

    async search(query) {
      return names.search({ ...query, asOf: query.asOf ?? today() });
    },

    async here({ lon, lat, radiusM, limit, asOf = today() }) {
      const found = await names.at([lon, lat], { radiusM, limit, asOf });
      // Boundaries of a day before the register are not known; those of today tell where the point is today.
      const onDay = locate(await snapshots.at(asOf), lon, lat);
      const place = onDay === null || onDay.countyId === null ? locate(await snapshots.at(), lon, lat) : onDay;
      const named = async (id: string | null | undefined) =>
        id ? ((await names.divisions([id], asOf))[0] ?? null) : null;
      return { ...found, county: await named(place?.countyId), township: await named(place?.townshipId) };
    },

    async proposePinyin(name, category) {
      const { proper } = splitName(name, category);
      const reviewed: PinyinProposal['reviewedElsewhere'] = [];
      for (const [id, body] of (await snapshots.at()).records.placeName) {
        if (reviewed.length >= mostReviewed) break;
        if (body.pinyin?.origin !== 'reviewed') continue;
        if (splitName(body.standardName, body.category).proper !== proper) continue;
        reviewed.push({ id, name: body.standardName, pinyin: spelt(body.pinyin) });
      }
      return {
        pinyin: generatedPinyin(name, category),
        alternatives: polyphones(name),
        reviewedElsewhere: reviewed,
      };
    },

    creation({ position, ...rest }) {
      const fields = withPosition(rest.fields, position);
      const { standardName, category, pinyin } = fields;
      const generated =
        (pinyin === undefined || pinyin === null) && typeof standardName === 'string' && typeof category === 'string'
          ? { pinyin: generatedPinyin(standardName, category) }
          : {};
      return changeSet(`新增地名:${String(standardName ?? '')}`, rest, {
        type: 'placeName',
        op: 'create',
        fields: { ...fields, ...generated },
      });
    },

    async update(id, ifMatch, { position, ...rest }) {
      if (ifMatch === null) throw problems.versionRequired();
      const fields = withPosition(rest.fields, position);
      const before = await bodyNow(id);
      const change: ChangeInput = {
        type: 'placeName',
        op: 'update',
        id,
        baseVersion: ifMatch,
        fields: { ...fields, ...followUps(before, fields, rest.effectiveFrom ?? today()) },
      };
      return changeSet(`修改地名:${before.standardName}`, rest, change);
    },

    async deletion(id, ifMatch, input) {
      if (ifMatch === null) throw problems.versionRequired();
      const { standardName } = await bodyNow(id);
      const change: ChangeInput = { type: 'placeName', op: 'delete', id, baseVersion: ifMatch };
      return changeSet(`终止地名记录:${standardName}`, input, change);
    },
  };
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

type Names = RecordBodies['placeName'];
const sortedNames = new WeakMap<Names, readonly [string, PlaceNameBody][]>();

/** The records of a snapshot in the order of codes, sorted once. */
function byCode(records: Names): readonly [string, PlaceNameBody][] {
  let sorted = sortedNames.get(records);
  if (!sorted) {
    sorted = [...records].sort(
      ([a, { code: codeA }], [b, { code: codeB }]) => byText(codeA ?? '', codeB ?? '') || byText(a, b),
    );
    sortedNames.set(records, sorted);
  }
  return sorted;
}

const matches = (body: PlaceNameBody, { divisionId, class: wanted, status }: PlaceNameQuery): boolean =>
  (divisionId === undefined || [body.countyId, body.townshipId, body.villageId].includes(divisionId)) &&
  (wanted === undefined || placeNameClassOf(body.category)?.id === wanted) &&
  (status === undefined || body.status === status);

function changeSet(
  title: string,
  { reason, effectiveFrom }: Pick<PlaceNameWrite, 'reason' | 'effectiveFrom'>,
  change: ChangeInput,
): ChangeSetInput {
  return { title: title.slice(0, 200), reason, origin: 'form', effectiveFrom, changes: [change] };
}

/** Fields of a place name, with a point given in another system turned into EPSG:4490. */
export function withPosition<Fields extends object>(
  fields: Fields,
  position: PlaceNameWrite['position'],
): Fields | (Fields & Pick<PlaceNameBody, 'geometry'>) {
  if (position === undefined) return fields;
  if (position === null) return { ...fields, geometry: null };
  const coordinates = toStorage([position.x, position.y], position.crs);
  return { ...fields, geometry: { type: 'Point', coordinates } };
}

/** All names of a record in the order of time; those without dates first. */
function timelineOf(body: PlaceNameBody): PlaceNameDetail['timeline'] {
  const standard = {
    name: body.standardName,
    kind: 'standard' as const,
    from: body.namedOn,
    to: null,
    document: body.approvingDocument,
  };
  const others = body.otherNames.map(({ name, kind, from, to, document }) => ({ name, kind, from, to, document }));
  return [...others, standard].sort((a, b) => byText(a.from ?? a.to ?? '', b.from ?? b.to ?? ''));
}
