import { z } from 'zod';
import { coordinateSystems, facilityKinds, text } from '../../gis-data/catalogue/index.ts';
import { changeSetSummary, findingShape, indicatorDelta, isoDate, textShape } from '../registry/contract.ts';

const idsOf = (list: readonly { id: string }[]) => z.enum(list.map((x) => x.id) as [string, ...string[]]);

/** Formats of files; `odk` is the ZIP of a form's CSV and media (ODK Central, KoboToolbox). */
export const formatIds = ['xlsx', 'csv', 'geojson', 'shp', 'gpkg', 'kml', 'kmz', 'gpx', 'dxf', 'odk'] as const;
export type FormatId = (typeof formatIds)[number];

/** Formats of files that layers are written in; `shp` is a ZIP. */
export const exportFormats = ['xlsx', 'csv', 'geojson', 'gpkg', 'shp', 'kml'] as const satisfies readonly FormatId[];
export type ExportFormat = (typeof exportFormats)[number];

/** Endings of the names of files that can be read, for file choosers; the bytes decide. */
export const readableEndings = [
  '.xlsx',
  '.csv',
  '.txt',
  '.geojson',
  '.json',
  '.zip',
  '.gpkg',
  '.kml',
  '.kmz',
  '.gpx',
  '.dxf',
] as const;

/** Registers that can be imported besides those of facilities. */
export const recordKinds = [
  { id: 'divisionCounts', label: text('区划人口', 'Population of divisions') },
  { id: 'boundaryMarker', label: text('界桩', 'Boundary markers') },
  { id: 'boundaryLine', label: text('界线', 'Boundary lines') },
] as const;

export const importStatus = z.enum(['uploaded', 'checked', 'committing', 'committed', 'discarded']);
export type ImportStatus = z.infer<typeof importStatus>;

/** A note about the file or a sheet as a whole. */
export const fileNote = z.object({
  sheet: z.string().optional(),
  row: z.number().optional(),
  code: z.string(),
  message: textShape,
});
export type FileNote = z.infer<typeof fileNote>;

export const columnGuess = z.object({ column: z.string(), score: z.number().min(0).max(1) });

export const sheetPreview = z.object({
  name: z.string(),
  hidden: z.boolean(),
  headerRow: z.number().describe('Row of the headings, from 1; 0 for a layer of features'),
  columns: z.array(z.string()),
  rowCount: z.number(),
  sample: z.array(z.object({ row: z.number(), cells: z.array(z.string().nullable()) })),
  guesses: z
    .record(z.string(), z.record(z.string(), columnGuess))
    .describe('By kind id ("mixed" = rows state their kind): target column → source column'),
  notes: z.array(fileNote),
  layer: z
    .object({
      crs: z.object({ id: z.string().nullable(), name: z.string() }).nullable(),
      zoneTwin: z.string().nullable(),
      shapes: z.record(z.string(), z.number()),
    })
    .nullable()
    .describe('For a layer of features: its coordinate system, null where the file does not say, and its geometries'),
});
export type SheetPreview = z.infer<typeof sheetPreview>;

/** Column that an import may fill, from the catalogue. */
export const targetColumn = z.object({
  id: z.string(),
  label: textShape,
  unit: textShape.nullable(),
  help: textShape,
  type: z.string(),
  required: z.boolean(),
});
export type TargetColumn = z.infer<typeof targetColumn>;

export const importMapping = z
  .record(z.string(), z.string().nullable())
  .describe('Target column → source heading, null = not imported');

export const vocabulary = z
  .record(z.string(), z.record(z.string(), z.string()))
  .describe('Target column → value of the file → id of a term, `true` or `false`, or `unknown`');
export type Vocabulary = z.infer<typeof vocabulary>;

/** What a person decided of a row that a registered facility may or may not be. */
export const rowDecision = z.discriminatedUnion('is', [
  z.object({ is: z.literal('same'), id: z.string().min(1).max(64).describe('Id of the registered facility') }).strict(),
  z.object({ is: z.literal('new') }).strict(),
  z.object({ is: z.literal('leaveOut') }).strict(),
]);
export type RowDecision = z.infer<typeof rowDecision>;

/** By row of the file, from 1. */
export const rowDecisions = z.record(z.string().regex(/^[1-9]\d{0,8}$/u), rowDecision);
export type RowDecisions = z.infer<typeof rowDecisions>;

/** How a file is to be read; stored with the job, so that the commit reads it in the same way. */
export const importOptions = z
  .object({
    sheet: z.string().optional().describe('Default: the first visible sheet with data'),
    headerRow: z.int().positive().optional().describe('Default: found by known headings'),
    kind: idsOf([...facilityKinds, ...recordKinds])
      .nullable()
      .default(null)
      .describe('A kind of facility or another register; null: every row states its kind of facility'),
    sourceCrs: idsOf(coordinateSystems)
      .nullable()
      .default(null)
      .describe('Required when coordinates are mapped and the file does not state its own'),
    shapesAsPoints: z
      .boolean()
      .default(false)
      .describe(
        'true: of a line its middle, of an area a point inside stand for the position; false: such rows are refused',
      ),
    mapping: importMapping.optional().describe('Default: the guesses'),
    effectiveFrom: isoDate.optional().describe('Day from which the changes hold; default today'),
    emptyMeansUnknown: z
      .boolean()
      .default(false)
      .describe('true: an empty cell makes a known value unknown; false: it leaves the value as it is'),
    vocabulary: vocabulary.default({}),
    decisions: rowDecisions.default({}),
  })
  .strict();
export type ImportOptionsInput = z.input<typeof importOptions>;
export type ImportOptions = z.output<typeof importOptions>;

export const rowStatus = z.enum(['added', 'changed', 'unchanged', 'rejected', 'undecided', 'skipped']);
export type RowStatus = z.infer<typeof rowStatus>;

export const rowReason = z.object({
  severity: z.enum(['block', 'warn', 'note']),
  field: z.string().nullable().describe('Target column'),
  column: z.string().nullable().describe('Heading in the file'),
  code: z.string(),
  message: textShape,
});
export type RowReason = z.infer<typeof rowReason>;

export const matchScore = z.object({
  score: z.number().min(0).max(1).describe('From 0.95 on the same, below 0.65 another; between them a person decides'),
  parts: z.object({
    name: z.number(),
    place: z.number().nullable().describe('null: a township is not known'),
    distance: z.number().nullable().describe('null: a position is not known'),
  }),
  distanceM: z.number().nullable(),
});
export type MatchScore = z.infer<typeof matchScore>;

/** Registered facilities that a row may mean, and what was decided; for rows of which that is or was in doubt. */
export const rowMatch = z.object({
  candidates: z
    .array(
      z.object({ id: z.string(), name: z.string(), code: z.string().nullable(), place: z.string(), match: matchScore }),
    )
    .describe('The likeliest first'),
  decision: rowDecision.nullable().describe('As taken into account by this dry run'),
});
export type RowMatch = z.infer<typeof rowMatch>;

/** What becomes of one row. */
export const importRow = z.object({
  row: z.number(),
  status: rowStatus,
  facilityId: z.string().nullable(),
  label: z.string(),
  reasons: z.array(rowReason),
  changedFields: z.array(z.string()),
  changes: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
  match: rowMatch.nullable(),
});
export type ImportRow = z.infer<typeof importRow>;

export const importCounts = z.object({
  added: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  rejected: z.number(),
  undecided: z.number().describe('Rows that wait for a decision whether they are a registered facility'),
  skipped: z.number().describe('Example rows of a template, and rows that were left out'),
  warnings: z.number().describe('Rows that are not rejected but need a look'),
});
export type ImportCounts = z.infer<typeof importCounts>;

/** Values of a coded column that are no known terms. */
export const termQuestion = z.object({
  target: z.string(),
  label: textShape,
  column: z.string().describe('Heading in the file'),
  choices: z.array(z.object({ id: z.string(), label: textShape })),
  values: z.array(
    z.object({
      value: z.string(),
      rows: z.number(),
      suggestion: z.string().nullable().describe('Id of the nearest term'),
      term: z.string().nullable().describe('What the vocabulary of this dry run takes it for'),
    }),
  ),
});
export type TermQuestion = z.infer<typeof termQuestion>;

export const dryRunResult = z.object({
  importId: z.string(),
  snapshot: z.string(),
  asOf: isoDate,
  sheet: z.string(),
  headerRow: z.number(),
  headings: z.array(z.string()),
  options: importOptions,
  mapping: z.record(z.string(), z.string()).describe('Target column → source heading, as used'),
  counts: importCounts,
  rows: z.array(importRow).describe('Rejected, undecided, changed, added, unchanged, skipped; by row within each'),
  findings: z.array(findingShape).describe('Findings that belong to no row'),
  notes: z.array(fileNote),
  terms: z.array(termQuestion),
  indicators: z.array(indicatorDelta),
  committable: z.boolean(),
});
export type DryRunResult = z.infer<typeof dryRunResult>;

export const importCommitRequest = z
  .object({
    rows: z
      .array(z.int().positive())
      .min(1)
      .optional()
      .describe('Default: all rows that are neither rejected nor undecided'),
  })
  .strict();

export const importCommit = z.object({
  importId: z.string(),
  changeSet: changeSetSummary,
  seq: z.number(),
  rows: z.number().describe('Rows committed'),
});
export type ImportCommit = z.infer<typeof importCommit>;

export const importJob = z.object({
  id: z.string(),
  createdAt: z.string(),
  author: z.string().describe('User id of who uploaded the file'),
  authorName: z.string(),
  fileName: z.string(),
  fileHash: z.string(),
  fileSize: z.number(),
  status: importStatus,
  counts: importCounts.nullable(),
  changeSetId: z.string().nullable(),
});
export type ImportJob = z.infer<typeof importJob>;

/** How files of one source are read, kept under a name. */
export const savedMapping = z.object({
  id: z.string(),
  name: z.string(),
  headings: z.array(z.string()).describe('Of the file that it was made with'),
  options: importOptions.pick({
    kind: true,
    sourceCrs: true,
    shapesAsPoints: true,
    mapping: true,
    emptyMeansUnknown: true,
    vocabulary: true,
  }),
  author: z.string(),
  authorName: z.string(),
  savedAt: z.string(),
});
export type SavedMapping = z.infer<typeof savedMapping>;
export const savedMappings = z.object({ items: z.array(savedMapping) });
const mappingName = z.string().trim().min(1).max(100);
export const saveMappingRequest = z
  .object({
    name: mappingName,
    importId: z.string().min(1).max(64).describe('Job whose last dry run is kept as the way to read such files'),
    replace: z.boolean().default(false).describe('Replace the one that has the name'),
  })
  .strict();
export const renameMappingRequest = z.object({ name: mappingName }).strict();

export const importUpload = z.object({
  import: importJob,
  format: z.enum(formatIds),
  encoding: z.string().nullable(),
  sheets: z.array(sheetPreview),
  suggestedKind: z.string().nullable().describe('Kind named in the file or sheet name'),
  saved: z
    .array(z.object({ sheet: z.string(), sameHeadings: z.boolean(), mapping: savedMapping }))
    .describe('Saved mappings whose columns a sheet has, those with the very same headings first'),
  targets: z.record(z.string(), z.array(targetColumn)).describe('By kind id; "mixed" = all kinds'),
});
export type ImportUpload = z.infer<typeof importUpload>;

export const importList = z.object({ items: z.array(importJob) });

/** Decisions of some rows, laid over those that the job has; `null` takes one back. */
export const decisionsRequest = z
  .object({ decisions: z.record(z.string().regex(/^[1-9]\d{0,8}$/u), rowDecision.nullable()) })
  .strict();
export const decisionsAnswer = z.object({ decisions: rowDecisions });

export const importParams = z.object({ id: z.string().min(1).max(64) });
export const templateQuery = z.object({
  kind: idsOf([...facilityKinds, ...recordKinds]),
  format: z.enum(['xlsx', 'csv']).default('xlsx'),
  lang: z.enum(['zh', 'en']).optional().describe('Default: the language of the request'),
});
export const reportQuery = z.object({ format: z.enum(['csv']).default('csv') });
export const exportQuery = z.object({
  layer: z.string().max(40).describe('A collection of /ogc/collections'),
  format: z.enum(exportFormats),
  crs: idsOf(coordinateSystems).optional().describe('Default: EPSG:4490; of KML EPSG:4326, the only one it has'),
  columns: z.string().max(4000).optional().describe('Names of properties, separated by commas. Default: all'),
  asOf: isoDate.optional().describe('Default: today'),
});
export type ExportQuery = z.output<typeof exportQuery>;
