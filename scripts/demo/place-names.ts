import type { Geometry } from 'geojson';
import type { DivisionBody } from '../../server/divisions/contract.ts';
import type { OtherName, PlaceGeometry, PlaceNameBody } from '../../server/place-names/contract.ts';
import { positionOfGeometry } from '../../server/place-names/geometry.ts';
import { generatedPinyin, spelt } from '../../server/place-names/pinyin.ts';
import { randomStream, type Random } from '../../server/random.ts';
import { Names } from './names.ts';
import { squaredDistance, toPlane, toPosition, type Position } from './plane.ts';
import { demoSource, divisionsFrom, pingquanFrom, type SeedRecord, type SeedUpdate } from './records.ts';

/** Fields that are not known are left out: the registry fills them. */
type NameBody = Partial<PlaceNameBody> & Pick<PlaceNameBody, 'standardName' | 'category' | 'countyId'>;
type NameRecord = SeedRecord<NameBody>;
type Division = SeedRecord<DivisionBody>;
export interface LandFeature {
  layerId: string;
  id: string;
  properties: { name: string };
  geometry: Geometry;
}

/** Share of villages that had another name before the names survey of 1981, and of settlements that lost their name since. */
const RENAMED_SHARE = 0.08;
const HISTORICAL_SHARE = 0.04;
/** Renamings since the register began, for its history to show something. */
const laterRenamings = 12;

const surveyDay = '1981-10-01';
const brigadeDays = { from: '1961-01-01', to: '1984-03-01' };
const surveyDocument = '演示文件:地名普查更名';

/**
 * The demonstration's place names: the names of its divisions, invented natural villages around its villages, and its
 * rivers, reservoirs, roads and sights. Codes are allotted when they are loaded.
 * @param divisions the demonstration's divisions (`divisions.json`)
 * @param land the demonstration's land (`land-features.json`)
 */
export function placeNameRecords(
  divisions: readonly Division[],
  land: readonly LandFeature[],
  seed: number,
): { names: NameRecord[]; updates: SeedUpdate<PlaceNameBody>[] } {
  const standing = divisions.filter(({ effectiveTo }) => effectiveTo === undefined);
  const byId = new Map(standing.map((division) => [division.id, division]));
  const random = randomStream(seed, 'place names');
  const villages = standing.filter(({ body }) => body.level === 'village');
  const names = [
    ...standing.flatMap((division) => namesOfDivision(division, byId, random)),
    ...villages.flatMap((village) => naturalVillages(village, byId, random)),
    ...landNames(land, villages, byId, seed),
    saihanba(byId),
  ];
  return { names, updates: renamings(names, random) };
}

/** The files of the demonstration's place names, by their names in `gis-data/chengde`; one record a line. */
export function placeNameFiles(
  divisions: readonly Division[],
  land: readonly LandFeature[],
  seed: number,
): Map<string, Uint8Array> {
  const { names, updates } = placeNameRecords(divisions, land, seed);
  const bytes = (records: readonly unknown[]) =>
    Buffer.from(`[\n${records.map((record) => JSON.stringify(record)).join(',\n')}\n]\n`);
  return new Map([
    ['place-names.json', bytes(names)],
    ['place-name-updates.json', bytes(updates)],
  ]);
}

const common = { sourceDocument: demoSource, demo: true } as const;
const startOf = (countyId: string) => (countyId === 'd130881' ? pingquanFrom : divisionsFrom);

/** A name with its pinyin by rule. */
function named(standardName: string, category: string): Pick<NameBody, 'standardName' | 'category' | 'pinyin'> {
  return { standardName, category, pinyin: generatedPinyin(standardName, category) };
}

const point = (coordinates: Position): PlaceGeometry => ({ type: 'Point', coordinates });

function former(name: string, category: string, from: string | null, to: string, document: string | null): OtherName {
  return { name, kind: 'former', from, to, pinyin: spelt(generatedPinyin(name, category)), document };
}

/** County, township and village of a division of the county or below. */
function chainOf({ id, body }: Division, byId: ReadonlyMap<string, Division>) {
  const parentId = body.parentId!;
  if (body.level === 'county') return { countyId: id, townshipId: null, villageId: null };
  if (body.level === 'township') return { countyId: parentId, townshipId: id, villageId: null };
  return { countyId: byId.get(parentId)!.body.parentId!, townshipId: parentId, villageId: id };
}

function namesOfDivision(division: Division, byId: ReadonlyMap<string, Division>, random: Random): NameRecord[] {
  const { id, body } = division;
  if (body.level === 'city') return [];
  const chain = chainOf(division, byId);
  const category =
    body.level === 'county'
      ? '21400'
      : body.level === 'township'
        ? '21500'
        : body.type === 'community'
          ? '21620'
          : '21610';
  const otherNames = id === 'd130881' ? [former('平泉县', '21400', null, pingquanFrom, '国务院批准')] : [];
  let since: string | null = id === 'd130881' ? pingquanFrom : null;
  if (body.type === 'village') {
    // Villages were brigades of the communes: the name that older documents have.
    const stem = body.name.replace(/村$/u, '');
    otherNames.push(former(`${stem}大队`, category, brigadeDays.from, brigadeDays.to, null));
    since = brigadeDays.to;
    if (random.chance(RENAMED_SHARE)) {
      const earlier = `${random.pick(['东', '西', '上', '下', '红旗', '向阳', '新'])}${stem}大队`;
      otherNames[otherNames.length - 1] = former(`${stem}大队`, category, surveyDay, brigadeDays.to, surveyDocument);
      otherNames.unshift(former(earlier, category, brigadeDays.from, surveyDay, null));
    }
  }
  return [
    {
      id: `pn-${id}`,
      effectiveFrom: startOf(chain.countyId),
      body: {
        ...named(body.name, category),
        ...chain,
        namesDivisionId: id,
        ...(body.centre ? { geometry: body.centre } : {}),
        ...(since === null ? {} : { namedOn: since }),
        ...(otherNames.length === 0 ? {} : { otherNames }),
        ...common,
      },
    },
  ];
}

/** Settlements of a village, a few hundred metres around it. */
function naturalVillages(village: Division, byId: ReadonlyMap<string, Division>, random: Random): NameRecord[] {
  const { id, body } = village;
  if (body.type !== 'village' || !body.centre) return [];
  const invent = new Names(random);
  const chain = chainOf(village, byId);
  const centre = toPlane(body.centre.coordinates);
  return Array.from({ length: random.integer(0, 2) }, (_, i): NameRecord => {
    const standardName = invent.village().replace(/村$/u, '');
    const at = toPosition({ x: centre.x + random.next() * 1.6 - 0.8, y: centre.y + random.next() * 1.6 - 0.8 });
    const earlier = random.chance(RENAMED_SHARE) ? invent.village().replace(/村$/u, '') : null;
    const feature = /[沟峪梁岭坡]/u.exec(standardName)?.[0];
    return {
      id: `pn-${id}-${i + 1}`,
      effectiveFrom: startOf(chain.countyId),
      body: {
        ...named(standardName, '22200'),
        ...chain,
        geometry: point(at),
        ...(earlier === null
          ? {}
          : { namedOn: surveyDay, otherNames: [former(earlier, '22200', null, surveyDay, surveyDocument)] }),
        ...(feature === undefined ? {} : { origin: `村落在${feature}旁,故名(演示)。` }),
        ...(random.chance(HISTORICAL_SHARE)
          ? { status: 'historical' as const, history: '居民已迁出,地名不再使用(演示)。' }
          : {}),
        ...common,
      },
    };
  });
}

/** Which category the names of a layer of land have; others bear none. */
const categoryOfLayer: Readonly<Record<string, { category: string; generic: string }>> = {
  'demo-water': { category: '12000', generic: '河' },
  'demo-trunkRoad': { category: '23000', generic: '' },
  'demo-railway': { category: '23000', generic: '' },
  'demo-scenicArea': { category: '25000', generic: '' },
  'demo-culturalRelics': { category: '25000', generic: '' },
  'demo-cityPark': { category: '25000', generic: '' },
};

function landNames(
  land: readonly LandFeature[],
  villages: readonly Division[],
  byId: ReadonlyMap<string, Division>,
  seed: number,
): NameRecord[] {
  const random = randomStream(seed, 'names of land');
  const invent = new Names(random);
  const sites = villages.map((village) => ({ village, at: toPlane(village.body.centre!.coordinates) }));
  return land.flatMap(({ layerId, id, properties, geometry }): NameRecord[] => {
    const kind = categoryOfLayer[layerId];
    if (!kind) return [];
    const place = geometry as PlaceGeometry;
    const middle = toPlane(positionOfGeometry(place)!);
    const nearest = sites.reduce((least, site) =>
      squaredDistance(site.at, middle) < squaredDistance(least.at, middle) ? site : least,
    );
    const { countyId, townshipId } = chainOf(nearest.village, byId);
    const isReservoir = layerId === 'demo-water' && place.type === 'Polygon';
    const category = isReservoir ? '24000' : kind.category;
    const invented = () => invent.village().replace(/村$/u, '') + (isReservoir ? '水库' : kind.generic);
    const standardName = layerId === 'demo-water' ? invented() : properties.name.replace(/\(演示\)$/u, '');
    return [
      {
        id: `pn-${id}`,
        effectiveFrom: startOf(countyId),
        body: {
          ...named(standardName, category),
          countyId,
          // A line runs through several townships.
          ...(place.type === 'LineString' ? {} : { townshipId }),
          geometry: place,
          ...common,
        },
      },
    ];
  });
}

/** The one name of another language: its spelling is entered by hand and never made by rule. */
function saihanba(byId: ReadonlyMap<string, Division>): NameRecord {
  const countyId = 'd130828';
  const [longitude, latitude] = byId.get(countyId)!.body.centre!.coordinates;
  return {
    id: 'pn-saihanba',
    effectiveFrom: divisionsFrom,
    body: {
      standardName: '塞罕坝',
      category: '13000',
      pinyin: { proper: 'Saihan', generic: 'Ba', origin: 'minority' },
      minoritySpellings: [{ language: 'mongolian', text: 'ᠰᠠᠶᠢᠬᠠᠨ', latin: 'saikhan' }],
      countyId,
      geometry: point([longitude, latitude]),
      meaning: '蒙古语“塞罕”意为美丽;坝,高岭(演示,书写待核)。',
      heritage: null,
      ...common,
    },
  };
}

/** Villages that were renamed after the register began: the record says both names, and when. */
function renamings(names: readonly NameRecord[], random: Random): SeedUpdate<PlaceNameBody>[] {
  const candidates = names.filter(({ body }) => body.category === '22200' && body.status !== 'historical');
  return random
    .shuffled(candidates)
    .slice(0, laterRenamings)
    .map(({ id, body }, i): SeedUpdate<PlaceNameBody> => {
      const effectiveFrom = `20${19 + (i % 5)}-0${1 + (i % 9)}-15`;
      const standardName = `新${body.standardName.replace(/^新/u, '')}`;
      const document = `演示文件:地名更名〔20${19 + (i % 5)}〕${i + 1} 号`;
      return {
        id,
        effectiveFrom,
        update: {
          standardName,
          pinyin: generatedPinyin(standardName, body.category),
          namedOn: effectiveFrom,
          approvingDocument: document,
          approvedOn: effectiveFrom,
          otherNames: [
            ...(body.otherNames ?? []),
            former(body.standardName, body.category, body.namedOn ?? null, effectiveFrom, document),
          ],
        },
      };
    });
}
