import { isDeepStrictEqual } from 'node:util';
import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import { standardFormOf } from '../../../gis-data/naming/index.ts';
import { toStorage, type Position } from '../../exchange/crs.ts';
import { placeFinder, type PlaceFinder } from '../../exchange/places.ts';
import type { ChangeInput } from '../../registry/contract.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { blankPlaceName, placeGeometry, placeNameBody, type Pinyin, type PlaceNameBody } from '../contract.ts';
import { generatedPinyin } from '../pinyin.ts';
import { followUps } from '../renaming.ts';
import { nameColumns } from './columns.ts';
import type { NameRow, NameRowReason } from './contract.ts';
import { plainFields, type StatedName } from './read.ts';

/** A row worked out against the register: what becomes of it, and the change that does it. */
export interface NameOutcome {
  result: NameRow;
  change: ChangeInput | null;
  /** Heading in the file of a field of the record. */
  headingOf(field: string): string;
}

export interface NamesContext {
  snapshot: Snapshot;
  crs: string;
  /** Day from which the changes hold. */
  day: string;
  /** Counties that the actor may edit in; null = all. */
  countyScope: readonly string[] | null;
  /** Row versions of place names by id. */
  versions: ReadonlyMap<string, number>;
}

/** Rows as changes to the register of place names, each with its reasons; a bad row does not touch a good one. */
export function nameChanges(names: readonly StatedName[], context: NamesContext): NameOutcome[] {
  const { placeName } = context.snapshot.records;
  const idsByCode = new Map([...placeName].flatMap(([id, { code }]) => (code === null ? [] : [[code, id] as const])));
  const finder = placeFinder(context.snapshot);
  const rowById = new Map<string, number>();
  return names.map((stated) => {
    const working = new Row(stated, context, finder);
    const id = working.matched(idsByCode);
    const before = id === null ? null : placeName.get(id)!;
    const first = id === null ? undefined : rowById.get(id);
    if (first !== undefined) {
      working.refuse('id', 'duplicate-row', text(`与第 ${first} 行是同一条记录`, `Row ${first} is the same record`));
    } else if (id !== null) rowById.set(id, stated.row);
    const body = working.bodyFrom(before);
    return working.outcome(id, before, body);
  });
}

class Row {
  private readonly reasons: NameRowReason[];

  constructor(
    private readonly stated: StatedName,
    private readonly context: NamesContext,
    private readonly finder: PlaceFinder,
  ) {
    this.reasons = [...stated.reasons];
  }

  refuse(id: string | null, code: string, message: Text, severity: NameRowReason['severity'] = 'block'): void {
    this.reasons.push({ severity, field: id === null ? null : this.stated.headingOf(id), code, message });
  }

  private text(id: string): string | null | undefined {
    const value = this.stated.values.get(id);
    if (value === undefined || value === null || typeof value === 'string') return value;
    this.refuse(id, 'not-text', text('应为文字', 'This must be text'));
    return undefined;
  }

  /** The record that the row means, by its id or code. */
  matched(idsByCode: ReadonlyMap<string, string>): string | null {
    const { placeName } = this.context.snapshot.records;
    const [id, code] = [this.text('id'), this.text('code')];
    const byCode = code ? idsByCode.get(code) : undefined;
    if (id && !placeName.has(id)) {
      this.refuse(
        'id',
        'no-such-record',
        text(`没有记录“${id}”;新增的请留空`, `There is no record “${id}”; leave it empty for a new one`),
      );
      return null;
    }
    if (code && byCode === undefined) {
      const message = text(
        `没有代码为 ${code} 的地名;代码由系统分配,新增的请留空`,
        `No place name has the code ${code}; codes are allotted by the register, leave it empty for a new one`,
      );
      this.refuse('code', 'no-such-code', message);
    } else if (id && code && byCode !== id) {
      this.refuse(
        'code',
        'code-of-another',
        text(`代码 ${code} 属于另一条记录`, `The code ${code} is another record’s`),
      );
    }
    return id ?? byCode ?? null;
  }

  /** The record as it would be; what it lacks is told of and stands as empty. */
  bodyFrom(before: PlaceNameBody | null): Record<string, unknown> {
    const { values } = this.stated;
    const fields: Record<string, unknown> = {};
    for (const field of plainFields) {
      const value = values.get(field);
      if (value === undefined) continue;
      const isList = ['minoritySpellings', 'otherNames', 'photos'].includes(field);
      fields[field] = value === null && isList ? [] : value;
    }
    Object.assign(fields, this.divisions(before), this.geometry());
    const { standardName, category } = { ...before, ...fields } as Partial<PlaceNameBody>;
    const pinyin = this.pinyin(before?.pinyin ?? null);
    if (pinyin !== undefined) fields.pinyin = pinyin;
    else if (before === null && typeof standardName === 'string' && typeof category === 'string') {
      fields.pinyin = generatedPinyin(standardName.slice(0, 60), category);
    }
    const follow = before === null ? {} : followUps(before, fields, this.context.day);
    return { ...blankPlaceName, ...before, ...fields, ...follow };
  }

  private pinyin(before: Pinyin | null): unknown {
    const { values } = this.stated;
    if (values.has('pinyin')) return values.get('pinyin');
    const [proper, generic, origin] = ['pinyinProper', 'pinyinGeneric', 'pinyinOrigin'].map((id) => values.get(id));
    if (proper === null) return null;
    const whole = proper ?? before?.proper;
    if (whole === undefined) return undefined;
    // A pinyin that somebody writes down was looked at, unless it says otherwise.
    return {
      proper: whole,
      generic: generic !== undefined ? generic : proper === undefined ? (before?.generic ?? null) : null,
      origin: origin ?? (proper === undefined || proper === before?.proper ? before!.origin : 'reviewed'),
    };
  }

  private divisions(before: PlaceNameBody | null): Record<string, unknown> {
    const found: Record<string, unknown> = {};
    const { values } = this.stated;
    let above: string | null = null;
    for (const level of ['county', 'township', 'village'] as const) {
      const field = `${level}Id` as const;
      const written = values.has(field) ? undefined : this.text(level);
      if (values.has(field)) found[field] = values.get(field);
      else if (written === null) found[field] = null;
      else if (written !== undefined) {
        const reading = this.finder.find(level, written, above);
        if (reading.found === null) this.refuse(level, reading.code, reading.message);
        else {
          found[field] = reading.found;
          for (const { severity, code, message } of reading.remarks) this.refuse(level, code, message, severity);
        }
      }
      above = (found[field] as string | undefined) ?? before?.[field] ?? above;
    }
    const code = this.text('namesDivision');
    if (values.has('namesDivisionId')) found.namesDivisionId = values.get('namesDivisionId');
    else if (code === null) found.namesDivisionId = null;
    else if (code !== undefined) {
      const { divisions } = this.context.snapshot;
      const row = divisions.bodies.findIndex((each) => each.code === code);
      if (row >= 0) found.namesDivisionId = divisions.ids[row];
      else
        this.refuse(
          'namesDivision',
          'unknown-division',
          text(`没有代码为 ${code} 的区划`, `No division has the code ${code}`),
        );
    }
    return found;
  }

  private geometry(): Record<string, unknown> {
    const { values } = this.stated;
    const [x, y] = [values.get('longitude'), values.get('latitude')];
    if (values.has('geometry')) {
      const given = values.get('geometry');
      if (given === null) return { geometry: null };
      const parsed = placeGeometry.safeParse(given);
      if (parsed.success) return { geometry: inStorage(parsed.data, this.context.crs) };
      this.refuse(
        'geometry',
        'not-a-geometry',
        text('几何不是有效的点、线或面', 'The geometry is no valid point, line or area'),
      );
    } else if (typeof x === 'number' && typeof y === 'number') {
      return { geometry: { type: 'Point', coordinates: rounded(toStorage([x, y], this.context.crs)) } };
    } else if (typeof x === 'number' || typeof y === 'number') {
      const missing = typeof x === 'number' ? 'latitude' : 'longitude';
      this.refuse(missing, 'incomplete-position', text('坐标只填了一半', 'Only half of the position is given'));
    } else if (x === null && y === null) return { geometry: null };
    return {};
  }

  outcome(id: string | null, before: PlaceNameBody | null, body: Record<string, unknown>): NameOutcome {
    this.check(before, body);
    const changedFields = Object.keys(body).filter((field) => !sameValue(field, body[field], before?.[field as never]));
    const refused = this.reasons.some(({ severity }) => severity === 'block');
    const status = refused
      ? 'rejected'
      : before === null
        ? 'added'
        : changedFields.length > 0
          ? 'changed'
          : 'unchanged';
    const result: NameRow = {
      row: this.stated.row,
      status,
      recordId: id,
      name: String(body.standardName ?? '').slice(0, 60),
      changedFields: status === 'changed' ? changedFields : [],
      reasons: this.reasons,
    };
    const sourceRow = this.stated.row;
    const headingOf = (field: string) => this.stated.headingOf(columnOf(field));
    if (status === 'added') {
      return { result, change: { type: 'placeName', op: 'create', fields: body, sourceRow }, headingOf };
    }
    if (status !== 'changed') return { result, change: null, headingOf };
    const fields = Object.fromEntries(changedFields.map((field) => [field, body[field]]));
    const baseVersion = this.context.versions.get(id!);
    return { result, change: { type: 'placeName', op: 'update', id: id!, baseVersion, fields, sourceRow }, headingOf };
  }

  private check(before: PlaceNameBody | null, body: Record<string, unknown>): void {
    if (body.standardName === undefined)
      this.refuse('standardName', 'required', text('缺少标准名称', 'The standard name is missing'));
    if (body.category === undefined)
      this.refuse('category', 'required', text('缺少类别代码', 'The category is missing'));
    const blockedPlace = this.reasons.some(({ code }) => code === 'unknown-division' || code === 'ambiguous-division');
    if (body.countyId === undefined && !blockedPlace) {
      this.refuse('county', 'required', text('缺少县(市、区)', 'The county is missing'));
    }
    const parsed = placeNameBody.safeParse(body);
    for (const { path, code, message } of parsed.error?.issues ?? []) {
      const [top] = path;
      if (top === undefined || body[String(top)] === undefined) continue;
      this.refuse(columnOf(String(top)), code, messageOf(String(top), path.length, body, message));
    }
    if (!parsed.success) return;
    const { countyScope } = this.context;
    if (
      countyScope !== null &&
      [parsed.data, before].some((each) => each !== null && !countyScope.includes(each.countyId))
    ) {
      this.refuse(
        'county',
        'outside-scope',
        text('该县(市、区)不在您的范围内', 'The county is outside those you may edit'),
      );
    }
    const traditional = [...parsed.data.standardName].filter((character) => standardFormOf.has(character));
    if (traditional.length > 0) {
      const standard = traditional.map((character) => standardFormOf.get(character)!);
      this.refuse(
        'standardName',
        'traditional-forms',
        text(
          `含繁体字或异体字:${traditional.join('、')},规范字为 ${standard.join('、')}`,
          `Traditional or variant characters: ${traditional.join(', ')}; the standard ones are ${standard.join(', ')}`,
        ),
        'warn',
      );
    }
  }
}

/** Column of a field of the body: `countyId` → `county`, `pinyin` → `pinyinProper`. */
const columnOf = (field: string): string => {
  if (field === 'pinyin') return 'pinyinProper';
  return nameColumns.some(({ id }) => id === field) ? field : field.replace(/Id$/u, '');
};

/** Messages of the contract that speak both languages are kept; of the others, what may stand there is said. */
function messageOf(field: string, depth: number, body: Record<string, unknown>, message: string): Text {
  const [zh, en] = message.split(' / ');
  if (en !== undefined) return text(zh!, en);
  const value = body[field];
  if (field === 'standardName' && depth === 1 && typeof value === 'string') {
    return text(
      `名称有 ${[...value].length} 个字,最多 60 个`,
      `The name has ${[...value].length} characters, 60 at most`,
    );
  }
  return text('内容不符合要求,见模板的填写说明', 'The content does not fit; see the guide of the template');
}

/** Degrees to eight decimals, about a millimetre. */
const rounded = ([x, y]: Position): [number, number] => [Number(x.toFixed(8)), Number(y.toFixed(8))];

type Coordinates = number | readonly Coordinates[];

function inStorage(
  geometry: NonNullable<PlaceNameBody['geometry']>,
  crs: string,
): NonNullable<PlaceNameBody['geometry']> {
  const moved = (coordinates: Coordinates): Coordinates => {
    const list = coordinates as readonly Coordinates[];
    return typeof list[0] === 'number' ? rounded(toStorage(list as unknown as Position, crs)) : list.map(moved);
  };
  return placeGeometry.parse({ ...geometry, coordinates: moved(geometry.coordinates) });
}

/** About a centimetre: the same place read back from a table is no change. */
const SAME_PLACE_DEGREES = 1e-7;

function sameValue(field: string, a: unknown, b: unknown): boolean {
  if (isDeepStrictEqual(a, b)) return true;
  if (field !== 'geometry' || a === null || b === null || b === undefined) return false;
  const [now, then] = [a, b] as [{ type: string }, { type: string }];
  const [here, there] = [now, then].map((each) =>
    JSON.stringify(each)
      .match(/-?\d+(?:\.\d+)?(?:e-?\d+)?/gu)!
      .map(Number),
  ) as [number[], number[]];
  return (
    now.type === then.type &&
    here.length === there.length &&
    here.every((ordinate, at) => Math.abs(ordinate - there[at]!) < SAME_PLACE_DEGREES)
  );
}
