import type { Language } from '../../../gis-data/catalogue/index.ts';
import type { CardContent } from './card-content.ts';

/** What a file of cards is made from: plain data, so that a thread can be given it. */
export interface CardFile {
  language: Language;
  /** One card; or a book with a title page, whose contents name every card's page. */
  cards: readonly CardContent[];
  book: BookTitle | null;
  /** Stored pictures by SHA-256, as far as they could be read. */
  photos: ReadonlyMap<string, Uint8Array>;
}

/** What the title page of a book says. */
export interface BookTitle {
  title: string;
  subtitle: string;
  /** Marks of any of its cards. */
  marks: readonly string[];
  facts: readonly (readonly [label: string, value: string])[];
}
