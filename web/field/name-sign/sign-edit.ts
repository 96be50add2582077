import type { SyncItem } from '../../../server/field-sync/contract.ts';
import type { KeptSign } from '../store/database.ts';

/** What was seen at a sign; null = not to be read, or nothing to be said. */
export interface SeenSign extends Pick<KeptSign, 'condition' | 'text' | 'pinyinText' | 'note'> {
  /** SHA-256 of the pictures that were taken. */
  photos: readonly string[];
}

/** Days of the register are those of China Standard Time. */
const dayOf = (deviceTime: string): string =>
  new Date(Date.parse(deviceTime) + 8 * 3_600_000).toISOString().slice(0, 10);

/**
 * A round at a sign as a change of its record: the condition with its day, and of the rest what differs. A text that cannot be
 * read stays as the register has it.
 * @param deviceTime when it was seen, by the device's clock
 */
export function signEdit(
  sign: KeptSign,
  version: number,
  { photos, ...seen }: SeenSign,
  { key, deviceTime, reason }: { key: string; deviceTime: string; reason: string },
): Extract<SyncItem, { kind: 'signEdit' }> {
  const wanted: Partial<KeptSign> = {
    ...seen,
    text: seen.text ?? sign.text,
    pinyinText: seen.pinyinText ?? sign.pinyinText,
    conditionAsOf: dayOf(deviceTime),
    photos: [...sign.photos, ...photos.filter((hash) => !sign.photos.includes(hash))],
  };
  const names = (Object.keys(wanted) as (keyof typeof wanted)[]).filter(
    (name) => name === 'condition' || JSON.stringify(wanted[name]) !== JSON.stringify(sign[name]),
  );
  const pick = (from: Partial<KeptSign>) => Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
  return {
    ...{ kind: 'signEdit' as const, key, signId: sign.id, baseVersion: version },
    ...{ base: pick(sign), fields: pick(wanted), reason, deviceTime },
  };
}
