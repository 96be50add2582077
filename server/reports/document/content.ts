import type { Language } from '../../../gis-data/catalogue/index.ts';
import type { MapPicture } from '../map-picture/map-picture.ts';

/** Share of a table's width that a column takes, and how its cells stand. */
export interface Column {
  label: string;
  share: number;
  align?: 'start' | 'end' | 'centre';
}

/** One piece of a report, in reading order. */
export type Block =
  | { type: 'heading'; level: 1 | 2; text: string }
  | { type: 'paragraph'; text: string }
  | { type: 'list'; items: readonly string[] }
  | { type: 'table'; caption: string; columns: readonly Column[]; rows: readonly (readonly string[])[] }
  | { type: 'figure'; caption: string; picture: MapPicture }
  | { type: 'signature'; fields: readonly string[] };

/** A report as data in one language: built once, written as DOCX or HTML. */
export interface ReportContent {
  language: Language;
  title: string;
  subtitle: string;
  /** What the title page says of the report: label and value. */
  facts: readonly (readonly [label: string, value: string])[];
  /** Stands in every page's header; null for real data. */
  mark: string | null;
  blocks: readonly Block[];
}

/** Picks the wording of the report's language. */
export type Say = (zh: string, en: string) => string;
export const sayIn =
  (language: Language): Say =>
  (zh, en) =>
    language === 'zh' ? zh : en;
