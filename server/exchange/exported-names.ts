import { collectionById } from '../ogc/collections.ts';
import type { recordKinds } from './contract.ts';
import { fieldNames } from './writers/field-names.ts';
import { headingsOf } from './writers/source.ts';

/** Layers that the registers besides those of facilities are written as. */
const layers: Readonly<Record<(typeof recordKinds)[number]['id'], string>> = {
  divisionCounts: 'divisions',
  boundaryMarker: 'boundary-markers',
  boundaryLine: 'boundary-lines',
};

const known = new Map<string, ReadonlyMap<string, string>>();

/**
 * Headings of our own exports of what an import of a kind reads, each with the property that it stands for: its name, its Chinese
 * heading and its name in a shapefile.
 */
export function exportedHeadings(kind: string | null): ReadonlyMap<string, string> {
  const layer = (layers as Readonly<Record<string, string>>)[kind ?? ''] ?? 'facilities';
  let properties = known.get(layer);
  if (!properties) {
    const { properties: all } = collectionById.get(layer)!;
    const names = ['id', ...all.map(({ name }) => name)];
    properties = new Map([
      ...[...fieldNames(names), ...headingsOf(all, 'zh')].map(swapped),
      ...names.map((n) => [n, n] as const),
    ]);
    known.set(layer, properties);
  }
  return properties;
}

const swapped = ([name, heading]: readonly [string, string]) => [heading, name] as const;

/** The property that fills a column of an import, by the column's id. */
export const propertyOfTarget = (target: string): string => target.replace(/^(function|attribute)\./u, '$1s.');
