import type { RecordType } from '../registry/record-type.ts';
import { blankReservedWord, reservedWordBody } from './contract.ts';
import { reservedWordRules } from './rules.ts';

/** How the bureau's own words are registered. They hold for the whole bureau, so only unscoped accounts change them. */
export const reservedWordRecordType: RecordType = {
  name: 'reservedWord',
  table: 'reserved_word',
  body: reservedWordBody,
  blank: blankReservedWord,
  columns: [
    { column: 'word', type: 'text', value: (b) => b.word },
    { column: 'kind', type: 'text', value: (b) => b.kind },
    { column: 'everyday', type: 'boolean', value: (b) => b.everyday },
    { column: 'source', type: 'text', value: (b) => b.source },
    { column: 'listed_on', type: 'date', value: (b) => b.listedOn },
    { column: 'note', type: 'text', value: (b) => b.note },
    { column: 'demo', type: 'boolean', value: (b) => b.demo },
  ],
  label: (body) => String(body.word ?? ''),
  counties: () => [],
  rules: reservedWordRules,
};
