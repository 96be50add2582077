import { createHash, randomUUID } from 'node:crypto';
import type {
  KnownRequest,
  PhotoCompletion,
  PhotoState,
  SyncAnswer,
  SyncItem,
} from '../../server/field-sync/contract.ts';
import {
  keysNeededBy,
  keyOf,
  mergeEdit,
  notStored,
  storeAll,
  stored,
  type RegisteredVersion,
  subjectOf,
} from '../../server/field-sync/rules.ts';
import type { SyncOutcome } from '../../server/field-sync/contract.ts';
import { LinkDown, Refused } from '../../web/field/sync/transport.ts';

const reason = { zh: '模型', en: 'model' };
export const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

interface Contents {
  serverId: string;
  seq: number;
  markers: Map<string, RegisteredVersion[]>;
  /** What was stored, by key. */
  edits: Map<string, SyncItem>;
  entries: Map<string, SyncItem>;
  photos: Map<string, { bytes: number | null; mime: string | null; chunks: Map<number, Uint8Array> }>;
}

/** The server in memory: the rules of server/field-sync over maps instead of tables. */
export class ModelServer {
  private contents: Contents;

  constructor(
    markers: readonly string[],
    private readonly chunkBytes: number,
    private readonly newId: () => string = randomUUID,
  ) {
    const first = (): RegisteredVersion[] => [{ version: 1, body: {} }];
    this.contents = {
      serverId: newId(),
      seq: 1,
      markers: new Map(markers.map((id) => [id, first()])),
      edits: new Map(),
      entries: new Map(),
      photos: new Map(),
    };
  }

  backup(): Contents {
    return structuredClone(this.contents);
  }

  restore(backup: Contents): void {
    this.contents = { ...structuredClone(backup), serverId: this.newId() };
  }

  standing(markerId: string): RegisteredVersion {
    return this.contents.markers.get(markerId)!.at(-1)!;
  }

  /** Keys under which entries are stored. */
  entryKeys(): string[] {
    return [...this.contents.entries.keys()];
  }

  /** The bytes of a picture that is stored whole. */
  picture(hash: string): Buffer | null {
    const photo = this.contents.photos.get(hash);
    return photo?.bytes ? joined(photo.chunks) : null;
  }

  private storeOne(item: SyncItem): SyncOutcome {
    const key = keyOf(item);
    const { edits, entries, markers } = this.contents;
    const before = edits.get(key) ?? entries.get(key);
    if (before) {
      const isSame = JSON.stringify(before) === JSON.stringify(item);
      return isSame ? stored(key, sha256(key), true) : notStored(key, 'refused', reason);
    }
    if (item.kind === 'entry') {
      if (keysNeededBy(item).some((needed) => !entries.has(needed))) return notStored(key, 'early', reason);
      entries.set(key, item);
    } else {
      const history = markers.get(subjectOf(item).id) ?? [];
      const merge = mergeEdit(item, history);
      if (merge.kind === 'conflict') return notStored(key, 'conflict', reason, merge.conflicts);
      if (merge.kind !== 'apply') return notStored(key, 'refused', reason);
      if (Object.keys(merge.fields).length > 0) {
        const { version, body } = history.at(-1)!;
        history.push({ version: version + 1, body: { ...body, ...merge.fields } });
      }
      edits.set(key, item);
      this.contents.seq += 1;
    }
    return stored(key, sha256(key), false);
  }

  private told() {
    return { serverId: this.contents.serverId, seq: this.contents.seq, serverTime: new Date(0).toISOString() };
  }

  /** @param until the server is killed once it has stored so many more items */
  async sync(items: readonly SyncItem[], until = Infinity): Promise<SyncAnswer> {
    let done = 0;
    const outcomes = await storeAll(items, async (item) => {
      if (done++ >= until) throw new LinkDown('killed');
      return this.storeOne(item);
    });
    return { ...this.told(), outcomes };
  }

  known({ keys, photos }: KnownRequest) {
    const { edits, entries } = this.contents;
    return {
      ...this.told(),
      keys: keys.filter((key) => edits.has(key) || entries.has(key)),
      photos: photos.filter((hash) => this.picture(hash) !== null),
    };
  }

  photoState(hash: string): PhotoState {
    const photo = this.contents.photos.get(hash);
    const have = [...(photo?.chunks.keys() ?? [])].sort((a, b) => a - b);
    return { sha256: hash, bytes: photo?.bytes ?? null, complete: typeof photo?.bytes === 'number', have };
  }

  putChunk(hash: string, index: number, stated: string, chunk: Uint8Array): PhotoState {
    if (sha256(chunk) !== stated || chunk.length > this.chunkBytes) throw new Refused(422, 'wrong-hash', 'chunk');
    const photo = this.contents.photos.get(hash) ?? { bytes: null, mime: null, chunks: new Map<number, Uint8Array>() };
    if (photo.bytes === null) photo.chunks.set(index, Uint8Array.from(chunk));
    this.contents.photos.set(hash, photo);
    return this.photoState(hash);
  }

  complete(hash: string, { bytes, mime }: PhotoCompletion): PhotoState {
    const photo = this.contents.photos.get(hash);
    if (!photo) throw new Refused(404, 'not-found', 'picture');
    const whole = joined(photo.chunks);
    if (whole.length < bytes) throw new Refused(409, 'conflict', 'missing chunks');
    if (sha256(whole) !== hash) {
      this.contents.photos.delete(hash);
      throw new Refused(422, 'wrong-hash', 'picture');
    }
    Object.assign(photo, { bytes, mime });
    return this.photoState(hash);
  }
}

const joined = (chunks: ReadonlyMap<number, Uint8Array>): Buffer =>
  Buffer.concat([...chunks].sort(([a], [b]) => a - b).map(([, chunk]) => chunk));
