/** In an index or code column: no such row, or unknown. Never a valid position. */
export const NONE = -1;
/** In `kind` and `status` columns: unknown. */
export const UNKNOWN_CODE = 255;

/** Order of ids and codes: by UTF-16 unit, the same in every language setting. */
export const compareCodes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** A column's number for a value that may be unknown. */
export const orNaN = (value: number | null | undefined): number => value ?? Number.NaN;
