import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

const contentTypes = {
  csv: 'text/csv; charset=utf-8',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  geojson: 'application/geo+json; charset=utf-8',
  gpkg: 'application/geopackage+sqlite3',
  kml: 'application/vnd.google-earth.kml+xml',
  pdf: 'application/pdf',
  pmtiles: 'application/vnd.pmtiles',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
} as const;

export type FileFormat = keyof typeof contentTypes;

/**
 * Answers with a file to be saved; for endpoints whose answer is `raw`.
 * @param name without ending; any characters
 */
export function sendFile(response: Response, bytes: Buffer, name: string, format: FileFormat): void {
  response.setHeader('Content-Disposition', dispositionOf(name, format));
  response.type(contentTypes[format]).send(bytes);
}

/**
 * The same with a file on disk, which is read as fast as it is taken.
 * @throws Error of the stream, also when the client goes away
 */
export async function sendStoredFile(
  response: Response,
  path: string,
  name: string,
  format: FileFormat,
  signal: AbortSignal,
): Promise<void> {
  response.setHeader('Content-Disposition', dispositionOf(name, format));
  response.type(contentTypes[format]);
  await pipeline(createReadStream(path), response, { signal });
}

const dispositionOf = (name: string, format: FileFormat) =>
  `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.${format}`)}`;

/** Of a document of its own, to be read and printed: nothing in it may run or load, whatever a record's name says. */
export const documentPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox";

/** Answers with an HTML document of its own. */
export function sendDocument(response: Response, bytes: Buffer): void {
  response
    .set({
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'private, no-store',
      'Content-Security-Policy': documentPolicy,
    })
    .end(bytes);
}
