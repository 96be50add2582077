import type { Text } from './text.ts';

/**
 * How one field of a record is entered, checked, stored and exported. Server validation, database constraints, web
 * forms and import templates all read these definitions; nothing repeats them.
 *
 * A field without a value is `null`: unknown, never "no" and never zero.
 */
export interface FieldDefinition {
  /** Property name in `attributes`; carries its unit where it has one (`floorAreaM2`). */
  id: string;
  label: Text;
  help?: Text;
  unit?: Text;
  type: FieldType;
  required?: boolean;
  /** Inclusive bounds for `integer` and `number`. */
  min?: number;
  max?: number;
  /** Longest text, in characters. Default 200 for `text`, 4000 for `longText`. */
  maxLength?: number;
  choices?: readonly Choice[];
  /** Fields of one entry, for `items`. */
  itemFields?: readonly FieldDefinition[];
  /** Other column headings under which spreadsheets carry this field. */
  aliases?: readonly string[];
}

export type FieldType = 'text' | 'longText' | 'integer' | 'number' | 'boolean' | 'date' | 'choice' | 'items';

export interface Choice {
  id: string;
  label: Text;
  aliases?: readonly string[];
}

/**
 * A rule between two numeric or date fields of one record: `lesser` must not exceed `greater`. It is not applied while
 * either is unknown.
 */
export interface FieldOrder {
  id: string;
  lesser: string;
  greater: string;
  message: Text;
}
