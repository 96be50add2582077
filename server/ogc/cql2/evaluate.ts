import { booleanEqual, booleanIntersects, booleanWithin } from '@turf/turf';
import type { Geometry } from 'geojson';
import type { Comparison, Expression, Place, Scalar, SpatialPredicate, TemporalPredicate, Time } from './expression.ts';

type Value = string | number | boolean | null;
/** Yes, no, or not known. */
type Truth = boolean | null;

/** What a filter asks of one feature. */
export interface Subject {
  value(name: string): unknown;
  geometry: Geometry | null;
}

/**
 * Whether a feature fits a filter. What is not known fits neither a predicate nor its negation: only TRUE is taken, as in SQL and
 * CQL2 (OGC 21-065r2, 6.2).
 */
export const fits = (expression: Expression, subject: Subject): boolean => truth(expression, subject) === true;

function truth(expression: Expression, subject: Subject): Truth {
  const valueOf = (scalar: Scalar) => valueIn(scalar, subject);
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const decisive = expression.kind === 'or';
      let result: Truth = !decisive;
      for (const part of expression.parts) {
        const found = truth(part, subject);
        if (found === decisive) return decisive;
        if (found === null) result = null;
      }
      return result;
    }
    case 'not':
      return negated(truth(expression.of, subject));
    case 'truth':
      return valueOf(expression.of) as Truth;
    case 'compare':
      return compared(expression.operator, valueOf(expression.left), valueOf(expression.right));
    case 'like':
      return like(valueOf(expression.value), valueOf(expression.pattern));
    case 'between': {
      const value = valueOf(expression.value);
      const low = compared('>=', value, valueOf(expression.low));
      const high = compared('<=', value, valueOf(expression.high));
      if (low === false || high === false) return false;
      return low === null || high === null ? null : true;
    }
    case 'in': {
      const value = valueOf(expression.value);
      const found = expression.list.map((item) => compared('=', value, valueOf(item)));
      return found.includes(true) ? true : found.includes(null) ? null : false;
    }
    case 'isNull':
      return 'type' in expression.of ? valueOf(expression.of) === null : placeIn(expression.of, subject) === null;
    case 'spatial': {
      const [left, right] = [placeIn(expression.left, subject), placeIn(expression.right, subject)];
      return left === null || right === null ? null : spatial[expression.predicate](left, right);
    }
    case 'temporal': {
      const [left, right] = [spanOf(expression.left, subject), spanOf(expression.right, subject)];
      return left === null || right === null ? null : temporal[expression.predicate](left, right);
    }
  }
}

const negated = (found: Truth): Truth => (found === null ? null : !found);

function valueIn(scalar: Scalar, subject: Subject): Value {
  switch (scalar.kind) {
    case 'literal':
      return scalar.value;
    case 'property':
      return (subject.value(scalar.name) ?? null) as Value;
    case 'casei': {
      const value = valueIn(scalar.of, subject);
      return typeof value === 'string' ? value.toLocaleLowerCase('und') : null;
    }
    case 'arithmetic': {
      const [left, right] = [valueIn(scalar.left, subject), valueIn(scalar.right, subject)];
      if (typeof left !== 'number' || typeof right !== 'number') return null;
      const result = arithmetic[scalar.operator](left, right);
      return Number.isFinite(result) ? result : null;
    }
  }
}

const arithmetic = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
};

function compared(operator: Comparison, left: Value, right: Value): Truth {
  if (left === null || right === null) return null;
  switch (operator) {
    case '=':
      return left === right;
    case '<>':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

/** `%` stands for any characters, `_` for one, and a backslash takes the meaning from the next. */
function like(value: Value, pattern: Value): Truth {
  if (typeof value !== 'string' || typeof pattern !== 'string') return null;
  return matches([...value], likeParts(pattern));
}

type LikePart = { one: string } | 'any' | 'some';

function likeParts(pattern: string): LikePart[] {
  const parts: LikePart[] = [];
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!;
    if (character === '\\' && i + 1 < characters.length) parts.push({ one: characters[++i]! });
    else if (character === '%') parts.push('some');
    else if (character === '_') parts.push('any');
    else parts.push({ one: character });
  }
  return parts;
}

/** Matches in time proportional to both lengths: only the last `%` is ever gone back to. */
function matches(value: readonly string[], parts: readonly LikePart[]): boolean {
  let [at, part] = [0, 0];
  let [markedAt, marked] = [0, -1];
  while (at < value.length) {
    const wanted = parts[part];
    if (wanted === 'some') {
      marked = part++;
      markedAt = at;
    } else if (wanted !== undefined && (wanted === 'any' || wanted.one === value[at])) {
      at++;
      part++;
    } else if (marked >= 0) {
      part = marked + 1;
      at = ++markedAt;
    } else {
      return false;
    }
  }
  while (parts[part] === 'some') part++;
  return part === parts.length;
}

const placeIn = (place: Place, subject: Subject): Geometry | null =>
  place.kind === 'literal' ? place.geometry : subject.geometry;

type Single = Exclude<Geometry, { type: `Multi${string}` | 'GeometryCollection' }>;

/** The points, lines and areas that a geometry is made of. */
function singles(geometry: Geometry): Single[] {
  switch (geometry.type) {
    case 'GeometryCollection':
      return geometry.geometries.flatMap(singles);
    case 'MultiPoint':
      return geometry.coordinates.map((coordinates) => ({ type: 'Point', coordinates }));
    case 'MultiLineString':
      return geometry.coordinates.map((coordinates) => ({ type: 'LineString', coordinates }));
    case 'MultiPolygon':
      return geometry.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates }));
    default:
      return [geometry];
  }
}

const dimensions: Readonly<Record<Single['type'], number>> = { Point: 0, LineString: 1, Polygon: 2 };

const intersects = (a: Geometry, b: Geometry): boolean =>
  singles(a).some((one) => singles(b).some((other) => booleanIntersects(one, other)));

/** Each part lies in one of the other's; parts of a valid geometry do not join along an edge, so none lies in two. */
const within = (a: Geometry, b: Geometry): boolean =>
  singles(a).every((one) =>
    singles(b).some((other) => dimensions[one.type] <= dimensions[other.type] && isWithin(one, other)),
  );

const isWithin = (one: Single, other: Single): boolean =>
  one.type === 'Point' && other.type === 'Point' ? booleanEqual(one, other) : booleanWithin(one, other);

const spatial: Readonly<Record<SpatialPredicate, (a: Geometry, b: Geometry) => boolean>> = {
  S_INTERSECTS: intersects,
  S_DISJOINT: (a, b) => !intersects(a, b),
  S_EQUALS: (a, b) => within(a, b) && within(b, a),
  S_WITHIN: within,
  S_CONTAINS: (a, b) => within(b, a),
};

/** Days from and to, both included; text compares as dates do, and open ends lie beyond all of them. */
interface Span {
  from: string;
  to: string;
}

const [beforeAll, afterAll] = ['', '\uffff'];

function spanOf(time: Time, subject: Subject): Span | null {
  const day = (scalar: Scalar | null, open: string) =>
    scalar === null ? open : (valueIn(scalar, subject) as string | null);
  const [from, to] =
    time.kind === 'instant'
      ? [day(time.at, beforeAll), day(time.at, afterAll)]
      : [day(time.from, beforeAll), day(time.to, afterAll)];
  return from === null || to === null ? null : { from, to };
}

const temporal: Readonly<Record<TemporalPredicate, (a: Span, b: Span) => boolean>> = {
  T_AFTER: (a, b) => a.from > b.to,
  T_BEFORE: (a, b) => a.to < b.from,
  T_CONTAINS: (a, b) => a.from < b.from && a.to > b.to,
  T_DISJOINT: (a, b) => a.from > b.to || a.to < b.from,
  T_DURING: (a, b) => a.from > b.from && a.to < b.to,
  T_EQUALS: (a, b) => a.from === b.from && a.to === b.to,
  T_FINISHEDBY: (a, b) => a.from < b.from && a.to === b.to,
  T_FINISHES: (a, b) => a.from > b.from && a.to === b.to,
  T_INTERSECTS: (a, b) => a.from <= b.to && a.to >= b.from,
  T_MEETS: (a, b) => a.to === b.from,
  T_METBY: (a, b) => a.from === b.to,
  T_OVERLAPPEDBY: (a, b) => a.from > b.from && a.from < b.to && a.to > b.to,
  T_OVERLAPS: (a, b) => a.from < b.from && a.to > b.from && a.to < b.to,
  T_STARTEDBY: (a, b) => a.from === b.from && a.to > b.to,
  T_STARTS: (a, b) => a.from === b.from && a.to < b.to,
};
