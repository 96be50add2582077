import { publicHeight, publicPosition } from '../boundary/public-form.ts';
import { WITHHELD_HASH, type Entry, type EntryContent, type MeasuredPosition } from './contract.ts';

const publicMeasured = (measured: MeasuredPosition): MeasuredPosition => ({
  ...measured,
  position: publicPosition(measured.position),
  heightM: measured.heightM === null ? null : publicHeight(measured.heightM),
});

function publicContent(content: EntryContent): EntryContent {
  switch (content.kind) {
    case 'fieldRecord':
    case 'repair':
      return { ...content, measured: content.measured && publicMeasured(content.measured) };
    case 'signature':
      return { ...content, contentHashes: content.contentHashes.map(() => WITHHELD_HASH) };
    default:
      return content;
  }
}

/** An entry for whoever may not see positions precisely: rounded, and without the hashes that would open them. */
export const publicEntry = (entry: Entry): Entry => ({
  ...entry,
  content: publicContent(entry.content),
  contentHash: WITHHELD_HASH,
  previousHash: entry.previousHash && WITHHELD_HASH,
  hash: WITHHELD_HASH,
});
