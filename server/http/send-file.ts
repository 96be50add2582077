import type { Response } from 'express';

const contentTypes = {
  csv: 'text/csv; charset=utf-8',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  geojson: 'application/geo+json; charset=utf-8',
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

export type FileFormat = keyof typeof contentTypes;

/**
 * Answers with a file to be saved; for endpoints whose answer is `raw`.
 * @param name without ending; any characters
 */
export function sendFile(response: Response, bytes: Buffer, name: string, format: FileFormat): void {
  response.setHeader('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.${format}`)}`);
  response.type(contentTypes[format]).send(bytes);
}

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
