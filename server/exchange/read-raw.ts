import { copyFile, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { text } from '../../gis-data/catalogue/index.ts';
import { problems } from '../registry/problem.ts';
import type { RawFile, RawSheet } from './cells.ts';
import { readCsv } from './csv-reader.ts';
import { fileType } from './file-type.ts';
import type { FormatId } from './contract.ts';
import type { ReadLimits } from './limits.ts';
import type { LayerFile } from './readers/layer.ts';
import { sheetOfLayer, type VertexCount } from './readers/sheet-of-layer.ts';
import { inspectZip, type InspectedZip } from './readers/zip.ts';
import { isWorkbook, otherZip } from './xlsx-guard.ts';

/**
 * Reads a file of any format in the calling thread. Untrusted files go through `readTable`, which calls this in a thread of
 * its own. Readers that many files do not need are loaded when one does.
 * @param folder of the caller's, for private copies; the caller removes it
 * @throws Problem when the file is not what it should be or exceeds the limits
 */
export async function readRaw(file: string, limits: ReadLimits, folder: string): Promise<RawFile> {
  const { size } = await stat(file);
  if (size > limits.fileBytes) {
    const megabytes = Math.round(limits.fileBytes / 1024 / 1024);
    throw problems.tooLarge(text(`文件超过 ${megabytes} MB`, `The file is larger than ${megabytes} MB`));
  }
  const type = fileType(await readFile(file));
  switch (type) {
    case 'text':
      return readCsv(file, limits);
    case 'zip':
      return readZip(file, limits, folder);
    case 'geojson':
    case 'gpkg':
    case 'kml':
    case 'gpx':
    case 'dxf':
      return sheetsOf(type, await layersOf(type, file, limits, folder), limits);
    default:
      throw type;
  }
}

type LayerFormat = 'geojson' | 'gpkg' | 'kml' | 'gpx' | 'dxf';

async function layersOf(format: LayerFormat, file: string, limits: ReadLimits, folder: string): Promise<LayerFile> {
  switch (format) {
    case 'geojson':
      return (await import('./readers/geojson.ts')).readGeoJson(file);
    case 'kml':
      return (await import('./readers/kml.ts')).readKml(file);
    case 'gpx':
      return (await import('./readers/gpx.ts')).readGpx(file);
    case 'dxf':
      return (await import('./readers/dxf.ts')).readDxf(file);
    case 'gpkg': {
      // The database makes a lock beside its file, and a thread that is stopped would leave it there.
      const copy = path.join(folder, 'copy.gpkg');
      if (file !== copy) await copyFile(file, copy);
      return (await import('./readers/geopackage.ts')).readGeoPackage(copy, limits);
    }
  }
}

async function readZip(file: string, limits: ReadLimits, folder: string): Promise<RawFile> {
  const zip = await inspectZip(file, limits);
  try {
    const { names } = zip;
    if (isWorkbook(names)) {
      const { readXlsx } = await import('./xlsx-reader.ts');
      return { format: 'xlsx', encoding: null, delimiter: null, sheets: await readXlsx(file, limits) };
    }
    const has = (ending: RegExp) => names.some((name) => ending.test(name));
    const shapefile = await import('./readers/shapefile.ts');
    if (has(/\.shp$/iu)) return await sheetsOf('shp', await shapefile.readShapefiles(zip), limits);
    if (has(/\.(dbf|shx)$/iu)) shapefile.refuseWithoutShapes();
    for (const [ending, format, inside] of singles) {
      if (has(ending)) return await readSingle(zip, ending, format, inside, limits, folder);
    }
    if (has(/\.csv$/iu)) {
      const { readSubmissions } = await import('./readers/odk.ts');
      return await sheetsOf('odk', await readSubmissions(zip, limits), limits);
    }
    throw otherZip(names);
  } finally {
    zip.close();
  }
}

/** Formats of one file that come in a ZIP: KMZ by definition (`doc.kml` first), QField's package with its GeoPackage. */
const singles: readonly (readonly [ending: RegExp, format: FormatId, inside: LayerFormat])[] = [
  [/\.kml$/iu, 'kmz', 'kml'],
  [/\.gpkg$/iu, 'gpkg', 'gpkg'],
  [/\.(geojson|json)$/iu, 'geojson', 'geojson'],
  [/\.gpx$/iu, 'gpx', 'gpx'],
  [/\.dxf$/iu, 'dxf', 'dxf'],
];

async function readSingle(
  zip: InspectedZip,
  ending: RegExp,
  format: FormatId,
  inside: LayerFormat,
  limits: ReadLimits,
  folder: string,
): Promise<RawFile> {
  const found = zip.names.filter((name) => ending.test(name) && !name.startsWith('__MACOSX/'));
  const chosen = found.find((name) => name === 'doc.kml') ?? found[0]!;
  const extracted = path.join(folder, `copy.${inside}`);
  await zip.extract(chosen, extracted);
  const raw = await sheetsOf(format, await layersOf(inside, extracted, limits, folder), limits);
  if (found.length === 1) return raw;
  const message = text(
    `压缩包中有 ${found.length} 个此类文件,只读取了 ${chosen}`,
    `The archive holds ${found.length} such files; only ${chosen} was read`,
  );
  return {
    ...raw,
    sheets: raw.sheets.map((s) => ({ ...s, notes: [{ code: 'one-of-several', message }, ...s.notes] })),
  };
}

async function sheetsOf(format: FormatId, file: LayerFile, limits: ReadLimits): Promise<RawFile> {
  const { encoding, layers } = file;
  const count: VertexCount = { vertices: 0 };
  const sheets: RawSheet[] = [];
  try {
    for (const layer of layers) {
      const sheet = await sheetOfLayer(layer, limits, count);
      if (sheet.rows.length > 0 || layers.length === 1) sheets.push(sheet);
    }
  } finally {
    file.close?.();
  }
  return { format, encoding, delimiter: null, sheets };
}
