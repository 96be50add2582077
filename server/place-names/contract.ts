import { z } from 'zod';
import {
  minorityLanguages,
  otherNameKinds,
  pinyinOrigins,
  placeNameClasses,
  placeNameClassOf,
  placeNameStatuses,
} from '../../gis-data/catalogue/index.ts';
import { sourcePosition } from '../boundary/contract.ts';
import { idOf, isoDate, recordId } from '../registry/contract.ts';

/** Characters that cannot be seen, or that stand for another one (compatibility forms): two names that look alike. */
const strayCharacter = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

/** A name as it is written: 1 to 60 characters, none invisible, none a compatibility form. */
export const nameText = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .refine((name) => !strayCharacter.test(name), {
    error: '名称中有不可见字符,请删去 / The name has invisible characters; remove them',
  })
  .refine((name) => name === name.normalize('NFKC'), {
    error: '名称中有兼容字符或全角字母,请改用规范字 / The name has compatibility characters; use the standard ones',
  });

const latinText = z.string().trim().min(1).max(200);
const longText = z.string().max(4000).nullable();

/** Hanyu Pinyin with tone marks, the specific part (专名) and the generic part (通名) apart. */
export const pinyinShape = z
  .object({
    proper: latinText.describe('专名, or the whole name where it is not split'),
    generic: latinText.nullable().describe('通名; null where the name is written as one'),
    origin: idOf(pinyinOrigins),
  })
  .strict();
export type Pinyin = z.infer<typeof pinyinShape>;

/** A former name, alias or short form, with the days on which it was in force where they are known. */
export const otherName = z
  .object({
    name: nameText,
    kind: idOf(otherNameKinds),
    from: isoDate.nullable().describe('First day; null = not known'),
    to: isoDate.nullable().describe('Day on which it ended; null = not known, or still in force'),
    pinyin: latinText.nullable(),
    document: z.string().trim().max(500).nullable(),
  })
  .strict();
export type OtherName = z.infer<typeof otherName>;

const minoritySpelling = z
  .object({
    language: idOf(minorityLanguages),
    text: latinText.describe('In its own script'),
    latin: latinText.nullable(),
  })
  .strict();

const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
const course = z.array(position).min(2);
const rings = z.array(z.array(position).min(4)).min(1);
/** Point, line or area, EPSG:4490, degrees. */
export const placeGeometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Point'), coordinates: position }),
  z.object({ type: z.literal('LineString'), coordinates: course }),
  z.object({ type: z.literal('MultiLineString'), coordinates: z.array(course).min(1) }),
  z.object({ type: z.literal('Polygon'), coordinates: rings }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(rings).min(1) }),
]);
export type PlaceGeometry = z.infer<typeof placeGeometry>;

/** A code of 20 digits: 6 county, 3 township (000 = several or none), 5 category, 6 serial (domain reference §8). */
export const placeNameCode = z.string().regex(/^\d{20}$/);

/** A place name (地名). Unknown fields are null. */
export const placeNameBody = z
  .object({
    standardName: nameText,
    pinyin: pinyinShape.nullable(),
    minoritySpellings: z.array(minoritySpelling).max(10),
    category: z
      .string()
      .regex(/^\d{5}$/)
      .refine((code) => placeNameClassOf(code) !== null, {
        error: '类别代码不属于十二大类中的任何一类 / The category belongs to none of the twelve classes',
      }),
    code: placeNameCode.nullable().describe('Allotted by the server when the record is made; never changed'),
    countyId: recordId.describe('Of a thing in several counties: the one it is registered in'),
    townshipId: recordId.nullable().describe('null: in several townships, or not known'),
    villageId: recordId.nullable(),
    namesDivisionId: recordId.nullable().describe('The division that bears the name'),
    geometry: placeGeometry.nullable(),
    namedOn: isoDate.nullable().describe('Day since which the standard name is in force'),
    origin: longText,
    meaning: longText,
    history: longText,
    otherNames: z.array(otherName).max(100),
    status: idOf(placeNameStatuses),
    approvingDocument: z.string().trim().max(500).nullable(),
    approvedOn: isoDate.nullable(),
    heritage: z.boolean().nullable().describe('On a list of place-name cultural heritage; null = not known'),
    photos: z.array(z.string().regex(/^[0-9a-f]{64}$/)).describe('SHA-256 of stored pictures'),
    asOfDate: isoDate.nullable(),
    sourceDocument: z.string().max(500).nullable(),
    mergedIntoId: recordId.nullable().describe('The record of the same place into which this one was merged'),
    demo: z.boolean(),
  })
  .strict();
export type PlaceNameBody = z.infer<typeof placeNameBody>;

/** A place name of which only name, category and county are known. */
export const blankPlaceName: Omit<PlaceNameBody, 'standardName' | 'category' | 'countyId'> = {
  pinyin: null,
  minoritySpellings: [],
  code: null,
  townshipId: null,
  villageId: null,
  namesDivisionId: null,
  geometry: null,
  namedOn: null,
  origin: null,
  meaning: null,
  history: null,
  otherNames: [],
  status: 'inUse',
  approvingDocument: null,
  approvedOn: null,
  heritage: null,
  photos: [],
  asOfDate: null,
  sourceDocument: null,
  mergedIntoId: null,
  demo: false,
};

/** A division of a result: its name on the asked day, or the earliest one known where it is not on record then. */
const divisionShape = z.object({ id: z.string(), name: z.string(), onRecord: z.boolean() });
export type NamedDivision = z.infer<typeof divisionShape>;

/** How a result came to match. */
export const matchHow = z.enum([
  'exact',
  'prefix',
  'contains',
  'code',
  'pinyin',
  'initials',
  'homophone',
  'fuzzy',
  'near',
  'within',
]);
export type MatchHow = z.infer<typeof matchHow>;
export const matchKind = z.enum(['standard', 'former', 'alias', 'short', 'later']);
export type MatchKind = z.infer<typeof matchKind>;

export const placeNameHit = z.object({
  id: z.string(),
  name: z.string().describe('Name in force on the asked day; the standard name where none is dated so far back'),
  nameBasis: z
    .enum(['register', 'datedNames', 'undated'])
    .describe('What says so: the register of that day, the dated names of a later record, or nothing'),
  currentName: z.string(),
  pinyin: z.string().nullable(),
  category: z.string(),
  code: z.string().nullable(),
  status: idOf(placeNameStatuses),
  county: divisionShape.nullable().describe('null only where the division was never on record'),
  township: divisionShape.nullable().describe('null: in several townships, or not known'),
  position: position.nullable(),
  distanceM: z.number().nullable().describe('From the asked point or line'),
  reason: z.object({
    how: matchHow,
    kind: matchKind,
    matched: z.string().describe('The name, reading or code that matched'),
    edits: z.number().describe('Characters that differ'),
    text: z.object({ zh: z.string(), en: z.string() }),
  }),
  demo: z.boolean(),
});
export type PlaceNameHit = z.infer<typeof placeNameHit>;

const numbers = (length: number) => (value: string, context: z.RefinementCtx) => {
  const list = value.split(',').map(Number);
  if (list.length >= length && list.length % 2 === 0 && list.every(Number.isFinite)) return list;
  context.addIssue({
    code: 'custom',
    message: `应为 ${length} 个以上以逗号分隔的数 / At least ${length} numbers, separated by commas`,
  });
  return z.NEVER;
};
const bboxText = z.string().max(200).transform(numbers(4)).describe('west,south,east,north, degrees');

export const placeNameSearchQuery = z.object({
  q: z.string().trim().max(100).default('').describe('Chinese, pinyin, initials or the beginning of a code'),
  asOf: isoDate.optional(),
  bbox: bboxText.optional(),
  divisionId: recordId.optional(),
  along: z.string().max(4000).transform(numbers(4)).optional().describe('lon,lat,lon,lat,… of a line'),
  withinM: z.coerce.number().min(1).max(50_000).default(1000).describe('How far from `along`'),
  class: idOf(placeNameClasses).optional(),
  status: idOf(placeNameStatuses).optional(),
  fuzzy: z.enum(['auto', 'no']).default('auto').describe('auto: when fewer than `limit` names match as written'),
  limit: z.coerce.number().int().min(1).max(200).default(20),
});
export type PlaceNameSearchQuery = z.output<typeof placeNameSearchQuery>;

export const placeNameSearchResult = z.object({
  seq: z.number(),
  asOf: isoDate,
  total: z.number().describe('Names that match as written; of similar ones only the best are counted'),
  items: z.array(placeNameHit),
});
export type PlaceNameSearchResult = z.infer<typeof placeNameSearchResult>;

export const placeNameHereQuery = z.object({
  lon: z.coerce.number().min(-180).max(180),
  lat: z.coerce.number().min(-90).max(90),
  radiusM: z.coerce.number().min(1).max(20_000).default(2000),
  asOf: isoDate.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type PlaceNameHereQuery = z.output<typeof placeNameHereQuery>;
export const placeNameHereResult = placeNameSearchResult.extend({
  county: divisionShape.nullable(),
  township: divisionShape.nullable(),
});
export type PlaceNameHereResult = z.infer<typeof placeNameHereResult>;

export const placeNameItem = placeNameBody.extend({ id: z.string(), version: z.number().nullable() });
export type PlaceNameItem = z.infer<typeof placeNameItem>;

export const placeNameQuery = z.object({
  asOf: isoDate.optional(),
  divisionId: recordId.optional(),
  class: idOf(placeNameClasses).optional(),
  status: idOf(placeNameStatuses).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(64).optional().describe('id of the last record of the page before'),
});
export type PlaceNameQuery = z.output<typeof placeNameQuery>;
export const placeNameList = z.object({
  snapshot: z.string(),
  asOf: isoDate,
  total: z.number(),
  items: z.array(placeNameItem),
  nextCursor: z.string().nullable(),
});
export type PlaceNameList = z.infer<typeof placeNameList>;

/** A name of a place with the days on which it held, for the timeline of a record. */
export const timelineEntry = z.object({
  name: z.string(),
  kind: z.enum(['standard', ...otherNameKinds.map(({ id }) => id)] as ['standard', 'former', 'alias', 'short']),
  from: isoDate.nullable(),
  to: isoDate.nullable(),
  document: z.string().nullable(),
});
export const placeNameDetail = placeNameItem.extend({
  asOf: isoDate.describe('Day of the record; later than the asked one where the place was registered later'),
  nameOnDay: z.string().nullable().describe('Name on the asked day; null where none is known'),
  county: divisionShape.nullable(),
  township: divisionShape.nullable(),
  timeline: z.array(timelineEntry),
});
export type PlaceNameDetail = z.infer<typeof placeNameDetail>;

const writeCommon = {
  fields: z.record(z.string(), z.unknown()),
  position: sourcePosition
    .nullable()
    .optional()
    .describe('A point in the system in which it was given, instead of fields.geometry; null removes the place'),
  effectiveFrom: isoDate.optional(),
};
export const placeNameCreate = z.object({ ...writeCommon, reason: z.string().trim().max(2000).default('') }).strict();
export const placeNameUpdate = z.object({ ...writeCommon, reason: z.string().trim().min(1).max(2000) }).strict();
export const placeNameDelete = z
  .object({ effectiveFrom: isoDate.optional(), reason: z.string().trim().min(1).max(2000) })
  .strict();
export type PlaceNameWrite = z.infer<typeof placeNameCreate>;

export const pinyinQuery = z.object({ name: nameText, category: placeNameBody.shape.category });
export const pinyinProposal = z.object({
  pinyin: pinyinShape,
  alternatives: z
    .array(z.object({ character: z.string(), readings: z.array(z.string()) }))
    .describe('Characters with several readings, in order; to be reviewed'),
  reviewedElsewhere: z
    .array(z.object({ id: z.string(), name: z.string(), pinyin: z.string() }))
    .describe('Reviewed records whose specific part is written the same'),
});
export type PinyinProposal = z.infer<typeof pinyinProposal>;
