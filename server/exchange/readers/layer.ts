import type { Geometry } from 'geojson';
import { text } from '../../../gis-data/catalogue/index.ts';
import { problems, type Problem, type ProblemItem } from '../../registry/problem.ts';
import type { Cell, CellIssue } from '../cells.ts';

/** The coordinate system that a file states for a layer. */
export interface LayerCrs {
  /** Entry of the catalogue; `null`: one that cannot be converted here. */
  id: string | null;
  /** As the file calls it. */
  name: string;
}

/** One feature as read, its positions as written in the file: x, y and, where there is one, z. */
export interface LayerRow {
  attributes: Readonly<Record<string, Cell>>;
  geometry: Geometry | null;
  /** What the reader has to say about it; `column` is always null. */
  issues?: readonly CellIssue[];
}

/** A table of features in a file. */
export interface Layer {
  name: string;
  /** Names of the attributes in the file's order; `null` when only the features tell. */
  fields: readonly string[] | null;
  /** `null`: the file does not say, so that a person must. */
  crs: LayerCrs | null;
  notes: readonly ProblemItem[];
  /** @throws Problem when the file turns out to be damaged */
  rows(): AsyncIterable<LayerRow> | Iterable<LayerRow>;
}

/** What a reader finds in a file. */
export interface LayerFile {
  encoding: string | null;
  layers: readonly Layer[];
  /** Frees what the layers read from. */
  close?(): void;
}

/** A refusal of the file as a whole. */
export const refuse = (zh: string, en: string): Problem => problems.unsupported(text(zh, en));

/** A file that starts as it should but cannot be read to its end. */
export function damaged(what: string, error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  return refuse(
    `${what} 文件已损坏或不完整(${reason})。请重新导出后再导入`,
    `The ${what} file is damaged or incomplete (${reason}). Export it again`,
  );
}

export const layerNote = (sheet: string, code: string, zh: string, en: string): ProblemItem => ({
  sheet,
  code,
  message: text(zh, en),
});
