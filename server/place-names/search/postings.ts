/** For each key the entries that have it, in rising order, in one array (compressed sparse rows). */
export interface Postings {
  /** Entries of a key; empty for a key that none has. */
  of(key: number): Int32Array;
}

/**
 * Builds postings in two passes, without a list for each key.
 * @param keyCount keys are 0 up to, not including, this
 * @param entryCount number of entries
 * @param keysOf calls `take` with each key of an entry; a key that comes twice is kept once
 */
export function buildPostings(
  keyCount: number,
  entryCount: number,
  keysOf: (entry: number, take: (key: number) => void) => void,
): Postings {
  const lastSeen = new Int32Array(keyCount).fill(-1);
  const starts = new Int32Array(keyCount + 1);
  for (let entry = 0; entry < entryCount; entry++) {
    keysOf(entry, (key) => {
      if (lastSeen[key] === entry) return;
      lastSeen[key] = entry;
      starts[key + 1]!++;
    });
  }
  for (let key = 0; key < keyCount; key++) starts[key + 1]! += starts[key]!;
  const entries = new Int32Array(starts[keyCount]!);
  const next = starts.slice(0, keyCount);
  lastSeen.fill(-1);
  for (let entry = 0; entry < entryCount; entry++) {
    keysOf(entry, (key) => {
      if (lastSeen[key] === entry) return;
      lastSeen[key] = entry;
      entries[next[key]!++] = entry;
    });
  }
  const none = new Int32Array(0);
  return { of: (key) => (key < 0 || key >= keyCount ? none : entries.subarray(starts[key]!, starts[key + 1]!)) };
}

/** Postings by texts: each text that occurs gets a number. */
export function buildTextPostings(
  entryCount: number,
  keysOf: (entry: number, take: (key: string) => void) => void,
): { of(key: string): Int32Array } {
  const numbers = new Map<string, number>();
  for (let entry = 0; entry < entryCount; entry++) {
    keysOf(entry, (key) => {
      if (!numbers.has(key)) numbers.set(key, numbers.size);
    });
  }
  const postings = buildPostings(numbers.size, entryCount, (entry, take) =>
    keysOf(entry, (key) => take(numbers.get(key)!)),
  );
  return { of: (key) => postings.of(numbers.get(key) ?? -1) };
}
