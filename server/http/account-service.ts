import type { Request, RequestHandler } from 'express';
import type { Actor } from '../registry/contract.ts';
import type { EndpointDescription } from './endpoint.ts';

/** What the HTTP room needs to know of accounts: who calls, and the handler behind `/api/auth`. */
export interface AccountService {
  /** The caller; someone without a valid session is `anonymousActor`. */
  authenticate(request: Request): Promise<Actor>;
  /** Sign-in, sign-out and password change; reads its own body. */
  handler: RequestHandler;
  /** What the handler offers, for the OpenAPI document. */
  described: readonly EndpointDescription[];
}

const ANONYMOUS_ID = 'anonymous';

/** Someone who has not signed in: sees what `public` endpoints show and nothing else. */
export function anonymousActor(from: string): Actor {
  return { id: ANONYMOUS_ID, name: '', role: 'viewer', countyScope: [], from };
}

export const isAnonymous = (actor: Actor): boolean => actor.id === ANONYMOUS_ID;
