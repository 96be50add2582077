/**
 * The shape of a translation: the same keys as the Chinese original, each a string. `en: Strings<typeof zh>` makes a
 * missing or superfluous key a type error.
 */
export type Strings<T> = { [K in keyof T]: T[K] extends string ? string : Strings<T[K]> };
