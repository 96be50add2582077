import { cellOf, type ExportColumn, type ExportFeature } from './source.ts';

/** A field of a dBASE III table. */
export interface DbfField {
  name: string;
  type: 'C' | 'N' | 'L' | 'D';
  bytes: number;
  decimals: number;
}

/** Most bytes of a character field and of a number. */
const mostText = 254;
const mostNumber = 32;

const types: Readonly<Record<ExportColumn['type'], DbfField['type']>> = {
  string: 'C',
  json: 'C',
  geometry: 'C',
  number: 'N',
  boolean: 'L',
  date: 'D',
};

/** Fields as wide as what is in them, found out by a first look at all values. */
export class DbfFields {
  readonly fields: DbfField[];
  /** Values of each field that are longer than it can be. */
  readonly cut: number[];

  constructor(columns: readonly ExportColumn[], names: readonly string[]) {
    this.fields = columns.map(({ type }, i) => {
      const kind = types[type];
      return { name: names[i]!, type: kind, bytes: kind === 'D' ? 8 : 1, decimals: 0 };
    });
    this.cut = columns.map(() => 0);
  }

  measure({ values }: ExportFeature): void {
    this.fields.forEach((field, i) => {
      const cell = cellOf(values[i]);
      if (cell === null || field.type === 'L' || field.type === 'D') return;
      const written = field.type === 'N' ? numberText(cell as number) : String(cell);
      const bytes = Buffer.byteLength(written);
      const most = field.type === 'N' ? mostNumber : mostText;
      if (bytes > most) this.cut[i]!++;
      field.bytes = Math.max(field.bytes, Math.min(bytes, most));
      if (field.type === 'N') field.decimals = Math.max(field.decimals, (written.split('.')[1] ?? '').length);
    });
  }

  get recordBytes(): number {
    return 1 + this.fields.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  header(records: number, day: string): Buffer {
    const bytes = Buffer.alloc(32 + 32 * this.fields.length + 1);
    bytes[0] = 3;
    const [year, month, date] = day.split('-').map(Number) as [number, number, number];
    bytes.set([year - 1900, month, date], 1);
    bytes.writeUInt32LE(records, 4);
    bytes.writeUInt16LE(bytes.length, 8);
    bytes.writeUInt16LE(this.recordBytes, 10);
    this.fields.forEach(({ name, type, bytes: width, decimals }, i) => {
      const at = 32 + 32 * i;
      bytes.write(name, at, 'ascii');
      bytes.write(type, at + 11, 'latin1');
      bytes[at + 16] = width;
      bytes[at + 17] = decimals;
    });
    bytes[bytes.length - 1] = 0x0d;
    return bytes;
  }

  record({ values }: ExportFeature): Buffer {
    const record = Buffer.alloc(this.recordBytes, ' ');
    let at = 1; // a space says that the record is not deleted
    this.fields.forEach(({ type, bytes }, i) => {
      const written = writtenValue(cellOf(values[i]), type);
      const content = startOf(Buffer.from(written), bytes);
      content.copy(record, type === 'N' ? at + bytes - content.length : at);
      at += bytes;
    });
    return record;
  }
}

/** Digits without an exponent, which readers of dBASE do not all know. */
function numberText(value: number): string {
  const plain = String(value);
  return plain.includes('e') ? value.toFixed(15).replace(/\.?0+$/u, '') : plain;
}

function writtenValue(cell: ReturnType<typeof cellOf>, type: DbfField['type']): string {
  if (cell === null) return type === 'L' ? '?' : '';
  if (type === 'L') return cell ? 'T' : 'F';
  if (type === 'D') return String(cell).replaceAll('-', '');
  return type === 'N' ? numberText(cell as number) : String(cell);
}

/** At most so many bytes of UTF-8, cut between characters. */
function startOf(content: Buffer, most: number): Buffer {
  if (content.length <= most) return content;
  let end = most;
  while (end > 0 && (content[end]! & 0xc0) === 0x80) end--;
  return content.subarray(0, end);
}
