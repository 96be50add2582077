import type { Request, Response } from 'express';
import type { ZodObject, ZodType, z } from 'zod';
import type { Language } from '../../gis-data/catalogue/index.ts';
import type { Actor } from '../registry/contract.ts';

/**
 * Least role that may call an endpoint. `public` needs no account. Every endpoint must name one: there is no default,
 * so no route can forget its guard.
 */
export type Access = 'public' | Exclude<Actor['role'], 'system'>;

/** What a handler gets: inputs already checked against the endpoint's shapes. */
export interface Call<Params, Query, Body> {
  actor: Actor;
  language: Language;
  params: Params;
  query: Query;
  body: Body;
  /** Value of `If-Match` as a row version, when the caller sent one. */
  ifMatch: number | null;
  request: Request;
  response: Response;
  /** Aborts when the client goes away or the request's time is over. */
  signal: AbortSignal;
}

type Infer<T> = T extends ZodType ? z.output<T> : undefined;

/** An endpoint as data: the guard, the checks, the OpenAPI document and the express route are all made from it. */
export interface Endpoint<
  P extends ZodObject | undefined = ZodObject | undefined,
  Q extends ZodObject | undefined = ZodObject | undefined,
  B extends ZodType | undefined = ZodType | undefined,
> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Path with OpenAPI placeholders: `/api/v1/facilities/{id}`. */
  path: string;
  tag: string;
  summary: string;
  access: Access;
  params?: P;
  query?: Q;
  body?: B;
  /** Shape of the JSON answer; `raw` when the handler writes the response itself (files, streams). */
  response: ZodType | 'raw';
  /** Success status; default 200. */
  status?: number;
  /** `multipart`: one file field named `file`, kept in a temporary folder until the answer is sent. */
  upload?: 'multipart';
  /** Writes that must not repeat accept `Idempotency-Key`; default true for POST. */
  idempotent?: boolean;
  /** Largest JSON body, as body-parser writes it; default `2mb`. */
  bodyLimit?: `${number}${'kb' | 'mb'}`;
  /** Time the handler may take; default: the server's `requestTimeoutSeconds`. */
  timeoutSeconds?: number;
  handler(call: Call<Infer<P>, Infer<Q>, Infer<B>>): Promise<unknown>;
}

/** What the OpenAPI document tells of an endpoint. */
export type EndpointDescription = Omit<Endpoint, 'handler'>;

/** Types an endpoint from its own shapes. */
export function endpoint<
  P extends ZodObject | undefined = undefined,
  Q extends ZodObject | undefined = undefined,
  B extends ZodType | undefined = undefined,
>(definition: Endpoint<P, Q, B>): Endpoint {
  return definition as unknown as Endpoint;
}
