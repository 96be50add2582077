import Dexie, { type EntityTable } from 'dexie';
import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import type { FieldArea } from '../../../server/field-sync/contract.ts';
import { areaMapOf, type AreaMap } from './area-map.ts';
import { type MarkerSight, sightsOf } from './sights.ts';
import type { StoredItem, StoredPhoto as WaitingPhoto, SyncMeta } from '../sync/outbox-store.ts';
import type { DeviceKey, KeptPicture } from './sealed-pictures.ts';

type LineDetail = FieldArea['lines'][number];
type CaseFile = FieldArea['cases'][number];
/** A place-name sign, with the area that it was taken along in. */
export type KeptSign = FieldArea['signs'][number] & { areaId: string };

/** Lines, or the signs of a division, that were taken along together. */
export interface PreparedArea {
  id: string;
  lineIds: string[];
  /** The division whose signs these are; absent where lines were taken along. */
  signsOf?: string;
  name: string;
  snapshot: string;
  seq: number;
  preparedAt: string;
  /** Size of lines, markers with their cards, and cases, bytes. */
  recordBytes: number;
  /** Photos of the markers; those that have not come yet are not among the stored ones. */
  photos: FieldArea['photos'];
  /** The map that belongs to it; it may not have come yet. */
  basemap: FieldArea['basemap'];
  /** The account that may see what is in it. */
  account: string;
}

/** A photo of the register that was taken along. */
export interface StoredPhoto {
  sha256: string;
  bytes: number;
  kept: KeptPicture;
}

/** A picture that was recorded here. */
export interface StoredContent {
  sha256: string;
  kept: KeptPicture;
}

/**
 * What the phone keeps, in the browser's own database. The number of a version rises with every change of the stored shape, and
 * what is stored is carried over: an update in the middle of a trip loses nothing.
 */
export class FieldDatabase extends Dexie {
  readonly areas!: EntityTable<PreparedArea, 'id'>;
  readonly lines!: EntityTable<LineDetail, 'id'>;
  readonly markers!: EntityTable<BoundaryMarkerItem, 'id'>;
  /** The markers of an area in one piece, and what a start needs of its map, by the area's id. */
  readonly sights!: EntityTable<{ id: string; markers: MarkerSight[]; map: AreaMap }, 'id'>;
  readonly signs!: EntityTable<KeptSign, 'id'>;
  readonly cases!: EntityTable<CaseFile, 'id'>;
  readonly photos!: EntityTable<StoredPhoto, 'sha256'>;
  /** Maps as they came, by their hash. */
  readonly basemaps!: EntityTable<{ sha256: string; bytes: number; content: string }, 'sha256'>;
  readonly keys!: EntityTable<DeviceKey, 'id'>;
  readonly outboxItems!: EntityTable<StoredItem, 'key'>;
  readonly outboxPhotos!: EntityTable<WaitingPhoto, 'sha256'>;
  readonly outboxContents!: EntityTable<StoredContent, 'sha256'>;
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
    this.version(2)
      .stores({
        ...{ sights: 'id', basemaps: 'sha256', keys: 'id' },
        photos: 'sha256, kept.keyId',
        outboxContents: 'sha256, kept.keyId',
      })
      .upgrade(async (old) => {
        // Pictures are left plain here, since nothing can be encrypted within an upgrade: `sealPlainPictures` does it.
        await old
          .table('outboxContents')
          .toCollection()
          .modify((row: { content?: Uint8Array; kept?: KeptPicture }) => {
            row.kept = { plain: row.content! };
            delete row.content;
          });
        // Photos of the register are fetched again, which tells that the area is not complete.
        await old.table('photos').clear();
        const markers = (await old.table('markers').toArray()) as BoundaryMarkerItem[];
        for (const area of (await old.table('areas').toArray()) as (PreparedArea & { bytes?: number })[]) {
          const { bytes = 0, ...kept } = area;
          const own = markers.filter(({ lineIds }) => lineIds.some((id) => area.lineIds.includes(id)));
          await old.table('sights').put({ id: area.id, markers: sightsOf(own) });
          await old.table('areas').put({ ...kept, recordBytes: bytes, photos: [], basemap: null });
        }
      });
    this.version(3).stores({ signs: 'id, areaId' });
    this.version(4)
      .stores({})
      .upgrade(async (old) => {
        for (const { id, lineIds } of (await old.table('areas').toArray()) as PreparedArea[]) {
          const stored = (await old.table('sights').get(id)) as { markers: MarkerSight[] } | undefined;
          const lines = ((await old.table('lines').bulkGet(lineIds)) as (LineDetail | undefined)[]).filter(
            (line) => line !== undefined,
          );
          const markers = stored?.markers ?? [];
          await old.table('sights').put({ id, markers, map: areaMapOf(lines, markers) });
        }
      });
  }
}

export const database = new FieldDatabase();
