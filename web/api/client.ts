import type { Language, Text } from '../../gis-data/catalogue/index.ts';

/** A text of the server: already in the language asked for, or in both. */
export type ServerText = string | Text;

/** One thing wrong with a request, at its place (RFC 9457 extension member `errors`). */
export interface ProblemEntry {
  path?: string;
  file?: string;
  sheet?: string;
  row?: number;
  field?: string;
  code: string;
  message: ServerText;
}

/** RFC 9457 problem details as the server sends them. */
export interface ProblemDocument {
  type: string;
  title: ServerText;
  status: number;
  detail?: ServerText;
  errors?: ProblemEntry[];
}

/** A refused or failed request. `problem.status` is 0 when no answer came at all. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(readonly problem: ProblemDocument) {
    super(typeof problem.title === 'string' ? problem.title : problem.title.en);
  }

  get status(): number {
    return this.problem.status;
  }
}

const noAnswer: ProblemDocument = {
  type: 'no-answer',
  status: 0,
  title: { zh: '连接不上服务器', en: 'The server cannot be reached' },
  detail: { zh: '请检查网络或稍后重试', en: 'Check the network, or try again later' },
};

const unreadable = (status: number): ProblemDocument => ({
  type: 'unreadable-answer',
  status,
  title: { zh: `服务器返回了错误(${status})`, en: `The server answered with an error (${status})` },
});

let language: Language = 'zh';

/** Language in which the server is asked to answer. */
export function setRequestLanguage(next: Language): void {
  language = next;
}

export type Query = Record<string, string | number | boolean | null | undefined>;

/** Path with its query; parameters that are null, undefined or empty are left out. */
export function withQuery(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Query;
  /** JSON body, a form with files, or a file as it is. */
  body?: unknown;
  /** Row version that the change was made against. */
  ifMatch?: number;
  /** Makes a repeated POST harmless; new for every intended action. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

function requestInit(options: RequestOptions): RequestInit {
  const headers = new Headers({ Accept: 'application/json', 'Accept-Language': language === 'zh' ? 'zh-CN' : 'en' });
  if (options.ifMatch !== undefined) headers.set('If-Match', `"${options.ifMatch}"`);
  if (options.idempotencyKey) headers.set('Idempotency-Key', options.idempotencyKey);
  const init: RequestInit = { method: options.method ?? 'GET', headers, credentials: 'same-origin' };
  if (options.signal) init.signal = options.signal;
  if (options.body instanceof FormData || options.body instanceof Blob) init.body = options.body;
  else if (options.body !== undefined) {
    headers.set('Content-Type', 'application/json');
    init.body = JSON.stringify(options.body);
  }
  return init;
}

async function problemOf(response: Response): Promise<ProblemDocument> {
  try {
    const document = (await response.json()) as ProblemDocument;
    return document.title ? { ...document, status: response.status } : unreadable(response.status);
  } catch {
    return unreadable(response.status);
  }
}

/**
 * Sends a request to the server of this page and gives its answer, unread.
 * @throws ProblemError when the server refuses or cannot be reached; an abort keeps its own error.
 */
export async function send(path: string, options: RequestOptions = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(withQuery(path, options.query), requestInit(options));
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ProblemError(noAnswer);
  }
  if (!response.ok) throw new ProblemError(await problemOf(response));
  return response;
}

/**
 * Sends a request and gives the JSON of the answer; `undefined` for an answer without content.
 * @throws ProblemError as `send`.
 */
export async function api<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(path, options);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}
