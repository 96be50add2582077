import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import { issue, type Cell } from '../cells.ts';
import { crsOfName, wgs84 } from './file-crs.ts';
import { damaged, refuse, type LayerCrs, type LayerFile, type LayerRow } from './layer.ts';
import { BadGeometry, badGeometry, checkedGeometry } from './shapes.ts';

/** Members of the collection beside its features are small; a longer one is skipped unread. */
const mostMemberBytes = 64 * 1024;

interface Pieces {
  /** A member of the outermost object, other than the features of a collection. */
  member?: { key: string; json: string };
  feature?: string;
}

const code = (character: string) => character.charCodeAt(0);
const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket, comma, colon] = [...'"\\{}[],:'].map(code);

/**
 * Cuts a JSON document into the members of its outermost object and the features of its collection, without holding more
 * than one of them. Works on the bytes of UTF-8, in which structure never hides inside a character.
 */
async function* piecesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Pieces> {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let key: string | null = null;
  let keyDone = false;
  let held: Buffer[] = [];
  let inFeatures = false;
  const taken = () => {
    const json = Buffer.concat(held).toString('utf8');
    held = [];
    return json;
  };
  for await (const chunk of chunks) {
    let from = held.length > 0 || depth > 0 ? 0 : chunk.length;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
        continue;
      }
      if (byte === quote) inString = true;
      else if (byte === openBrace || byte === openBracket) {
        depth++;
        if (depth === 1 || (depth === 2 && byte === openBracket && key === 'features')) {
          inFeatures = depth === 2;
          held = [];
          from = at + 1;
        }
      } else if (byte === closeBrace || byte === closeBracket) {
        depth--;
        const ends = depth === 0 || (inFeatures && depth === 1);
        if (!ends) continue;
        held.push(chunk.subarray(from, at));
        from = at + 1;
        const json = taken();
        if (inFeatures) {
          if (json.trim() !== '') yield { feature: json };
          inFeatures = false;
          key = 'features done';
        } else if (key !== null && key !== 'features done') yield { member: { key, json } };
        if (depth === 0) return;
      } else if (byte === comma && depth === (inFeatures ? 2 : 1)) {
        held.push(chunk.subarray(from, at));
        from = at + 1;
        const json = taken();
        if (inFeatures) yield { feature: json };
        else {
          if (key !== null && key !== 'features done') yield { member: { key, json } };
          key = null;
          keyDone = false;
        }
      } else if (byte === colon && depth === 1 && !keyDone) {
        held.push(chunk.subarray(from, at));
        from = at + 1;
        key = String(JSON.parse(taken()));
        keyDone = true;
      }
    }
    if (from < chunk.length) held.push(chunk.subarray(from));
  }
  throw new Error('the document ends early');
}

async function isUtf8(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path)) decoder.decode(chunk as Buffer, { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

/** Bytes of the document as UTF-8, which RFC 8259 asks for; GB18030 is met all the same and converted. */
async function openText(path: string): Promise<{ encoding: string; chunks: () => AsyncIterable<Buffer> }> {
  if (await isUtf8(path)) {
    return { encoding: 'UTF-8', chunks: () => createReadStream(path, { highWaterMark: 1 << 18 }) };
  }
  const converted = Buffer.from(iconv.decode(await readFile(path), 'gb18030'));
  return { encoding: 'GB18030', chunks: () => Readable.from([converted]) };
}

/**
 * Reads a GeoJSON FeatureCollection or Feature, feature by feature. Without a `crs` member it is WGS 84 (RFC 7946, 4).
 * @throws Problem when the document is neither, or broken
 */
export async function readGeoJson(path: string): Promise<LayerFile> {
  const { encoding, chunks } = await openText(path);
  const { type, crs, name } = await headOf(chunks());
  if (type !== 'FeatureCollection' && type !== 'Feature') {
    throw refuse('JSON 文件不是 GeoJSON 要素集合(FeatureCollection)', 'The JSON file is no GeoJSON FeatureCollection');
  }
  const rows = () => (type === 'Feature' ? singleRow(chunks()) : rowsOf(chunks()));
  return { encoding, layers: [{ name: name ?? 'GeoJSON', fields: null, crs, notes: [], rows }] };
}

async function headOf(chunks: AsyncIterable<Buffer>): Promise<{ type: unknown; crs: LayerCrs; name: string | null }> {
  let type: unknown;
  let name: string | null = null;
  let crs: LayerCrs = wgs84;
  try {
    for await (const { member } of piecesOf(chunks)) {
      if (!member || member.json.length > mostMemberBytes) continue;
      const value = ['type', 'name', 'crs'].includes(member.key) ? (JSON.parse(member.json) as unknown) : undefined;
      if (member.key === 'type') type = value;
      else if (member.key === 'name' && typeof value === 'string' && value !== '') name = value.slice(0, 100);
      else if (member.key === 'crs' && value !== null) {
        const stated = (value as { properties?: { name?: unknown } }).properties?.name;
        crs = typeof stated === 'string' ? crsOfName(stated) : { id: null, name: member.json.slice(0, 60) };
      }
    }
  } catch (error) {
    throw damaged('GeoJSON', error);
  }
  return { type, crs, name };
}

async function* rowsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<LayerRow> {
  for await (const { feature } of pieces(chunks)) {
    if (feature !== undefined) yield rowOf(feature);
  }
}

async function* pieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Pieces> {
  try {
    yield* piecesOf(chunks);
  } catch (error) {
    throw damaged('GeoJSON', error);
  }
}

async function* singleRow(chunks: AsyncIterable<Buffer>): AsyncGenerator<LayerRow> {
  const parts: string[] = [];
  for await (const { member } of pieces(chunks)) {
    if (member && member.key !== 'crs') parts.push(`${JSON.stringify(member.key)}:${member.json}`);
  }
  yield rowOf(`{${parts.join(',')}}`);
}

function rowOf(json: string): LayerRow {
  const attributes: Record<string, Cell> = {};
  let feature: { id?: unknown; properties?: unknown; geometry?: unknown };
  try {
    feature = JSON.parse(json) as typeof feature;
  } catch (error) {
    throw damaged('GeoJSON', error);
  }
  if (feature === null || typeof feature !== 'object') return notAFeature;
  if (typeof feature.id === 'string' || typeof feature.id === 'number') attributes.id = feature.id;
  for (const [key, value] of Object.entries(feature.properties ?? {})) {
    attributes[key] = value !== null && typeof value === 'object' ? JSON.stringify(value) : (value as Cell);
  }
  try {
    return { attributes, geometry: checkedGeometry(feature.geometry) };
  } catch (error) {
    if (!(error instanceof BadGeometry)) throw error;
    return { attributes, geometry: null, issues: [badGeometry(error)] };
  }
}

const notAFeature: LayerRow = {
  attributes: {},
  geometry: null,
  issues: [issue(null, 'block', 'not-a-feature', '不是 GeoJSON 要素', 'This is no GeoJSON feature')],
};
