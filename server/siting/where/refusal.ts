import type { Text } from '../../../gis-data/catalogue/index.ts';

/** Why a question cannot be answered as it is put. */
export interface Refusal {
  /** Field of the question. */
  readonly path: string;
  readonly code: string;
  readonly message: Text;
  /** `conflict`: the question is in order, but limits of it, or it and what is registered, do not go together. */
  readonly kind: 'invalid' | 'conflict';
}

export const invalid = (path: string, code: string, message: Text): Refusal => ({
  path,
  code,
  message,
  kind: 'invalid',
});

export const conflict = (path: string, code: string, message: Text): Refusal => ({
  path,
  code,
  message,
  kind: 'conflict',
});

/** Names that are printed of a long list. */
const NAMED = 5;

/** Some names, and how many there are where there are more. */
export function someOf(names: readonly string[]): Text {
  const printed = names.slice(0, NAMED);
  const more = names.length > NAMED;
  return {
    zh: `${printed.join('、')}${more ? `等 ${names.length} 个` : ''}`,
    en: `${printed.join(', ')}${more ? ` and ${names.length - NAMED} more` : ''}`,
  };
}
