import { useView } from '../app/url-state.ts';

/** The as-of date in the address, shared by every view; `null` for today. */
export function useAsOf(): string | null {
  return useView()[0].asOf;
}
