import { placeNameClassOf, text, type Text } from '../../../gis-data/catalogue/index.ts';
import type { PlaceNameBody, PlaceNameItem } from '../contract.ts';
import { positionOfGeometry } from '../geometry.ts';
import { spelt } from '../pinyin.ts';

/** Where the terms are that schema.org has not; a name of its own, so that it is the same wherever the program runs. */
const VOCABULARY = 'urn:yizhangtu:place-name#';

/** Terms beside those of schema.org, each with what it means. */
const terms: Readonly<Record<string, Text>> = {
  code: text(
    '地名代码,20 位:县 6、乡 3、类别 5、顺序号 6',
    'Code of 20 digits: county 6, township 3, category 5, serial 6',
  ),
  category: text('类别代码(GB/T 18521)', 'Category by GB/T 18521'),
  pinyin: text('汉语拼音,专名与通名分写', 'Hanyu Pinyin, specific and generic part apart'),
  status: text('使用状况:inUse 现今,historical 历史', 'Status: inUse or historical'),
  otherName: text('曾用名、别名、简称,带起止日期', 'Former name, alias or short form, with its days'),
  nameKind: text('其他名称的种类:former、alias、short', 'Kind of other name: former, alias, short'),
  from: text('名称启用日', 'First day of a name'),
  to: text('名称停用日', 'Day on which a name ended'),
  document: text('依据的文件', 'Document that says so'),
  origin: text('地名来历', 'Origin of the name'),
  meaning: text('地名含义', 'Meaning of the name'),
  history: text('历史沿革', 'History of the name'),
  approvingDocument: text('批准文件', 'Approving document'),
  mergedInto: text('重复记录并入的记录', 'Record into which this duplicate was merged'),
  demonstration: text('演示数据', 'Demonstration data'),
};

const iri = (id: string) => `urn:yizhangtu:place-name:${encodeURIComponent(id)}`;
const divisionIri = (code: string) => `urn:yizhangtu:division:${code}`;
const term = (name: string) => `yzt:${name}`;

/** The terms as linked data: label and meaning in both languages. */
export const vocabulary = {
  '@context': { rdfs: 'http://www.w3.org/2000/01/rdf-schema#', yzt: VOCABULARY },
  '@graph': Object.entries(terms).map(([name, { zh, en }]) => ({
    '@id': term(name),
    'rdfs:comment': [
      { '@language': 'zh-Hans', '@value': zh },
      { '@language': 'en', '@value': en },
    ],
  })),
};

const context = ['https://schema.org/', { yzt: VOCABULARY, mergedInto: { '@id': term('mergedInto'), '@type': '@id' } }];

/** Place names as JSON-LD: schema.org Place, and the terms of `vocabulary`; what is not known is absent. */
export function linkedData(
  items: readonly PlaceNameItem[],
  divisionOf: (id: string) => { name: string; code: string } | undefined,
): object {
  return { '@context': context, '@graph': items.map((item) => placeOf(item, divisionOf)) };
}

function placeOf(item: PlaceNameItem, divisionOf: (id: string) => { name: string; code: string } | undefined): object {
  const { id, standardName, code, pinyin, otherNames, namedOn } = item;
  const placeClass = placeNameClassOf(item.category);
  const inside = [item.villageId, item.townshipId, item.countyId].flatMap((division) => {
    const found = division === null ? undefined : divisionOf(division);
    return found ? { '@type': 'AdministrativeArea', '@id': divisionIri(found.code), name: found.name } : [];
  });
  return known({
    '@id': iri(id),
    '@type': placeClass?.id === 'administrative' ? 'AdministrativeArea' : 'Place',
    name: { '@language': 'zh-Hans', '@value': standardName },
    alternateName: otherNames.length === 0 ? null : otherNames.map(({ name }) => name),
    identifier: code && { '@type': 'PropertyValue', propertyID: term('code'), value: code },
    additionalType: placeClass?.label.zh ?? null,
    geo: geoOf(item.geometry),
    containedInPlace: inside.length === 0 ? null : inside,
    [term('pinyin')]: pinyin && spelt(pinyin),
    [term('category')]: item.category,
    [term('status')]: item.status,
    [term('from')]: namedOn,
    [term('otherName')]:
      otherNames.length === 0
        ? null
        : otherNames.map(({ name, kind, from, to, pinyin: said, document }) =>
            known({
              name,
              [term('nameKind')]: kind,
              [term('from')]: from,
              [term('to')]: to,
              [term('pinyin')]: said,
              [term('document')]: document,
            }),
          ),
    [term('origin')]: item.origin,
    [term('meaning')]: item.meaning,
    [term('history')]: item.history,
    [term('approvingDocument')]: item.approvingDocument,
    mergedInto: item.mergedIntoId && iri(item.mergedIntoId),
    [term('demonstration')]: item.demo || null,
  });
}

const known = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/** A point, a line or the outer ring of an area (the largest one of several); schema.org writes latitude first. */
function geoOf(geometry: PlaceNameBody['geometry']): object | null {
  if (geometry === null) return null;
  const written = (course: readonly (readonly number[])[]) => course.map(([x, y]) => `${y},${x}`).join(' ');
  switch (geometry.type) {
    case 'Point':
      return { '@type': 'GeoCoordinates', latitude: geometry.coordinates[1], longitude: geometry.coordinates[0] };
    case 'LineString':
      return { '@type': 'GeoShape', line: written(geometry.coordinates) };
    case 'Polygon':
      return { '@type': 'GeoShape', polygon: written(geometry.coordinates[0]!) };
    default: {
      const [longitude, latitude] = positionOfGeometry(geometry)!;
      return { '@type': 'GeoCoordinates', latitude, longitude };
    }
  }
}
