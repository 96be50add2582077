import type { Request } from 'express';
import type { Actor } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import { isAnonymous } from './account-service.ts';
import { addressOf } from './address.ts';
import type { Access } from './endpoint.ts';
import { refusals } from './refusals.ts';

const rank: Record<Actor['role'], number> = { viewer: 0, editor: 1, approver: 2, administrator: 3, system: 4 };

/**
 * Lets the actor through or refuses.
 * @throws Problem `unauthenticated` without a login, `forbidden` when the role is too low
 */
export function requireAccess(access: Access, actor: Actor): void {
  if (access === 'public') return;
  if (isAnonymous(actor)) throw problems.unauthenticated();
  if (rank[actor.role] < rank[access]) throw problems.forbidden();
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses writes that a foreign page sends with the user's cookie (cross-site request forgery). Browsers send `Origin`
 * with every such request; programs that send none have no ambient cookie to abuse.
 * @throws Problem `forbidden`
 */
export function requireSameOrigin(request: Request, publicUrl: string | undefined): void {
  if (safeMethods.has(request.method) || request.headers.cookie === undefined) return;
  const origin = request.headers.origin;
  const ours = publicUrl === undefined ? addressOf(request) : new URL(publicUrl).origin;
  // A proxy that ends TLS may not say so; the host is what tells our pages from others.
  const sameHost = (a: string, b: string) => URL.canParse(a) && new URL(a).host === new URL(b).host;
  const fits = origin === undefined ? request.headers['sec-fetch-site'] !== 'cross-site' : sameHost(origin, ours);
  if (!fits) throw refusals.foreignOrigin();
}
