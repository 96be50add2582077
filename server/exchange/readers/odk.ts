import { problems } from '../../registry/problem.ts';
import type { RawSheet } from '../cells.ts';
import { sheetOfCsv } from '../csv-reader.ts';
import type { ReadLimits } from '../limits.ts';
import { wgs84 } from './file-crs.ts';
import { layerNote, type Layer, type LayerRow } from './layer.ts';
import type { InspectedZip } from './zip.ts';

/** Columns that one geopoint of a form becomes: ODK Central `place-Latitude`, KoboToolbox `_place_latitude`. */
const geopoint = /^(.*?)([-_:.])(latitude)$/iu;

/**
 * Reads the ZIP of a form's submissions: every CSV one layer, its first geopoint the position (WGS 84, XForms). Pictures stay
 * in the archive; names of those that a submission mentions and the archive lacks are said.
 */
export async function readSubmissions(zip: InspectedZip, limits: ReadLimits) {
  const layers: Layer[] = [];
  let encoding: string | null = null;
  const tables = zip.names.filter((name) => /\.csv$/iu.test(name) && !name.startsWith('__MACOSX/'));
  const files = new Set(zip.names.map((name) => name.split('/').pop()!));
  for (const table of tables) {
    const { sheet, encoding: read } = sheetOfCsv(await zip.bytes(table), limits);
    encoding ??= read;
    layers.push(
      layerOf(
        table
          .split('/')
          .pop()!
          .replace(/\.csv$/iu, ''),
        sheet,
        files,
      ),
    );
  }
  if (layers.length > 0) return { encoding, layers };
  throw problems.unsupported({ zh: '压缩包中没有 CSV', en: 'The archive holds no CSV' });
}

const media = /\.(jpe?g|png|mp4|m4a|3gp|amr)$/iu;

function layerOf(name: string, sheet: RawSheet, files: ReadonlySet<string>): Layer {
  const [head, ...rows] = sheet.rows;
  const fields = (head?.cells ?? []).map((cell, at) => (cell === null ? `column ${at + 1}` : String(cell)));
  const match = fields.map((field) => geopoint.exec(field)).find((found) => found !== null);
  const column = (part: string) =>
    match ? fields.findIndex((f) => f.toLowerCase() === `${match[1]}${match[2]}${part}`.toLowerCase()) : -1;
  const [x, y, z] = [column('longitude'), column('latitude'), column('altitude')];
  const cells = rows.flatMap((row) => row.cells);
  const pictures = cells.filter((cell): cell is string => typeof cell === 'string' && media.test(cell));
  const missing = pictures.filter((picture) => !files.has(picture));
  const notes = [];
  if (pictures.length > 0) {
    notes.push(
      layerNote(
        name,
        'media',
        `提交中有 ${pictures.length} 个媒体文件,压缩包中缺少 ${missing.length} 个;媒体留在原文件中,不导入`,
        `The submissions name ${pictures.length} media files, ${missing.length} of which the archive lacks; media stay in the file and are not imported`,
      ),
    );
  }
  return {
    name,
    fields,
    crs: match ? wgs84 : null,
    notes,
    rows: () =>
      rows.map(({ cells: values, issues }): LayerRow => {
        const number = (at: number) => (at < 0 || values[at] === null ? Number.NaN : Number(values[at]));
        const position = [number(x), number(y), number(z)].filter((n, i) => i < 2 || Number.isFinite(n));
        return {
          attributes: Object.fromEntries(fields.map((field, at) => [field, values[at] ?? null])),
          geometry:
            Number.isFinite(position[0]) && Number.isFinite(position[1])
              ? { type: 'Point', coordinates: position }
              : null,
          issues: issues.filter((i) => i.column === null),
        };
      }),
  };
}
