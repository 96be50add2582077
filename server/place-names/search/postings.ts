import { eachInTurns } from './turns.ts';

/** For each key the entries that have it, in rising order, in one array (compressed sparse rows). */
export interface Postings {
  /** Entries of a key; empty for a key that none has. */
  of(key: number): Int32Array;
}

type KeysOf = (entry: number, take: (key: number) => void) => void;

/**
 * Builds postings in two passes, without a list for each key; other requests have their turn in between.
 * @param keyCount keys are 0 up to, not including, this
 * @param entryCount number of entries
 * @param keysOf calls `take` with each key of an entry; a key that comes twice is kept once
 */
export async function buildPostings(keyCount: number, entryCount: number, keysOf: KeysOf): Promise<Postings> {
  const lastSeen = new Int32Array(keyCount).fill(-1);
  const starts = new Int32Array(keyCount + 1);
  let current = 0;
  const count = (key: number) => {
    if (lastSeen[key] === current) return;
    lastSeen[key] = current;
    starts[key + 1]!++;
  };
  await eachInTurns(entryCount, (entry) => keysOf((current = entry), count));
  for (let key = 0; key < keyCount; key++) starts[key + 1]! += starts[key]!;
  const entries = new Int32Array(starts[keyCount]!);
  const next = starts.slice(0, keyCount);
  lastSeen.fill(-1);
  const put = (key: number) => {
    if (lastSeen[key] === current) return;
    lastSeen[key] = current;
    entries[next[key]!++] = current;
  };
  await eachInTurns(entryCount, (entry) => keysOf((current = entry), put));
  const none = new Int32Array(0);
  return { of: (key) => (key < 0 || key >= keyCount ? none : entries.subarray(starts[key]!, starts[key + 1]!)) };
}

/** Postings by keys of which few occur, of any size: each that occurs gets a number. */
export async function buildSparsePostings(entryCount: number, keysOf: KeysOf): Promise<Postings> {
  const numbers = new Map<number, number>();
  const number = (key: number) => {
    if (!numbers.has(key)) numbers.set(key, numbers.size);
  };
  await eachInTurns(entryCount, (entry) => keysOf(entry, number));
  const postings = await buildPostings(numbers.size, entryCount, (entry, take) =>
    keysOf(entry, (key) => take(numbers.get(key)!)),
  );
  return { of: (key) => postings.of(numbers.get(key) ?? -1) };
}
