import type { Geometry, Position } from 'geojson';
import { text } from '../../../gis-data/catalogue/index.ts';
import { escapeXml } from '../../markup.ts';
import { cellOf, statements, type ExportFeature, type FeatureSource } from './source.ts';
import { writePieces } from './text-file.ts';

/** Properties that name a placemark, the first that the layer has. */
const nameProperties = ['name', 'standardName', 'number', 'text', 'id'];

/**
 * Features as placemarks of a KML document (OGC 12-007r2), which is WGS 84, longitude first. Values and what is said of the file
 * are extended data. Values are called by the names of properties, since GDAL makes Chinese ones lines that it mistakes for each
 * other; their headings are what is displayed.
 */
export function writeKml(source: FeatureSource, path: string): Promise<void> {
  const { facts, language, columns } = source;
  const nameAt = nameProperties.map((name) => columns.findIndex((c) => c.name === name)).find((at) => at !== -1) ?? -1;
  const title = `${facts.title[language]}${facts.demo ? `(${demoMark[language]})` : ''}`;
  return writePieces(
    path,
    (async function* () {
      yield '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n';
      yield `<name>${escapeXml(title)}</name>\n<ExtendedData>${statements(source)
        .map(([label, content]) => datum(label, content))
        .join('')}</ExtendedData>\n`;
      for await (const batch of source.batches()) {
        yield batch.map((feature) => placemark(feature, columns, nameAt)).join('');
      }
      yield '</Document></kml>\n';
    })(),
  );
}

const demoMark = text('演示数据', 'demonstration data');

const datum = (name: string, value: string, shown = name) =>
  `<Data name="${escapeXml(name)}">${shown === name ? '' : `<displayName>${escapeXml(shown)}</displayName>`}<value>${escapeXml(value)}</value></Data>`;

function placemark({ values, geometry }: ExportFeature, columns: FeatureSource['columns'], nameAt: number): string {
  const known = columns.map(({ name, heading }, i) => {
    const cell = cellOf(values[i]);
    return cell === null ? '' : datum(name, String(cell), heading);
  });
  const name = cellOf(values[nameAt]);
  return `<Placemark>${name === null ? '' : `<name>${escapeXml(String(name))}</name>`}<ExtendedData>${known.join('')}</ExtendedData>${geometry ? shapeOf(geometry) : ''}</Placemark>\n`;
}

const coordinates = (positions: readonly Position[]) =>
  `<coordinates>${positions.map((position) => position.join(',')).join(' ')}</coordinates>`;
const ring = (positions: readonly Position[]) => `<LinearRing>${coordinates(positions)}</LinearRing>`;
const collected = (parts: readonly Geometry[]) => `<MultiGeometry>${parts.map(shapeOf).join('')}</MultiGeometry>`;

function shapeOf(geometry: Geometry): string {
  switch (geometry.type) {
    case 'Point':
      return `<Point>${coordinates([geometry.coordinates])}</Point>`;
    case 'LineString':
      return `<LineString>${coordinates(geometry.coordinates)}</LineString>`;
    case 'Polygon': {
      const [outer, ...holes] = geometry.coordinates;
      return `<Polygon><outerBoundaryIs>${ring(outer!)}</outerBoundaryIs>${holes.map((hole) => `<innerBoundaryIs>${ring(hole)}</innerBoundaryIs>`).join('')}</Polygon>`;
    }
    case 'GeometryCollection':
      return collected(geometry.geometries);
    case 'MultiPoint':
      return collected(geometry.coordinates.map((part) => ({ type: 'Point', coordinates: part })));
    case 'MultiLineString':
      return collected(geometry.coordinates.map((part) => ({ type: 'LineString', coordinates: part })));
    case 'MultiPolygon':
      return collected(geometry.coordinates.map((part) => ({ type: 'Polygon', coordinates: part })));
  }
}
