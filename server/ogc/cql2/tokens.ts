import { text, type Text } from '../../../gis-data/catalogue/index.ts';

/** What does not fit in a filter, with the position of its first character, from 1. */
export class FilterError extends Error {
  constructor(
    readonly position: number,
    readonly said: Text,
  ) {
    super(said.en);
  }
}

export interface Token {
  kind: 'name' | 'number' | 'string' | 'symbol' | 'end';
  /** A name without its quotes, a string without quotes and doubled ones. */
  value: string;
  /** Whether a name was written in quotes, so that it is no keyword. */
  quoted: boolean;
  position: number;
}

const pattern =
  /\s+|(?<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(?<name>[:_\p{L}][:_.\p{L}\p{M}\p{N}]*)|"(?<quoted>(?:[^"]|"")+)"|'(?<string>(?:[^']|'')*)'|(?<symbol><>|<=|>=|[-+*/=<>(),])/uy;

/**
 * Cuts a filter in the text encoding of CQL2 (OGC 21-065r2, annex B) into tokens, the last of kind `end`.
 * @throws FilterError at the first character that begins no token
 */
export function tokensOf(filter: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < filter.length) {
    const position = pattern.lastIndex + 1;
    const groups = pattern.exec(filter)?.groups;
    if (!groups) {
      throw new FilterError(
        position,
        text(
          `此处无法识别:${filter.slice(position - 1, position + 19)}`,
          `Not understood: ${filter.slice(position - 1, position + 19)}`,
        ),
      );
    }
    const { number, name, quoted, string, symbol } = groups;
    const add = (kind: Token['kind'], value: string) =>
      tokens.push({ kind, value, quoted: quoted !== undefined, position });
    if (number !== undefined) add('number', number);
    else if (name !== undefined) add('name', name);
    else if (quoted !== undefined) add('name', quoted.replaceAll('""', '"'));
    else if (string !== undefined) add('string', string.replaceAll("''", "'"));
    else if (symbol !== undefined) add('symbol', symbol);
  }
  tokens.push({ kind: 'end', value: '', quoted: false, position: filter.length + 1 });
  return tokens;
}
