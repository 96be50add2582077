import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Request } from 'express';
import type { Actor } from '../registry/contract.ts';
import { isAnonymous } from './account-service.ts';
import type { Endpoint } from './endpoint.ts';
import { refusals } from './refusals.ts';

/** One request that must not happen twice. */
export interface IdempotentRequest {
  key: string;
  actor: string;
  /** Method and path as called. */
  route: string;
  bodyHash: string;
}

export interface StoredAnswer {
  route: string;
  bodyHash: string;
  /** null while the first request is still being processed. */
  status: number | null;
  response: unknown;
}

/** Remembers answers by actor and key. */
export interface IdempotencyStore {
  /** Claims the key; null when it was free, else what is stored under it. Two callers never both get null. */
  begin(request: IdempotentRequest): Promise<StoredAnswer | null>;
  complete(request: IdempotentRequest, status: number, response: unknown): Promise<void>;
  /** Frees the key after a failure, so that the caller may try again. */
  abandon(request: IdempotentRequest): Promise<void>;
}

export interface Answer {
  status: number;
  body: unknown;
  replayed: boolean;
}

/**
 * Runs a request once per key: the same request again gets the first one's answer. Refused requests are not remembered,
 * since they changed nothing.
 * @throws Problem 422 when the key came with another request, 409 while the first is still running
 */
export async function once(
  store: IdempotencyStore,
  request: IdempotentRequest,
  run: () => Promise<Answer>,
): Promise<Answer> {
  const stored = await store.begin(request);
  if (stored) {
    if (stored.route !== request.route || stored.bodyHash !== request.bodyHash) throw refusals.keyReused();
    if (stored.status === null) throw refusals.keyInProgress();
    return { status: stored.status, body: stored.response, replayed: true };
  }
  let answer: Answer;
  try {
    answer = await run();
  } catch (error) {
    await store.abandon(request);
    throw error;
  }
  await store.complete(request, answer.status, answer.body);
  return answer;
}

/**
 * The request as the store knows it; null when it carries no key or must not be remembered. Anonymous callers share one
 * name, so their keys would collide.
 */
export async function idempotentRequest(
  endpoint: Endpoint,
  actor: Actor,
  request: Request,
): Promise<IdempotentRequest | null> {
  const key = request.get('Idempotency-Key');
  const remembered = endpoint.idempotent ?? endpoint.method === 'post';
  if (key === undefined || !remembered || endpoint.response === 'raw' || isAnonymous(actor)) return null;
  if (!/^[\x21-\x7e]{1,128}$/.test(key)) throw refusals.badKey();
  return {
    key,
    actor: actor.id,
    route: `${request.method} ${request.path}`,
    bodyHash: await hashOf(request),
  };
}

async function hashOf(request: Request): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([request.query, request.body ?? null]));
  if (request.file) {
    hash.update(request.file.originalname);
    for await (const chunk of createReadStream(request.file.path)) hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}
