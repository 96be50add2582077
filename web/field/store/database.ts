import Dexie, { type EntityTable } from 'dexie';
import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import type { FieldArea } from '../../../server/field-sync/contract.ts';
import type { StoredItem, StoredPhoto as WaitingPhoto, SyncMeta } from '../sync/outbox-store.ts';

type LineDetail = FieldArea['lines'][number];
type CaseFile = FieldArea['cases'][number];

/** Lines that were taken along together. */
export interface PreparedArea {
  id: string;
  lineIds: string[];
  name: string;
  snapshot: string;
  seq: number;
  preparedAt: string;
  /** Size of what was stored, bytes. */
  bytes: number;
  /** The account that may see what is in it. */
  account: string;
}

export interface StoredPhoto {
  sha256: string;
  bytes: number;
  blob: Blob;
}

/**
 * What the phone keeps, in the browser's own database. The number of a version rises with every change of the stored shape, and
 * what is stored is carried over: an update in the middle of a trip loses nothing.
 */
export class FieldDatabase extends Dexie {
  readonly areas!: EntityTable<PreparedArea, 'id'>;
  readonly lines!: EntityTable<LineDetail, 'id'>;
  readonly markers!: EntityTable<BoundaryMarkerItem, 'id'>;
  readonly cases!: EntityTable<CaseFile, 'id'>;
  readonly photos!: EntityTable<StoredPhoto, 'sha256'>;
  readonly outboxItems!: EntityTable<StoredItem, 'key'>;
  readonly outboxPhotos!: EntityTable<WaitingPhoto, 'sha256'>;
  readonly outboxContents!: EntityTable<{ sha256: string; content: Uint8Array }, 'sha256'>;
  readonly outboxMeta!: EntityTable<SyncMeta & { id: 'meta' }, 'id'>;

  constructor(name = 'yizhangtu-field') {
    // What is recorded is on the disk, not only in memory, when a write has ended.
    super(name, { chromeTransactionDurability: 'strict' });
    this.version(1).stores({
      areas: 'id',
      lines: 'id',
      markers: 'id, *lineIds',
      cases: 'id, lineId',
      photos: 'sha256',
      outboxItems: 'key, order',
      outboxPhotos: 'sha256, order',
      outboxContents: 'sha256',
      outboxMeta: 'id',
    });
  }
}

export const database = new FieldDatabase();
