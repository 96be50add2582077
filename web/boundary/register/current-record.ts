import type { BoundaryRecord } from '../queries.ts';

/** A record that a change can be made against. */
export type CurrentRecord = BoundaryRecord & { id: string; version: number; name: string };
