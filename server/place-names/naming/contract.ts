import { z } from 'zod';
import {
  clauseStandings,
  featureFacts,
  nameKinds,
  namingChecks,
  reservedWordKinds,
} from '../../../gis-data/naming/kinds.ts';
import { isoDate, recordId, textShape } from '../../registry/contract.ts';

const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
/** Key of a division or built-up area, the same for the same area: its code, id or name. */
const areaKey = z.string().trim().min(1).max(100).nullable();

/** Where a name belongs. Each part is null where it is not known. */
export const nameAreas = z.object({
  province: z
    .string()
    .regex(/^\d{2}$/)
    .nullable()
    .default(null)
    .describe('First two digits of the division code'),
  county: areaKey.default(null),
  township: areaKey.default(null),
  builtUpArea: areaKey.default(null),
});
export type NameAreas = z.infer<typeof nameAreas>;

/** What a person says about a word of the name that is on a list (实施办法 art. 3 and 4: 不存在特定联系的除外). */
const wordReason = z.object({ word: z.string().min(1).max(50), reason: z.string().trim().min(1).max(2000) });

/** A name that somebody proposes. The text may be anything; what is wrong with it are findings. */
export const proposedName = nameAreas.extend({
  text: z.string().min(1),
  kind: z.enum(nameKinds),
  genericTerm: z
    .string()
    .min(1)
    .max(20)
    .nullable()
    .default(null)
    .describe('通名 as applied for; null: found by its ending'),
  pinyin: z
    .string()
    .min(1)
    .max(400)
    .nullable()
    .default(null)
    .describe('Reviewed reading with tone marks; null: all readings count'),
  important: z.boolean().nullable().default(null).describe('Known far and wide (国内著名); null: not known'),
  locality: z.string().min(1).max(60).nullable().default(null).describe('Name of the place where it stands'),
  position: position.nullable().default(null),
  date: isoDate.describe('Day of the application: the law of that day counts'),
  facts: z
    .object(Object.fromEntries(featureFacts.map((fact) => [fact, z.number().min(0).nullable().optional()])))
    .default({})
    .describe('Facts that a 通名 asks for; areas in m², shares 0–1, yes 1 and no 0; absent or null: not known'),
  unrelatedWords: z.array(wordReason).max(20).default([]),
  replacesId: z
    .string()
    .max(100)
    .nullable()
    .default(null)
    .describe('Record that is renamed; it is no obstacle to itself'),
});
export type ProposedName = z.output<typeof proposedName>;
export type ProposedNameInput = z.input<typeof proposedName>;

/** A name that exists, as the rules need it. */
export const existingName = nameAreas.extend({
  id: z.string(),
  text: z.string(),
  kind: z.enum(nameKinds),
  pinyin: z.string().nullable().default(null).describe('Reviewed reading with tone marks; null: all readings count'),
  important: z.boolean().nullable().default(null),
  position: position.nullable().default(null),
  former: z.boolean().default(false).describe('A name no longer in use'),
});
export type ExistingName = z.output<typeof existingName>;

/** The name that a proposal runs into. */
export const collidingName = z.object({
  id: z.string(),
  text: z.string(),
  kind: z.enum(nameKinds),
  source: z.enum(['register', 'batch']),
  distanceM: z.number().nullable().describe('null: a position is not known'),
});
export type CollidingName = z.infer<typeof collidingName>;

export const namingFinding = z.object({
  rule: z.string(),
  check: z.enum(namingChecks),
  severity: z.enum(['block', 'warn', 'note']),
  clause: z.object({ document: textShape, place: textShape, standing: z.enum(clauseStandings) }),
  message: textShape,
  span: z.tuple([z.number(), z.number()]).nullable().describe('Characters of the text, from and until'),
  collision: collidingName.nullable(),
  tones: z.enum(['same', 'different']).nullable().describe('For homophones'),
  reading: z.enum(['usual', 'other']).nullable().describe('Whether the usual readings sound alike, or others only'),
});
export type NamingFinding = z.infer<typeof namingFinding>;

export const namingSuggestion = z.object({ text: z.string(), reason: textShape });
export type NamingSuggestion = z.infer<typeof namingSuggestion>;

export const namingVerdict = z.enum(['passes', 'review', 'refused']);

export const namingAnswer = z.object({
  text: z.string(),
  verdict: namingVerdict.describe('refused: a block; review: a warning; passes: neither'),
  specific: z.string().describe('专名'),
  generic: z.string().nullable().describe('通名; null where none was found'),
  findings: z.array(namingFinding),
  suggestions: z.array(namingSuggestion),
});
export type NamingAnswer = z.infer<typeof namingAnswer>;

/** What a bureau adds to the shipped lists. */
export const namingSettings = z.object({
  reservedWords: z
    .array(
      z.object({
        word: z.string().min(1).max(50),
        kind: z.enum(reservedWordKinds),
        everyday: z.boolean(),
        listed: z.object({ source: z.string(), on: isoDate }).optional(),
      }),
    )
    .default([]),
  lookAlikeGroups: z.array(z.string().min(2).max(50)).default([]),
  thresholds: z
    .array(
      z.object({
        term: z.string().min(1).max(20),
        requirements: z.array(z.array(z.object({ fact: z.enum(featureFacts), atLeast: z.number().min(0) })).min(1)),
      }),
    )
    .default([])
    .describe('In place of the shipped thresholds of a 通名'),
});
export type NamingSettings = z.output<typeof namingSettings>;

/** A name to be checked beside the register. Areas are divisions by id; what is absent is not known. */
export const nameToCheck = proposedName
  .pick({ text: true, genericTerm: true, pinyin: true, important: true, locality: true, position: true, facts: true })
  .extend({
    kind: proposedName.shape.kind,
    countyId: recordId.nullable().default(null),
    townshipId: recordId.nullable().default(null),
    builtUpArea: areaKey
      .default(null)
      .describe(
        'null: that of the township, where it has one of its own, or of the subdistricts of the county together',
      ),
    date: isoDate.optional().describe('Day of the application, whose law counts; default today'),
    unrelatedWords: proposedName.shape.unrelatedWords,
    replacesId: proposedName.shape.replacesId,
  })
  .strict();
export type NameToCheck = z.output<typeof nameToCheck>;

/** Most names of one batch. */
export const MOST_IN_BATCH = 10_000;

export const nameBatch = z
  .object({
    names: z.array(nameToCheck).min(1).max(MOST_IN_BATCH),
    suggest: z.boolean().default(false).describe('Whether to look for alternatives that pass'),
  })
  .strict();

/** Most findings that are listed of one name, the gravest first. */
export const MOST_FINDINGS = 100;

const checkedBeside = { snapshot: z.string(), asOf: isoDate, names: z.number().describe('Names of the register') };
const listedAnswer = namingAnswer.extend({
  findingsInAll: z.number().describe(`Findings there are; the first ${MOST_FINDINGS} are listed`),
});
export type ListedAnswer = z.infer<typeof listedAnswer>;
export const nameCheck = listedAnswer.extend(checkedBeside);
export type NameCheck = z.infer<typeof nameCheck>;
export const batchCheck = z.object({ ...checkedBeside, items: z.array(listedAnswer) });
export type BatchCheck = z.infer<typeof batchCheck>;

/** Answers to the names of a spreadsheet; names of the file are known by `SHEET!ROW`. */
export const sheetCheck = z.object({
  ...checkedBeside,
  items: z.array(listedAnswer.extend({ sheet: z.string(), row: z.number() })),
});
export type SheetCheck = z.infer<typeof sheetCheck>;
