import type { Request } from 'express';

/** Scheme, host and port by which the reader came, as a proxy that is trusted tells them. */
export const addressOf = (request: Request): string => `${request.protocol}://${request.host}`;
