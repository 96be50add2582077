/** Size of the field in which a signature is drawn, in the units of its path. */
export const signatureBox = { width: 480, height: 160 } as const;

/** Longest path that the server takes, characters. */
const mostCharacters = 100_000;

/** Strokes of a pen, each a run of points in the units of the box. */
export type Strokes = readonly (readonly (readonly [x: number, y: number])[])[];

const within = (value: number, most: number) => Math.round(Math.min(Math.max(value, 0), most) * 10) / 10;

/** A point within the box, to a tenth of a unit. */
export const boxed = (x: number, y: number): readonly [number, number] => [
  within(x, signatureBox.width),
  within(y, signatureBox.height),
];

/** Strokes with a point added: a new stroke begins with it, or the last one goes on to it. */
export function withPoint(strokes: Strokes, point: readonly [number, number], begins: boolean): Strokes {
  if (begins || strokes.length === 0) return [...strokes, [point]];
  const last = strokes.at(-1)!;
  const [x, y] = last.at(-1)!;
  if (x === point[0] && y === point[1]) return strokes;
  return [...strokes.slice(0, -1), [...last, point]];
}

/** Strokes as an SVG path; a dot becomes a line of no length, which round caps draw. */
export const pathOf = (strokes: Strokes): string =>
  strokes
    .map((stroke) => {
      const [first, ...rest] = stroke;
      return `M${first![0]} ${first![1]}${(rest.length === 0 ? [first!] : rest).map(([x, y]) => `L${x} ${y}`).join('')}`;
    })
    .join('');

/** Whether strokes are a signature: something was drawn, not only dots, and it is not too long to be stored. */
export function isSignature(strokes: Strokes): boolean {
  const length = strokes.reduce((sum, stroke) => sum + pathLength(stroke), 0);
  return length >= signatureBox.height / 2 && pathOf(strokes).length <= mostCharacters;
}

const pathLength = (stroke: Strokes[number]): number =>
  stroke.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - stroke[i]![0], y - stroke[i]![1]), 0);
