import type { Geometry } from 'geojson';
import { text, type Language, type Text } from '../../../gis-data/catalogue/index.ts';
import type { ValueType } from '../../ogc/cql2/expression.ts';

/** A column of an exported layer. */
export interface ExportColumn {
  /** Of the property, as in `/ogc`. */
  name: string;
  /** In the file: a Chinese heading or the name, and no other column's. */
  heading: string;
  title: Text | null;
  type: ValueType;
}

/** One feature to write. */
export interface ExportFeature {
  /** In the order of the columns; null = unknown. Of a `json` column an array or object. */
  values: readonly unknown[];
  /** In the source's coordinate system, longitude or easting first. */
  geometry: Geometry | null;
}

/** What is said of an export beside its features. */
export interface ExportFacts {
  title: Text;
  asOf: string;
  /** Id and sequence number of the snapshot that the features are of. */
  snapshot: string;
  seq: number;
  crs: string;
  /** Terms of use; null = not stated. */
  licence: string | null;
  /** Whether any feature is demonstration data. */
  demo: boolean;
}

/** A layer to write: what a writer knows of it before its features. */
export interface FeatureSource {
  /** Id of the layer; made of letters, digits and hyphens. */
  layer: string;
  language: Language;
  facts: ExportFacts;
  /** Kind of geometry that the layer declares. */
  shape: 'point' | 'line' | 'polygon' | 'any';
  columns: readonly ExportColumn[];
  /** Names of all properties that the layer has, chosen or not. */
  allNames: readonly string[];
  /** Features in batches, from the first one at each call. */
  batches(): AsyncIterable<readonly ExportFeature[]>;
}

/** A value as one cell holds it: lists and objects as JSON. */
export const cellOf = (value: unknown): string | number | boolean | null =>
  value === null || value === undefined
    ? null
    : typeof value === 'object'
      ? JSON.stringify(value)
      : (value as string | number | boolean);

const word = {
  title: text('图层', 'Layer'),
  source: text('来源', 'Source'),
  register: text('民政一张图登记簿', 'Register of Yizhangtu'),
  asOf: text('数据截止日期', 'As-of date'),
  snapshot: text('快照', 'Snapshot'),
  seq: text('登记序号', 'Sequence number of the register'),
  crs: text('坐标系', 'Coordinate system'),
  licence: text('使用许可', 'Licence'),
  notStated: text('未注明', 'Not stated'),
  nature: text('数据性质', 'Nature of the data'),
  demo: text('演示数据', 'Demonstration data'),
  real: text('登记数据', 'Registered data'),
} as const;

/** What a file says of itself: label and content, in the export's language. */
export function statements({ facts, language }: Pick<FeatureSource, 'facts' | 'language'>): [string, string][] {
  const { title, asOf, snapshot, seq, crs, licence, demo } = facts;
  return (
    [
      [word.title, title[language]],
      [word.nature, (demo ? word.demo : word.real)[language]],
      [word.source, word.register[language]],
      [word.asOf, asOf],
      [word.snapshot, snapshot],
      [word.seq, String(seq)],
      [word.crs, crs],
      [word.licence, licence ?? word.notStated[language]],
    ] as const
  ).map(([label, content]) => [label[language], content]);
}

/** Chinese titles where the language is Chinese and the property has one, else names; what two columns share has the name added. */
export function headingsOf(
  properties: readonly { name: string; title: Text | null }[],
  language: Language,
): ReadonlyMap<string, string> {
  const wanted = properties.map(({ name, title }) => (language === 'zh' && title ? title.zh : name));
  const uses = new Map<string, number>();
  // Without regard to case, as databases compare names of columns.
  for (const heading of wanted) uses.set(heading.toLowerCase(), (uses.get(heading.toLowerCase()) ?? 0) + 1);
  return new Map(
    properties.map(({ name }, i) => [
      name,
      uses.get(wanted[i]!.toLowerCase())! > 1 ? `${wanted[i]}(${name})` : wanted[i]!,
    ]),
  );
}
