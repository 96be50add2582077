import { createHash } from 'node:crypto';
import { text, type Text } from '../../gis-data/catalogue/index.ts';
import {
  canonicalJson,
  hashedContent,
  type ChainVerdict,
  type Entry,
  type EntryContent,
  type NewEntry,
} from './contract.ts';

/** An entry as the table keeps it: every hashed part as the text that was hashed. */
export interface StoredEntry {
  position: number;
  key: string;
  author: string;
  deviceTime: string;
  /** Canonical JSON. */
  content: string;
  recordedAt: string;
  contentHash: string;
  previousHash: string | null;
  hash: string;
}

/** What the case itself says of its file. */
export interface ChainHead {
  id: string;
  lineId: string;
  entries: number;
  head: string;
}

const sha256 = (input: string): string => createHash('sha256').update(input).digest('hex');

export const contentHashOf = (entry: NewEntry & { author: string }): string => sha256(hashedContent(entry));

const hashOf = ({
  contentHash,
  position,
  previousHash,
  recordedAt,
}: Pick<Entry, 'contentHash' | 'position' | 'previousHash' | 'recordedAt'>): string =>
  sha256(canonicalJson({ contentHash, position, previousHash, recordedAt }));

/** The entry that follows `previous` in the file; null = it is the first. */
export function sealed(
  previous: Pick<Entry, 'position' | 'hash'> | null,
  entry: NewEntry,
  author: string,
  recordedAt: string,
): Entry {
  const linked = {
    ...entry,
    author,
    recordedAt,
    position: (previous?.position ?? 0) + 1,
    previousHash: previous?.hash ?? null,
    contentHash: contentHashOf({ ...entry, author }),
  };
  return { ...linked, hash: hashOf(linked) };
}

export const stored = ({ content, ...entry }: Entry): StoredEntry => ({ ...entry, content: canonicalJson(content) });

/** Reads what `stored` wrote; whether it is still what was hashed is asked by `verifyChain`. */
export const readEntry = ({ content, ...entry }: StoredEntry): Entry => ({
  ...entry,
  content: JSON.parse(content) as EntryContent,
});

/**
 * Follows the file of a case from its first entry to its last and names the first that is not as it was written: moved,
 * missing, rewritten, or no longer linked to the one before. Told apart, because they are mended differently.
 */
export function verifyChain(rows: readonly StoredEntry[], kept: ChainHead): ChainVerdict {
  let previous: StoredEntry | null = null;
  for (const row of rows) {
    const reason = breakAt(row, previous, kept);
    if (reason !== null) return verdict(kept, { position: row.position, reason });
    previous = row;
  }
  if (rows.length !== kept.entries || previous?.hash !== kept.head) {
    return verdict(kept, { position: rows.length, reason: endsElsewhere(rows.length, kept.entries) });
  }
  return verdict(kept, null);
}

const verdict = ({ entries, head }: ChainHead, firstBreak: ChainVerdict['firstBreak']): ChainVerdict => ({
  intact: firstBreak === null,
  entries,
  head,
  firstBreak,
});

function breakAt(row: StoredEntry, previous: StoredEntry | null, kept: ChainHead): Text | null {
  const expected = (previous?.position ?? 0) + 1;
  if (row.position !== expected) {
    return text(`应为第 ${expected} 条,缺失或重复`, `Entry ${expected} is expected here; one is missing or repeated`);
  }
  if (row.previousHash !== (previous?.hash ?? null)) {
    return text('与上一条的哈希值不相连', 'Its link does not name the hash of the entry before');
  }
  const content = parsedContent(row.content);
  if (content === null) return text('内容不是规范的记录', 'Its content is not a canonical entry');
  const entry = { ...row, content };
  if (contentHashOf(entry) !== row.contentHash) {
    return text('内容、作者、时间或键被改动', 'Its content, author, device time or key was altered');
  }
  if (hashOf(entry) !== row.hash) {
    return text('哈希值、位置或登记时间被改动', 'Its hash, position or time of recording was altered');
  }
  if (previous === null && (row.key !== kept.id || content.kind !== 'opened' || content.lineId !== kept.lineId)) {
    return text('首条记录不属于此案卷', 'The first entry is of another case');
  }
  return null;
}

/**
 * The content of a row, or null unless it is written exactly as it was hashed. Its shape is not asked: an old entry stays
 * what was signed when shapes change.
 */
function parsedContent(written: string): EntryContent | null {
  try {
    const content: unknown = JSON.parse(written);
    return canonicalJson(content) === written ? (content as EntryContent) : null;
  } catch {
    return null;
  }
}

const endsElsewhere = (found: number, expected: number): Text =>
  text(
    `案卷应有 ${expected} 条并以其哈希值结尾,现有 ${found} 条`,
    `The case ends at entry ${expected} with another hash; there are ${found} entries`,
  );

/** Whether an entry sent again is the one that is stored. */
export const isSameEntry = (one: Entry, other: NewEntry & { author: string }): boolean =>
  one.contentHash === contentHashOf(other);
