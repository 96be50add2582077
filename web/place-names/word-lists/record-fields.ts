import { text, type FieldDefinition, type Text } from '../../../gis-data/catalogue/index.ts';
import { reservedWordKinds, reservedWordLists } from '../../../gis-data/naming/kinds.ts';
import type { RecordField } from '../../facilities/record-fields.ts';

const field = (id: string, label: Text, rest: Omit<FieldDefinition, 'id' | 'label'>): RecordField => ({
  path: id,
  definition: { id, label, ...rest },
  display: 'field',
});

/** Fields of a word of the bureau's lists, as a form asks them. */
export const wordFields = [
  field('word', text('词', 'Word'), { type: 'text', required: true, maxLength: 50 }),
  field('kind', text('名单', 'List'), {
    type: 'choice',
    required: true,
    choices: reservedWordKinds.map((id) => ({ id, label: reservedWordLists[id] })),
  }),
  field('everyday', text('也是常用词', 'Also an everyday word'), { type: 'boolean' }),
  field('source', text('来源', 'Source'), { type: 'text', required: true, maxLength: 500 }),
  field('listedOn', text('来源日期', 'Day of the source'), { type: 'date', required: true }),
  field('note', text('备注', 'Note'), { type: 'longText', maxLength: 1000 }),
] as const;

const byPath = new Map(
  [...wordFields, field('demo', text('演示数据', 'Demonstration data'), { type: 'boolean' })].map((each) => [
    each.path,
    each,
  ]),
);

/** The field of a reserved word at a path of its body. */
export const wordField = (path: string): RecordField | undefined => byPath.get(path);
