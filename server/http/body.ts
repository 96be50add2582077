import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express, { type Request, type RequestHandler, type Response } from 'express';
import multer from 'multer';
import type { Endpoint } from './endpoint.ts';
import { refusals } from './refusals.ts';

/** Puts the JSON body or the uploaded file on the request; throws a Problem when it does not fit. */
export type BodyReader = (request: Request, response: Response) => Promise<ReadBody>;

export interface ReadBody {
  /** Removes the uploaded file, if any. */
  remove(): Promise<void>;
}

const nothingToRemove: ReadBody = { remove: async () => {} };
const MULTIPART_OVERHEAD_BYTES = 2 ** 20;

export function bodyReader(endpoint: Endpoint, maxUploadBytes: number): BodyReader {
  if (endpoint.upload === 'multipart') return (request, response) => readUpload(request, response, maxUploadBytes);
  if (endpoint.body === undefined) return async () => nothingToRemove;
  const parse = express.json({ limit: endpoint.bodyLimit ?? '2mb', strict: false });
  return async (request, response) => {
    if (hasBody(request) && !request.is('json')) {
      throw refusals.contentType('application/json', request.get('Content-Type'));
    }
    await run(parse, request, response);
    return nothingToRemove;
  };
}

async function readUpload(request: Request, response: Response, maxUploadBytes: number): Promise<ReadBody> {
  if (!request.is('multipart/form-data')) {
    throw refusals.contentType('multipart/form-data', request.get('Content-Type'));
  }
  if (Number(request.get('Content-Length') ?? 0) > maxUploadBytes + MULTIPART_OVERHEAD_BYTES) {
    throw refusals.uploadTooLarge(maxUploadBytes);
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'yzt-upload-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const upload = multer({
    dest: folder,
    limits: { fileSize: maxUploadBytes, files: 1, fields: 50, fieldSize: 2 ** 20 },
    defParamCharset: 'utf8', // file names are Chinese
  });
  try {
    await run(upload.single('file'), request, response);
    if (!request.file) throw refusals.uploadForm('no field named file');
  } catch (error) {
    await remove();
    const tooLarge = error instanceof multer.MulterError && error.code === 'LIMIT_FILE_SIZE';
    throw tooLarge ? refusals.uploadTooLarge(maxUploadBytes) : error;
  }
  return { remove };
}

const hasBody = (request: Request) =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

const run = (handler: RequestHandler, request: Request, response: Response) =>
  new Promise<void>((resolve, reject) => {
    void handler(request, response, (error?: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
