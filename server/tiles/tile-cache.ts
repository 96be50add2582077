/** What an entry takes beside its bytes: its key and its place in the map, roughly. */
const entryBytes = 300;

export interface TileCache {
  get(key: string): Uint8Array | undefined;
  set(key: string, tile: Uint8Array): void;
  clear(): void;
  /** Bytes that are held. */
  size(): number;
}

/** Keeps tiles up to a number of bytes; the least recently used go first. One that is larger than a tenth is not kept. */
export function createTileCache(mostBytes: number): TileCache {
  const tiles = new Map<string, Uint8Array>();
  let held = 0;
  const weightOf = (tile: Uint8Array) => tile.byteLength + entryBytes;
  const remove = (key: string) => {
    const tile = tiles.get(key);
    if (tile && tiles.delete(key)) held -= weightOf(tile);
  };
  return {
    get(key) {
      const tile = tiles.get(key);
      if (tile) {
        tiles.delete(key);
        tiles.set(key, tile);
      }
      return tile;
    },
    set(key, tile) {
      remove(key);
      if (weightOf(tile) > mostBytes / 10) return;
      tiles.set(key, tile);
      held += weightOf(tile);
      for (const oldest of tiles.keys()) {
        if (held <= mostBytes) break;
        remove(oldest);
      }
    },
    clear() {
      tiles.clear();
      held = 0;
    },
    size: () => held,
  };
}
