import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes pieces of a file as they come, no faster than the disk takes them. */
export const writePieces = (path: string, pieces: AsyncIterable<string | Uint8Array>): Promise<void> =>
  pipeline(Readable.from(pieces, { objectMode: true }), createWriteStream(path));
