import { createHash } from 'node:crypto';
import { text } from '../../gis-data/catalogue/index.ts';
import type { Collection } from '../ogc/collections.ts';
import type { Actor } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import { mostZoom } from './contract.ts';
import type { TileAddress } from './cut.ts';

/** Raised where the same records make other bytes than before, so that no browser keeps the old ones. */
const encoding = 1;

/**
 * A tile that exists.
 * @throws Problem `invalid` where the zoom is deeper than is served, or the zoom has no such column or row
 */
export function tileAddress({ z, x, y }: TileAddress): TileAddress {
  if (z > mostZoom) {
    const message = text(
      `z 应为 0 至 ${mostZoom},收到的是 ${z};更大的比例尺请放大 ${mostZoom} 级瓦片`,
      `z is 0 to ${mostZoom}, not ${z}; enlarge tiles of zoom ${mostZoom} beyond it`,
    );
    throw problems.invalid([{ path: 'z', code: 'invalid-tile', message }]);
  }
  const last = 2 ** z - 1;
  const outside = (['x', 'y'] as const).filter((axis) => ({ x, y })[axis] > last);
  if (outside.length > 0) {
    throw problems.invalid(
      outside.map((axis) => ({
        path: axis,
        code: 'invalid-tile',
        message: text(
          `第 ${z} 级的 ${axis} 应为 0 至 ${last},收到的是 ${{ x, y }[axis]}`,
          `${axis} is 0 to ${last} at zoom ${z}, not ${{ x, y }[axis]}`,
        ),
      })),
    );
  }
  return { z, x, y };
}

/** What the content of a layer's tiles depends on. */
export interface ContentOf {
  /** Sequence number of the register. */
  seq: number;
  /** ISO date on which the records hold. */
  asOf: string;
  /** ISO date of today: who may see what is decided by the register of today. */
  today: string;
}

/**
 * Names the content of a layer's tiles: equal keys, equal bytes. Readers share a key where they may see the same: all of
 * them where nothing is restricted, else those of a role and its counties.
 */
export function contentKey(
  { id, recordType }: Pick<Collection, 'id' | 'recordType'>,
  { role, countyScope }: Pick<Actor, 'role' | 'countyScope'>,
  { seq, asOf, today }: ContentOf,
): string {
  const readers = recordType.restriction ? [today, role, countyScope && [...countyScope].sort()] : null;
  return JSON.stringify([encoding, id, seq, asOf, readers]);
}

/** The ETag of a tile with this content; hashed, so that it tells nothing of the reader. */
export const etagOf = (key: string): string => `"${createHash('sha256').update(key).digest('base64url').slice(0, 22)}"`;
