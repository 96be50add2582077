/** Many short texts, one behind the other in one array: no object for each, and quick to go through in order. */
export interface FlatTexts {
  /** Characters of all texts, as numbers. */
  readonly units: Uint8Array | Uint16Array;
  /** Where each text starts in `units`; one more than there are texts. */
  readonly starts: Int32Array;
}

/** Takes texts one after another. */
export class FlatTextWriter<Units extends Uint8Array | Uint16Array> {
  private length = 0;
  private readonly starts = [0];

  /** @param units room to begin with; it grows */
  constructor(private units: Units) {}

  put(text: ArrayLike<number>): void {
    const end = this.length + text.length;
    if (end > this.units.length) {
      const grown = new (this.units.constructor as new (length: number) => Units)(end * 2);
      grown.set(this.units);
      this.units = grown;
    }
    this.units.set(text, this.length);
    this.length = end;
    this.starts.push(end);
  }

  finish(): FlatTexts {
    return { units: this.units.slice(0, this.length), starts: Int32Array.from(this.starts) };
  }
}

export const unitsOf = (text: string): number[] => Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));

export const textAt = ({ units, starts }: FlatTexts, at: number): string =>
  String.fromCharCode(...units.subarray(starts[at], starts[at + 1]));

export const lengthAt = ({ starts }: FlatTexts, at: number): number => starts[at + 1]! - starts[at]!;

/** Where some characters first stand in a text; -1 where nowhere. */
export function placeIn({ units, starts }: FlatTexts, at: number, wanted: readonly number[]): number {
  const start = starts[at]!;
  const last = starts[at + 1]! - wanted.length;
  for (let i = start; i <= last; i++) {
    let same = 0;
    while (same < wanted.length && units[i + same] === wanted[same]) same++;
    if (same === wanted.length) return i - start;
  }
  return -1;
}
