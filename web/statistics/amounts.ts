/** Why a typed cell is no number. */
export type AmountError = 'percent' | 'notNumber';

export type Amount = { value: number | null } | { error: AmountError };

/**
 * Reads a typed or pasted cell. Empty is unknown. Grouping commas, blanks and full-width digits are understood; a
 * percentage is refused, because the parts of a share are asked for, not the share.
 */
export function readAmount(typed: string): Amount {
  const plain = typed.normalize('NFKC').replace(/\s/g, '');
  if (plain === '') return { value: null };
  if (/^-?[\d.,]+%$/.test(plain)) return { error: 'percent' };
  const grouped = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain);
  const number = grouped ? plain.replaceAll(',', '') : plain;
  return /^-?\d+(\.\d+)?$/.test(number) ? { value: Number(number) } : { error: 'notNumber' };
}
