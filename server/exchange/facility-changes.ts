import { isDeepStrictEqual } from 'node:util';
import { facilityKind, text, type Text } from '../../gis-data/catalogue/index.ts';
import { blankFacility, facilityBody, type FacilityBody } from '../facilities/contract.ts';
import { checkFacility } from '../facilities/rules.ts';
import type { ChangeSetInput } from '../registry/contract.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { facilityColumns, type FacilityColumn } from './columns.ts';
import type { ImportRow, RowDecision, RowDecisions, RowReason } from './contract.ts';
import {
  facilityIndex,
  rowsInConflict,
  verdictOf,
  type Candidate,
  type FacilityIndex,
  type FacilityKey,
  type FacilityRecord,
} from './facility-matching.ts';
import { placeFinder, type PlaceFinder } from './places.ts';
import { checkPosition } from './position-check.ts';
import type { RowLayout } from './row-layout.ts';
import { isSamePlace, type ReadRow, type StatedFacility } from './row-reader.ts';
import { studyArea, type StudyArea } from './study-area.ts';

type ChangeInput = ChangeSetInput['changes'][number];

/** A row worked out against the registry: what becomes of it and the change that does it. */
export interface RowOutcome {
  result: ImportRow;
  /** `null` for rows that change nothing. */
  change: ChangeInput | null;
}

export interface ChangeContext {
  snapshot: Snapshot;
  layout: RowLayout;
  /** Counties that the actor may edit in; `null` = all. */
  countyScope: readonly string[] | null;
  /** Row versions of the facilities, to base updates on. */
  versions: ReadonlyMap<string, number>;
  /** How far outside the study area or the stated county a position may lie, metres. */
  toleranceM: number;
  /** Of rows that a registered facility may or may not be. */
  decisions: RowDecisions;
}

/** Rows of a register as changes to facilities, each with its reasons; a bad row never affects a good one. */
export function facilityChanges(rows: readonly ReadRow[], context: ChangeContext): RowOutcome[] {
  const worker = new RowResolver(context);
  const resolved = rows.map((row) => worker.resolve(row));
  const conflicts = rowsInConflict(
    resolved
      .filter(({ decision }) => decision?.is !== 'leaveOut')
      .map(({ row, key, match, stated: { id, code } }) => {
        // Rows that state ids of registered facilities mean different ones, whatever their names.
        const isByName = match === null || match.id !== id;
        return { row, key: isByName ? key : null, code: code ?? null, facilityId: match?.id ?? null };
      }),
  );
  return resolved.map((r) => {
    const conflict = conflicts.get(r.row);
    if (conflict) r.reasons.push(duplicateReason(conflict.others, conflict.by, r.stated.code ? 'code' : 'name'));
    return worker.outcome(r);
  });
}

function duplicateReason(others: readonly number[], by: Text, field: string): RowReason {
  const some = others.slice(0, 10).join(', ') + (others.length > 10 ? ' …' : '');
  return {
    severity: 'block',
    field,
    column: null,
    code: 'duplicate-row',
    message: text(`与第 ${some} 行重复(${by.zh})`, `Duplicates row ${some} (${by.en})`),
  };
}

interface ResolvedRow extends ReadRow {
  match: FacilityRecord | null;
  /** Registered facilities that may be the one meant, where that is not certain. */
  candidates: readonly Candidate[];
  decision: RowDecision | null;
  undecided: boolean;
  key: FacilityKey | null;
  /** The facility as it would be; `null` where what identifies it is missing. */
  patch: Partial<FacilityBody>;
}

interface StatedDivisions {
  countyId?: string;
  townshipId?: string | null;
  villageId?: string | null;
}

class RowResolver {
  private readonly index: FacilityIndex;
  private readonly places: PlaceFinder;
  private readonly area: StudyArea;
  private readonly columnById: ReadonlyMap<string, FacilityColumn>;

  constructor(private readonly context: ChangeContext) {
    this.index = facilityIndex(context.snapshot);
    this.places = placeFinder(context.snapshot);
    this.area = studyArea(context.snapshot);
    this.columnById = new Map(facilityColumns(null).map((c) => [c.id, c]));
  }

  /** Finds the row's divisions and the registered facility that it means. */
  resolve(read: ReadRow): ResolvedRow {
    const reasons = [...read.reasons];
    const decision = this.context.decisions[String(read.row)] ?? null;
    const resolved: ResolvedRow = {
      ...read,
      reasons,
      match: null,
      candidates: [],
      decision,
      undecided: false,
      key: null,
      patch: {},
    };
    if (read.example) return resolved;

    const registered = this.matchById(read.stated) ?? this.matchByCode(read.stated, reasons);
    // An id or a code says more than a decision, but for leaving the row out.
    if (registered && decision?.is !== 'leaveOut') resolved.decision = null;
    const kind = this.kindOf(read.stated, registered, reasons);
    const divisions = this.divisionsOf(read.stated, registered?.body ?? null, reasons);
    const name = read.stated.name ?? registered?.body.name;
    const countyId = divisions.countyId ?? registered?.body.countyId;
    if (name === undefined) reasons.push(this.reason('name', 'required', text('缺少设施名称', 'The name is missing')));
    if (countyId === undefined && !reasons.some((r) => r.severity === 'block' && isPlaceField(r.field))) {
      reasons.push(this.reason('county', 'required', text('缺少县(市、区)', 'The county is missing')));
    }
    if (name !== undefined && kind !== null && countyId !== undefined) {
      resolved.key = {
        kind,
        name,
        countyId,
        townshipId: divisions.townshipId ?? registered?.body.townshipId ?? null,
        villageId: divisions.villageId ?? registered?.body.villageId ?? null,
      };
      resolved.match = registered ?? this.matchByScore(resolved, resolved.key);
      resolved.patch = this.patchOf(read.stated, divisions, resolved.match?.body ?? null, kind);
    }
    return resolved;
  }

  private reason(
    field: string | null,
    code: string,
    message: Text,
    severity: RowReason['severity'] = 'block',
  ): RowReason {
    const { positions, headings } = this.context.layout;
    const position = field === null ? undefined : positions.get(field);
    return { severity, field, column: position === undefined ? null : (headings[position] ?? null), code, message };
  }

  private matchById({ id }: StatedFacility): FacilityRecord | null {
    return id === null ? null : this.index.byId(id);
  }

  private matchByCode(stated: StatedFacility, reasons: RowReason[]): FacilityRecord | null {
    if (!stated.code) return null;
    const found = this.index.byCode(stated.code);
    if (found.length > 1) reasons.push(this.severalWithCode(found));
    return found.length === 1 ? found[0]! : null;
  }

  /** The facility that likeness or a decision shows; without either the row is left undecided. */
  private matchByScore(row: ResolvedRow, key: FacilityKey): FacilityRecord | null {
    const code = row.stated.code ?? null;
    const found = this.index.candidates(key, row.stated.position?.stored ?? null);
    const candidates = code === null ? found : found.filter((c) => c.body.code === null);
    const verdict = verdictOf(candidates);
    if (row.decision !== null || verdict === 'undecided') row.candidates = candidates;
    if (row.decision !== null) return this.decided(row, row.decision, key);
    if (verdict === 'undecided') {
      row.undecided = true;
      row.reasons.push(this.inDoubt(candidates));
      return null;
    }
    const namesakes = found.filter((c) => c.body.code !== null && c.parts.name === 1);
    if (verdict === 'new' && code !== null && namesakes.length > 0) {
      const codes = namesakes.map((c) => c.body.code).join(', ');
      const message = text(
        `登记簿中已有同名设施,编号为 ${codes};本行编号不同,按新设施处理`,
        `The register has a facility of this name with code ${codes}; this row's code differs, so it is taken as a new one`,
      );
      row.reasons.push(this.reason('code', 'same-name-other-code', message, 'warn'));
    }
    return verdict === 'new' ? null : verdict;
  }

  private decided(row: ResolvedRow, decision: RowDecision, key: FacilityKey): FacilityRecord | null {
    if (decision.is !== 'same') return null;
    const chosen = this.index.byId(decision.id);
    if (chosen?.body.kind === key.kind) return chosen;
    const message = text(
      `决定所指的设施 ${decision.id} 不在登记中,或不是同一类型,请重新决定`,
      `The facility ${decision.id} that was decided on is not in the register, or of another kind; decide again`,
    );
    row.reasons.push(this.reason(null, 'decision-void', message));
    return null;
  }

  private inDoubt(candidates: readonly Candidate[]): RowReason {
    const list = candidates.map((c) => `${this.shortName(c)} ${c.score}`).join('、');
    return this.reason(
      null,
      'match-undecided',
      text(
        `可能就是登记中的:${list}。请决定是同一设施、新设施,还是不导入`,
        `May be registered already: ${list}. Decide whether it is the same, a new one, or left out`,
      ),
      'warn',
    );
  }

  private shortName({ id, body }: FacilityRecord): string {
    return `${body.name}(${body.code ?? id},${this.placeOf(body)})`;
  }

  private placeOf({ countyId, townshipId, villageId }: FacilityBody): string {
    return this.places.nameOf(villageId ?? townshipId ?? countyId);
  }

  private severalWithCode(candidates: readonly FacilityRecord[]): RowReason {
    const list = candidates.slice(0, 5).map((c) => this.shortName(c));
    return this.reason(
      'code',
      'several-candidates',
      text(
        `登记簿中有 ${candidates.length} 个设施的编号与本行相同:${list.join('、')}。请先更正登记`,
        `${candidates.length} registered facilities have this row's code: ${list.join(', ')}. Correct the register first`,
      ),
    );
  }

  private kindOf(stated: StatedFacility, match: FacilityRecord | null, reasons: RowReason[]): string | null {
    const chosen = this.context.layout.kind;
    if (chosen !== null && stated.kind !== undefined && stated.kind !== chosen) {
      const [mine, theirs] = [facilityKind(stated.kind).label, facilityKind(chosen).label];
      const message = text(
        `本行类型为“${mine.zh}”,与本次导入选定的“${theirs.zh}”不同`,
        `The row's kind is "${mine.en}", but the import is for "${theirs.en}"`,
      );
      reasons.push(this.reason('kind', 'other-kind', message));
      return null;
    }
    const kind = chosen ?? stated.kind ?? match?.body.kind ?? null;
    if (kind === null && !reasons.some((r) => r.field === 'kind')) {
      reasons.push(this.reason('kind', 'required', text('缺少设施类型', 'The kind is missing')));
    }
    return kind;
  }

  private divisionsOf(stated: StatedFacility, known: FacilityBody | null, reasons: RowReason[]): StatedDivisions {
    const found: StatedDivisions = {};
    const find = (field: 'county' | 'township' | 'village', within: string | null): string | undefined => {
      const written = stated[field];
      if (written === undefined || written === null) return undefined;
      const reading = this.places.find(field, written, within);
      if (reading.found === null) {
        reasons.push(this.reason(field, reading.code, reading.message));
        return undefined;
      }
      for (const { severity, code, message } of reading.remarks)
        reasons.push(this.reason(field, code, message, severity));
      return reading.found;
    };

    found.countyId = find('county', null);
    // Names below an unknown county would be looked for in the wrong place, and one reason is enough.
    if (stated.county !== undefined && found.countyId === undefined) return found;
    const countyId = found.countyId ?? known?.countyId ?? null;
    if (stated.township === null) found.townshipId = null;
    found.townshipId = find('township', countyId) ?? found.townshipId;
    if (stated.township && found.townshipId === undefined) return found;
    if (stated.village === null) found.villageId = null;
    found.villageId = find('village', found.townshipId ?? countyId) ?? found.villageId;

    if (found.villageId) found.townshipId ??= this.places.above(found.villageId, 'township');
    if (found.townshipId) found.countyId ??= this.places.above(found.townshipId, 'county') ?? undefined;
    const moved = known !== null && found.townshipId !== undefined && found.townshipId !== known.townshipId;
    if (moved && known.villageId !== null && found.villageId === undefined) {
      found.villageId = null;
      const message = text(
        '乡镇(街道)有变而未填村(社区),原来的村(社区)改为未知',
        'The township changes and no village is given: the village becomes unknown',
      );
      reasons.push(this.reason('village', 'village-dropped', message, 'warn'));
    }
    return found;
  }

  private patchOf(
    stated: StatedFacility,
    divisions: StatedDivisions,
    known: FacilityBody | null,
    kind: string,
  ): Partial<FacilityBody> {
    const { code, name, accuracyM, status, statusSince, asOfDate, sourceDocument } = stated;
    const offered: readonly string[] = facilityKind(kind).functions;
    // "No" in the column of a function that the kind cannot have says nothing new.
    const functions = Object.entries(stated.functions).filter(([id, yes]) => offered.includes(id) || yes === true);
    const patch: Partial<FacilityBody> = withoutUndefined({
      code,
      name,
      kind,
      ...divisions,
      accuracyM,
      status,
      statusSince,
      asOfDate,
      sourceDocument,
      functions: Object.fromEntries(functions),
      attributes: stated.attributes,
    });
    return { ...patch, ...this.positionPatch(stated.position, known) };
  }

  private positionPatch(position: StatedFacility['position'], known: FacilityBody | null): Partial<FacilityBody> {
    if (position === undefined) return {};
    if (position === null) return { entrance: null, sourceCrs: null };
    const before = known?.entrance?.coordinates;
    if (before && isSamePlace(before, position.stored)) return {};
    return {
      entrance: { type: 'Point', coordinates: position.stored },
      sourceCrs: this.context.layout.sourceCrs,
    };
  }

  /** Works out the change of a resolved row, or why there is none. */
  outcome(row: ResolvedRow): RowOutcome {
    if (row.example || row.decision?.is === 'leaveOut') {
      return { result: this.result(row, 'skipped', null, []), change: null };
    }
    const isReadable = !row.reasons.some((r) => r.severity === 'block');
    // Whether the content fits depends on what the row means; it is checked once that is decided.
    if (row.undecided && isReadable) return { result: this.result(row, 'undecided', null, []), change: null };
    const before = row.match?.body ?? null;
    const body = row.key === null ? null : merged(before, row.patch, row.key);
    if (body !== null) this.checkBody(row, body);
    if (body === null || row.reasons.some((r) => r.severity === 'block')) {
      return { result: this.result(row, 'rejected', before, []), change: null };
    }
    return before === null ? this.creation(row, body) : this.update(row, row.match!, body);
  }

  private checkBody(row: ResolvedRow, body: FacilityBody): void {
    const { countyScope } = this.context;
    const counties = [body.countyId, row.match?.body.countyId ?? body.countyId];
    if (countyScope !== null && counties.some((id) => !countyScope.includes(id))) {
      const message = text('该县(市、区)不在您的范围内', 'The county is outside those you may edit');
      row.reasons.push(this.reason('county', 'outside-scope', message));
    }
    this.checkPlace(row, body);
    const parsed = facilityBody.safeParse(body);
    if (!parsed.success) {
      for (const { path, code } of parsed.error.issues) {
        const field = columnOfField(path.join('.'));
        if (row.reasons.some((r) => r.severity === 'block' && r.field === field)) continue;
        const label = this.columnById.get(field)?.label ?? text(field, field);
        const message = text(`“${label.zh}”的内容不符合要求`, `The content of "${label.en}" does not fit`);
        row.reasons.push(this.reason(field, code, message));
      }
      return;
    }
    for (const { field, code, message } of checkFacility(parsed.data)) {
      row.reasons.push(this.reason(columnOfField(field), code, message));
    }
    const { statusSince, asOfDate } = row.stated;
    if (statusSince && asOfDate && statusSince > asOfDate) {
      const message = text(
        `状态起始日期 ${statusSince} 晚于数据截止日期 ${asOfDate}`,
        `The status began on ${statusSince}, after the as-of date ${asOfDate}`,
      );
      row.reasons.push(this.reason('statusSince', 'dates-out-of-order', message, 'warn'));
    }
    if (row.match?.body.demo) {
      const message = text('所匹配的设施是演示数据', 'The matching facility is demonstration data');
      row.reasons.push(this.reason(null, 'matches-demo', message, 'warn'));
    }
  }

  private checkPlace(row: ResolvedRow, body: FacilityBody): void {
    const { sourceCrs } = this.context.layout;
    const position = row.stated.position;
    if (!position || sourceCrs === null) return;
    const findings = checkPosition(position.given, position.stored, sourceCrs, body, {
      area: this.area,
      toleranceM: this.context.toleranceM,
      nameOf: this.places.nameOf,
    });
    for (const { severity, code, message } of findings) row.reasons.push(this.reason('x', code, message, severity));
  }

  private creation(row: ResolvedRow, body: FacilityBody): RowOutcome {
    const change: ChangeInput = { type: 'facility', op: 'create', fields: body, sourceRow: row.row };
    return { result: this.result(row, 'added', null, []), change };
  }

  private update(row: ResolvedRow, match: FacilityRecord, body: FacilityBody): RowOutcome {
    const changes = differences(match.body, body);
    if (changes.length === 0) return { result: this.result(row, 'unchanged', match.body, []), change: null };
    const change: ChangeInput = {
      type: 'facility',
      op: 'update',
      id: match.id,
      baseVersion: this.context.versions.get(match.id),
      fields: updateFields(changes),
      sourceRow: row.row,
    };
    return { result: this.result(row, 'changed', match.body, changes), change };
  }

  private result(
    row: ResolvedRow,
    status: ImportRow['status'],
    before: FacilityBody | null,
    changes: ImportRow['changes'],
  ): ImportRow {
    return {
      row: row.row,
      status,
      facilityId: row.match?.id ?? null,
      label: row.stated.name ?? before?.name ?? row.stated.code ?? '',
      reasons: row.reasons,
      changedFields: changes.map((c) => c.field),
      changes,
      match: row.candidates.length === 0 && row.decision === null ? null : this.matchOf(row),
    };
  }

  private matchOf({ candidates, decision }: ResolvedRow): ImportRow['match'] {
    return {
      candidates: candidates.map(({ id, body, score, parts, distanceM }) => ({
        id,
        name: body.name,
        code: body.code,
        place: this.placeOf(body),
        match: { score, parts, distanceM },
      })),
      decision,
    };
  }
}

const isPlaceField = (field: string | null) => field === 'county' || field === 'township' || field === 'village';

/** Target column of a field of the body: `attributes.beds` → `attribute.beds`, `countyId` → `county`. */
function columnOfField(field: string): string {
  const [top, entry] = field.split('.');
  if (top === 'attributes' || top === 'functions') return `${top.slice(0, -1)}.${entry}`;
  if (top === 'entrance' || top === 'sourceCrs') return 'x';
  return top!.replace(/Id$/u, '');
}

function merged(before: FacilityBody | null, patch: Partial<FacilityBody>, key: FacilityKey): FacilityBody {
  const base: FacilityBody = before ?? { ...blankFacility, name: key.name, kind: key.kind, countyId: key.countyId };
  return {
    ...base,
    ...patch,
    functions: withoutNulls({ ...base.functions, ...patch.functions }),
    attributes: withoutNulls({ ...base.attributes, ...patch.attributes }),
  };
}

const withoutUndefined = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;

/** Unknown entries of a map are left out: the registry spells them so. */
const withoutNulls = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null)) as T;

/** Fields in which two bodies differ; entries of `functions` and `attributes` one by one. */
function differences(before: FacilityBody, after: FacilityBody): ImportRow['changes'] {
  return [...flattened(after, before)].flatMap(([field, [now, then]]) =>
    isDeepStrictEqual(now, then) ? [] : [{ field, before: then, after: now }],
  );
}

function* flattened(after: FacilityBody, before: FacilityBody): Generator<[string, [unknown, unknown]]> {
  for (const field of Object.keys(after) as (keyof FacilityBody)[]) {
    if (field !== 'functions' && field !== 'attributes') {
      yield [field, [after[field], before[field]]];
      continue;
    }
    const [now, then] = [after[field] as Record<string, unknown>, before[field] as Record<string, unknown>];
    for (const entry of new Set([...Object.keys(now), ...Object.keys(then)])) {
      yield [`${field}.${entry}`, [now[entry] ?? null, then[entry] ?? null]];
    }
  }
}

function updateFields(changes: ImportRow['changes']): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const { field, after } of changes) {
    const dot = field.indexOf('.');
    if (dot < 0) fields[field] = after;
    else {
      const map = (fields[field.slice(0, dot)] ??= {}) as Record<string, unknown>;
      map[field.slice(dot + 1)] = after;
    }
  }
  return fields;
}
