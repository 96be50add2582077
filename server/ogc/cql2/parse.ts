import type { Geometry, Position } from 'geojson';
import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import {
  comparisons,
  spatialPredicates,
  temporalPredicates,
  type Comparison,
  type Expression,
  type Place,
  type Scalar,
  type SpatialPredicate,
  type TemporalPredicate,
  type Time,
  type ValueType,
} from './expression.ts';
import { FilterError, tokensOf, type Token } from './tokens.ts';

/** Depth of parentheses beyond which a filter is refused: the parser calls itself. */
const deepest = 100;
const arities: Readonly<Record<string, number>> = {
  POINT: 0,
  MULTIPOINT: 1,
  LINESTRING: 1,
  MULTILINESTRING: 2,
  POLYGON: 2,
  MULTIPOLYGON: 3,
};
const geometryTypes: Readonly<Record<string, string>> = {
  POINT: 'Point',
  MULTIPOINT: 'MultiPoint',
  LINESTRING: 'LineString',
  MULTILINESTRING: 'MultiLineString',
  POLYGON: 'Polygon',
  MULTIPOLYGON: 'MultiPolygon',
};

/**
 * Reads a filter in the text encoding of CQL2 (OGC 21-065r2): comparisons, AND, OR, NOT, LIKE, BETWEEN, IN, IS NULL, CASEI,
 * arithmetic, spatial and temporal predicates. Names and types are checked against the queryable properties.
 * @param propertyType type of a queryable property; undefined where there is none of that name
 * @param readPosition makes longitude and latitude of a position in the filter's coordinate system
 * @throws FilterError with the place and what was expected
 */
export function parseFilter(
  filter: string,
  propertyType: (name: string) => ValueType | undefined,
  readPosition: (position: Position) => Position = (position) => position,
): Expression {
  return new Parser(tokensOf(filter), propertyType, readPosition).whole();
}

class Parser {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly propertyType: (name: string) => ValueType | undefined,
    private readonly readPosition: (position: Position) => Position,
  ) {}

  whole(): Expression {
    const expression = this.disjunction();
    if (this.token.kind !== 'end') this.fail(text('此处应为 AND、OR 或结尾', 'AND, OR or the end expected'));
    return expression;
  }

  private get token(): Token {
    return this.tokens[this.at]!;
  }

  private fail(said: Text, { position, value, kind }: Token = this.token): never {
    const found = kind === 'end' ? text('已到结尾', 'the filter ends') : text(`实为“${value}”`, `found “${value}”`);
    throw new FilterError(
      position,
      text(`第 ${position} 个字符:${said.zh},${found.zh}`, `Character ${position}: ${said.en}, ${found.en}`),
    );
  }

  private isWord(...words: readonly string[]): boolean {
    const { kind, quoted, value } = this.token;
    return kind === 'name' && !quoted && words.includes(value.toUpperCase());
  }

  private takeWord(...words: readonly string[]): string | null {
    if (!this.isWord(...words)) return null;
    return this.tokens[this.at++]!.value.toUpperCase();
  }

  private isSymbol(...symbols: readonly string[]): boolean {
    return this.token.kind === 'symbol' && symbols.includes(this.token.value);
  }

  private takeSymbol(...symbols: readonly string[]): string | null {
    return this.isSymbol(...symbols) ? this.tokens[this.at++]!.value : null;
  }

  private expect(symbol: string): void {
    if (this.takeSymbol(symbol) === null) this.fail(text(`此处应为“${symbol}”`, `“${symbol}” expected`));
  }

  /** Whether the word at hand is followed by an opening parenthesis. */
  private isCall(...words: readonly string[]): boolean {
    const next = this.tokens[this.at + 1];
    return this.isWord(...words) && next?.kind === 'symbol' && next.value === '(';
  }

  private nested<Result>(read: () => Result): Result {
    if (++this.depth > deepest) this.fail(text(`括号嵌套超过 ${deepest} 层`, `Nested deeper than ${deepest} levels`));
    const result = read();
    this.depth--;
    return result;
  }

  private disjunction(): Expression {
    return this.chain('OR', 'or', () => this.chain('AND', 'and', () => this.negation()));
  }

  private chain(word: string, kind: 'and' | 'or', read: () => Expression): Expression {
    const parts = [read()];
    while (this.takeWord(word)) parts.push(read());
    return parts.length === 1 ? parts[0]! : { kind, parts };
  }

  private negation(): Expression {
    if (this.takeWord('NOT')) return this.nested(() => ({ kind: 'not', of: this.negation() }));
    return this.predicate();
  }

  private predicate(): Expression {
    if (this.isCall(...spatialPredicates)) return this.spatial();
    if (this.isCall(...temporalPredicates)) return this.temporal();
    if (this.isSymbol('(')) {
      const inParentheses = this.attempt(() => {
        this.expect('(');
        const expression = this.nested(() => this.disjunction());
        this.expect(')');
        // `(a + b) > 2` begins like an expression in parentheses.
        if (this.isSymbol(...comparisons, '+', '-', '*', '/') || this.isWord('LIKE', 'BETWEEN', 'IN', 'IS')) {
          this.fail(text('此处应为 AND、OR 或结尾', 'AND, OR or the end expected'));
        }
        return expression;
      });
      if ('result' in inParentheses) return inParentheses.result;
      const asScalar = this.attempt(() => this.scalarPredicate());
      if ('result' in asScalar) return asScalar.result;
      // The reading that went farther is the one that was meant.
      throw inParentheses.error.position >= asScalar.error.position ? inParentheses.error : asScalar.error;
    }
    const { kind, value, quoted } = this.token;
    if (kind === 'name' && !quoted && this.isNullOfPlace(value)) {
      this.at += 2;
      const isNot = this.takeWord('NOT') !== null;
      this.at++;
      const isNull: Expression = { kind: 'isNull', of: { kind: 'property', name: value } };
      return isNot ? { kind: 'not', of: isNull } : isNull;
    }
    return this.scalarPredicate();
  }

  private isNullOfPlace(name: string): boolean {
    const words = this.tokens.slice(this.at + 1, this.at + 4).map(({ value }) => value.toUpperCase());
    const isNull = words[0] === 'IS' && (words[1] === 'NULL' || (words[1] === 'NOT' && words[2] === 'NULL'));
    return isNull && this.propertyType(name) === 'geometry';
  }

  /** Reads in one way, and goes back where that fails. */
  private attempt<Result>(read: () => Result): { result: Result } | { error: FilterError } {
    const [at, depth] = [this.at, this.depth];
    try {
      return { result: read() };
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      this.at = at;
      this.depth = depth;
      return { error };
    }
  }

  private scalarPredicate(): Expression {
    const start = this.token;
    const left = this.sum();
    const operator = this.takeSymbol(...comparisons) as Comparison | null;
    if (operator) {
      const rightStart = this.token;
      const right = this.sum();
      this.sameType(left, right, rightStart);
      return { kind: 'compare', operator, left, right };
    }
    if (this.takeWord('IS')) {
      const isNot = this.takeWord('NOT') !== null;
      if (!this.takeWord('NULL')) this.fail(text('此处应为 NULL', 'NULL expected'));
      const isNull: Expression = { kind: 'isNull', of: left };
      return isNot ? { kind: 'not', of: isNull } : isNull;
    }
    const isNot = this.takeWord('NOT') !== null;
    const listed = this.listed(left);
    if (listed) return isNot ? { kind: 'not', of: listed } : listed;
    if (isNot) this.fail(text('此处应为 LIKE、BETWEEN 或 IN', 'LIKE, BETWEEN or IN expected'));
    if (left.type !== 'boolean')
      this.fail(text('此处应为比较', 'A comparison expected'), left.kind === 'property' ? this.token : start);
    return { kind: 'truth', of: left };
  }

  private listed(value: Scalar): Expression | null {
    if (this.takeWord('LIKE')) {
      const start = this.token;
      const pattern = this.sum();
      if (value.type !== 'string' || pattern.type !== 'string') {
        this.fail(text('LIKE 两侧须为文字', 'LIKE needs texts on both sides'), start);
      }
      return { kind: 'like', value, pattern };
    }
    if (this.takeWord('BETWEEN')) {
      const lowStart = this.token;
      const low = this.sum();
      this.sameType(value, low, lowStart);
      if (!this.takeWord('AND')) this.fail(text('此处应为 AND', 'AND expected'));
      const highStart = this.token;
      const high = this.sum();
      this.sameType(value, high, highStart);
      return { kind: 'between', value, low, high };
    }
    if (this.takeWord('IN')) {
      this.expect('(');
      const list: Scalar[] = [];
      do {
        const start = this.token;
        const item = this.sum();
        this.sameType(value, item, start);
        list.push(item);
      } while (this.takeSymbol(','));
      this.expect(')');
      return { kind: 'in', value, list };
    }
    return null;
  }

  private sameType(left: Scalar, right: Scalar, where: Token): void {
    if (left.type === right.type) return;
    // A date may be written as a plain text.
    if (left.type === 'date' && right.kind === 'literal' && isDate(right.value)) return;
    this.fail(text(`此处应为${typeNames[left.type].zh}`, `A ${typeNames[left.type].en} expected`), where);
  }

  private sum(): Scalar {
    return this.arithmetic(['+', '-'], () => this.arithmetic(['*', '/'], () => this.atom()));
  }

  private arithmetic(operators: readonly ('+' | '-' | '*' | '/')[], read: () => Scalar): Scalar {
    const start = this.token;
    let left = read();
    for (;;) {
      const operator = this.takeSymbol(...operators) as '+' | '-' | '*' | '/' | null;
      if (!operator) return left;
      const rightStart = this.token;
      const right = read();
      if (left.type !== 'number') this.fail(text('此处应为数', 'A number expected'), start);
      if (right.type !== 'number') this.fail(text('此处应为数', 'A number expected'), rightStart);
      left = { kind: 'arithmetic', operator, left, right, type: 'number' };
    }
  }

  private atom(): Scalar {
    const { kind, value, quoted } = this.token;
    if (this.takeSymbol('-')) {
      const zero: Scalar = { kind: 'literal', value: 0, type: 'number' };
      return { kind: 'arithmetic', operator: '-', left: zero, right: this.nested(() => this.atom()), type: 'number' };
    }
    if (this.takeSymbol('+')) return this.nested(() => this.atom());
    if (this.takeSymbol('(')) {
      const inner = this.nested(() => this.sum());
      this.expect(')');
      return inner;
    }
    if (kind === 'number') {
      this.at++;
      return { kind: 'literal', value: Number(value), type: 'number' };
    }
    if (kind === 'string') {
      this.at++;
      return { kind: 'literal', value, type: 'string' };
    }
    if (kind !== 'name') this.fail(text('此处应为属性或数值', 'A property or a value expected'));
    if (!quoted) {
      if (this.isCall('CASEI')) return this.folded();
      if (this.isCall('DATE', 'TIMESTAMP')) return this.instantLiteral();
      const truth = this.takeWord('TRUE', 'FALSE');
      if (truth) return { kind: 'literal', value: truth === 'TRUE', type: 'boolean' };
    }
    return this.property();
  }

  private property(): Scalar {
    const { value } = this.token;
    const type = this.propertyType(value);
    if (type === undefined) this.fail(text('没有这个可查询的属性', 'No queryable property of that name'));
    if (type === 'geometry') this.fail(text('几何只能用于空间谓词', 'A geometry belongs into a spatial predicate'));
    if (type === 'json') this.fail(text('这个属性不能用于筛选', 'This property cannot be filtered by'));
    this.at++;
    return { kind: 'property', name: value, type };
  }

  private folded(): Scalar {
    this.at++;
    this.expect('(');
    const start = this.token;
    const of = this.nested(() => this.sum());
    if (of.type !== 'string') this.fail(text('CASEI 须用于文字', 'CASEI needs a text'), start);
    this.expect(')');
    return { kind: 'casei', of, type: 'string' };
  }

  private instantLiteral(): Scalar {
    this.at++;
    this.expect('(');
    const value = this.dateText();
    this.expect(')');
    return { kind: 'literal', value, type: 'date' };
  }

  /** The day of a date or a timestamp, as the registry counts in days. */
  private dateText(): string {
    const { kind, value } = this.token;
    if (kind !== 'string' || !isDate(value)) {
      this.fail(text('此处应为日期,如 2025-01-31', 'A date such as 2025-01-31 expected'));
    }
    this.at++;
    return value.slice(0, 10);
  }

  private spatial(): Expression {
    const predicate = this.takeWord(...spatialPredicates) as SpatialPredicate;
    this.expect('(');
    const left = this.place();
    this.expect(',');
    const right = this.place();
    this.expect(')');
    return { kind: 'spatial', predicate, left, right };
  }

  private place(): Place {
    const { kind, value } = this.token;
    if (kind !== 'name') this.fail(text('此处应为几何', 'A geometry expected'));
    if (this.isCall('BBOX')) return { kind: 'literal', geometry: this.box() };
    if (this.isCall(...Object.keys(arities)) || this.isCall('GEOMETRYCOLLECTION')) {
      return { kind: 'literal', geometry: this.geometry() };
    }
    if (this.propertyType(value) !== 'geometry') {
      this.fail(text('此处应为几何属性或 WKT', 'A geometry property or WKT expected'));
    }
    this.at++;
    return { kind: 'property', name: value };
  }

  private geometry(): Geometry {
    if (this.takeWord('GEOMETRYCOLLECTION')) {
      const geometries = this.separated(() => this.geometry());
      return { type: 'GeometryCollection', geometries };
    }
    const start = this.token;
    const word = this.takeWord(...Object.keys(arities));
    if (!word) this.fail(text('此处应为几何', 'A geometry expected'));
    const coordinates =
      word === 'POINT'
        ? this.separated(() => this.position())[0]
        : this.coordinates(arities[word]!, word === 'MULTIPOINT');
    const geometry = { type: geometryTypes[word], coordinates } as Geometry;
    if (geometry.type === 'Polygon' && !geometry.coordinates.every(isRing)) this.openRing(start);
    if (geometry.type === 'MultiPolygon' && !geometry.coordinates.flat().every(isRing)) this.openRing(start);
    return geometry;
  }

  private openRing(start: Token): never {
    this.fail(
      text('多边形的环应首尾相同且至少四点', 'A ring has four positions or more, the first equal to the last'),
      start,
    );
  }

  private coordinates(arity: number, isPoints: boolean): unknown[] {
    if (arity > 1) return this.separated(() => this.coordinates(arity - 1, false));
    return this.separated(() =>
      isPoints && this.isSymbol('(') ? this.separated(() => this.position())[0]! : this.position(),
    );
  }

  private separated<Part>(read: () => Part): Part[] {
    this.expect('(');
    const parts: Part[] = [];
    do parts.push(this.nested(read));
    while (this.takeSymbol(','));
    this.expect(')');
    return parts;
  }

  /** A position of two numbers, or of three of which the height is let go. */
  private position(): Position {
    const numbers: number[] = [];
    while (numbers.length < 3 && (this.token.kind === 'number' || this.isSymbol('-', '+'))) numbers.push(this.number());
    if (numbers.length < 2) this.fail(text('此处应为坐标', 'A position expected'));
    return this.readPosition(numbers.slice(0, 2));
  }

  private number(): number {
    const sign = this.takeSymbol('-', '+') === '-' ? -1 : 1;
    if (this.token.kind !== 'number') this.fail(text('此处应为数', 'A number expected'));
    return sign * Number(this.tokens[this.at++]!.value);
  }

  private box(): Geometry {
    const start = this.token;
    this.at++;
    const numbers = this.separated(() => this.number());
    if (numbers.length !== 4 && numbers.length !== 6) {
      this.fail(text('BBOX 须有 4 或 6 个数', 'BBOX takes 4 or 6 numbers'), start);
    }
    const half = numbers.length / 2;
    const [[west, south], [east, north]] = [numbers.slice(0, 2), numbers.slice(half, half + 2)] as [Position, Position];
    const corners: Position[] = [
      [west!, south!],
      [east!, south!],
      [east!, north!],
      [west!, north!],
      [west!, south!],
    ];
    return { type: 'Polygon', coordinates: [corners.map((corner) => this.readPosition(corner))] };
  }

  private temporal(): Expression {
    const predicate = this.takeWord(...temporalPredicates) as TemporalPredicate;
    this.expect('(');
    const left = this.time();
    this.expect(',');
    const right = this.time();
    this.expect(')');
    return { kind: 'temporal', predicate, left, right };
  }

  private time(): Time {
    if (this.isCall('INTERVAL')) {
      this.at++;
      this.expect('(');
      const from = this.end();
      this.expect(',');
      const to = this.end();
      this.expect(')');
      return { kind: 'interval', from, to };
    }
    const start = this.token;
    const at = this.atom();
    if (at.type !== 'date') this.fail(text('此处应为日期', 'A date expected'), start);
    return { kind: 'instant', at };
  }

  private end(): Scalar | null {
    if (this.token.kind === 'string') {
      if (this.token.value === '..') {
        this.at++;
        return null;
      }
      return { kind: 'literal', value: this.dateText(), type: 'date' };
    }
    const start = this.token;
    const at = this.atom();
    if (at.type !== 'date') this.fail(text('此处应为日期或“..”', 'A date or “..” expected'), start);
    return at;
  }
}

const typeNames: Readonly<Record<ValueType, Text>> = {
  string: text('文字', 'text'),
  number: text('数', 'number'),
  boolean: text('是否(TRUE 或 FALSE)', 'boolean (TRUE or FALSE)'),
  date: text('日期', 'date'),
  geometry: text('几何', 'geometry'),
  json: text('对象', 'object'),
};

function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z)?$/.test(value)) return false;
  const day = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === value.slice(0, 10);
}

function isRing(ring: Position[]): boolean {
  const [first, last] = [ring[0], ring.at(-1)];
  return ring.length >= 4 && first![0] === last![0] && first![1] === last![1];
}
