import { createHash } from 'node:crypto';
import { sealed } from '../../server/inspection/chain.ts';
import type { Entry, EntryContent, NewEntry } from '../../server/inspection/contract.ts';

/** A UUID (version 8) that a name always gives. */
export function uuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export type Authored = NewEntry & { author: string };

/** An entry by an account. Its key follows from author and content unless it is named. */
export const entryOf = (
  author: string,
  content: EntryContent,
  { key = uuid(`${author} ${JSON.stringify(content)}`), deviceTime = '2026-05-02T09:00:00+08:00' } = {},
): Authored => ({ key, author, deviceTime, content });

export const teams = (first: string[], second: string[]) => [
  { side: 'first' as const, office: '甲县民政局', members: first },
  { side: 'second' as const, office: '乙县民政局', members: second },
];

/** Opening of a case for `line`, with the accounts `a1`, `a2` on the first side and `b1` on the second. */
export const opening = (fields: Partial<Extract<EntryContent, { kind: 'opened' }>> = {}): Authored =>
  entryOf('chief', {
    kind: 'opened',
    lineId: 'line',
    round: 4,
    year: 2026,
    title: '试验线联检',
    deadlines: { plan: '2026-03-31' },
    teams: teams(['a1', 'a2'], ['b1']),
    demo: false,
    ...fields,
  });

/** A record of a marker in the field, by default found intact and measured to a centimetre. */
export const fieldRecord = (
  markerId: string,
  fields: Partial<Extract<EntryContent, { kind: 'fieldRecord' }>> = {},
): Extract<EntryContent, { kind: 'fieldRecord' }> => ({
  kind: 'fieldRecord',
  markerId,
  markerVersion: 1,
  state: 'intact',
  measured: {
    position: { type: 'Point', coordinates: [118.1234567, 41.1234567] },
    sourceCrs: 'EPSG:4490',
    sigmaM: 0.02,
    heightM: null,
    heightDatum: null,
    method: 'gnssRtk',
    readings: 10,
    rejected: 0,
    measuredAt: '2026-05-02T09:00:00+08:00',
  },
  finding: '',
  photos: [],
  belowAccuracy: false,
  ...fields,
});

export const signature = (
  side: 'first' | 'second',
  of: readonly Pick<Entry, 'key' | 'contentHash'>[],
): Extract<EntryContent, { kind: 'signature' }> => ({
  kind: 'signature',
  of: of.map(({ key }) => key),
  contentHashes: of.map(({ contentHash }) => contentHash),
  side,
  drawing: 'M0 0L10 10',
  signedAt: '2026-05-02T10:00:00+08:00',
});

/** A file of entries as the server would seal them, a second apart. */
export function fileOf(entries: readonly Authored[]): Entry[] {
  const file: Entry[] = [];
  for (const { author, ...entry } of entries) {
    const recordedAt = new Date(Date.UTC(2026, 4, 3, 0, 0, file.length)).toISOString();
    file.push(sealed(file.at(-1) ?? null, entry, author, recordedAt));
  }
  return file;
}
