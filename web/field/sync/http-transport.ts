import { CHUNK_HASH_HEADER } from '../../../server/field-sync/contract.ts';
import type { Session } from '../../api/queries.ts';
import { LinkDown, Refused, type Transport } from './transport.ts';

/** Longest wait for an answer before the link counts as down, milliseconds. */
const patienceMs = 60_000;
/** Statuses that say "later": too many requests, and trouble of the server or of a proxy. */
const isLater = (status: number) => status === 408 || status === 429 || status >= 500;

/** The server over HTTP, with the session's cookie. @param headers sent with every request, for programs without one */
export function httpTransport(origin = '', headers: Readonly<Record<string, string>> = {}): Transport {
  const call = async (method: string, path: string, init: RequestInit = {}) => {
    let response: Response;
    let content: string;
    try {
      response = await fetch(`${origin}/api/v1${path}`, {
        ...init,
        method,
        headers: { ...headers, ...(init.headers as Record<string, string> | undefined) },
        signal: AbortSignal.timeout(patienceMs),
      });
      content = await response.text();
    } catch (error) {
      throw new LinkDown('No answer', { cause: error });
    }
    if (isLater(response.status)) throw new LinkDown(`Answer ${response.status}`);
    const answer = parsed(content);
    // A captive portal of a network answers every address with a page of its own.
    if (answer === undefined) throw new LinkDown('The answer is not from the server');
    if (!response.ok) throw new Refused(response.status, String(answer.code), String(answer.detail));
    return answer as never;
  };
  const json = (method: string, path: string, body: unknown) =>
    call(method, path, { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  return {
    account: async () => ((await call('GET', '/session')) as Pick<Session, 'user'>).user?.username ?? null,
    sync: (deviceId, items) => json('POST', '/field-sync', { deviceId, items }),
    known: (request) => json('POST', '/field-sync/known', request),
    photoState: (sha256) => call('GET', `/field-photos/${sha256}`),
    putChunk: (sha256, index, hash, chunk) =>
      call('PUT', `/field-photos/${sha256}/chunks/${index}`, {
        headers: { 'Content-Type': 'application/octet-stream', [CHUNK_HASH_HEADER]: hash },
        body: chunk as Uint8Array<ArrayBuffer>,
      }),
    completePhoto: (sha256, completion) => json('POST', `/field-photos/${sha256}/complete`, completion),
  };
}

function parsed(content: string): { code?: unknown; detail?: unknown } | undefined {
  try {
    const answer: unknown = JSON.parse(content);
    return typeof answer === 'object' && answer !== null ? answer : undefined;
  } catch {
    return undefined;
  }
}
