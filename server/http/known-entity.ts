import type { Request } from 'express';

/**
 * Whether the reader says that it has the content of an ETag (RFC 9110, 13.1.2). Unlike Express's `fresh` also where it asks that
 * the answer be checked with us (`Cache-Control: no-cache`, which fetch adds by itself): it is.
 * @param etag strong, in its quotes
 */
export function hasEntity(request: Request, etag: string): boolean {
  const stated = request.headers['if-none-match'] ?? '';
  return stated.trim() === '*' || stated.split(',').some((tag) => tag.trim().replace(/^W\//u, '') === etag);
}
