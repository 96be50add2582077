import express, { type Request, type Response } from 'express';

/**
 * The body of a request as it came, whatever it says that it is; empty without one.
 * @throws what becomes a `too-large` problem for more than `limitBytes`
 */
export async function rawBody(request: Request, response: Response, limitBytes: number): Promise<Buffer> {
  const read = express.raw({ type: () => true, limit: limitBytes, inflate: false });
  await new Promise<void>((resolve, reject) => {
    void read(request, response, (error?: unknown) => (error ? reject(error as Error) : resolve()));
  });
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}
