import {
  otherNameKinds,
  placeNameCategoryLabel,
  placeNameClasses,
  placeNameClassOf,
  placeNameStatuses,
  type Language,
} from '../../../gis-data/catalogue/index.ts';
import { groupBy } from '../../indicators/group-by.ts';
import { sayIn, type Block, type ReportContent, type Say } from '../../reports/document/content.ts';
import { mapPicture } from '../../reports/map-picture/map-picture.ts';
import type { PlaceNameBody } from '../contract.ts';
import { positionOfGeometry } from '../geometry.ts';
import { lettersOf, spelt } from '../pinyin.ts';
import type { GazetteerKind } from './contract.ts';
import type { NamesInDivision } from './names-in-division.ts';
import { byStrokes, strokesOf } from './strokes.ts';

/** What a gazetteer is made of. */
export interface GazetteerQuestion {
  of: NamesInDivision;
  kind: GazetteerKind;
  language: Language;
  /** 审图号 of the map; null leaves the field to be filled in. */
  approvalNumber: string | null;
}

/** A name with its number in the book, by which the indexes lead to it. */
interface Entry {
  number: number;
  body: PlaceNameBody;
  pinyin: string;
}

/** Title of the gazetteer of a division, for its cover and its file. */
export function gazetteerTitle(divisionName: string, kind: GazetteerKind, language: Language): string {
  const say = sayIn(language);
  const what = kind === 'list' ? say('地名录', 'Gazetteer') : say('地名志', 'Gazetteer with histories');
  return say(`${divisionName}${what}`, `${divisionName} – ${what}`);
}

/**
 * The gazetteer of a division: the list of its names by class (地名录), or with what each means and where it comes from
 * (地名志), a map, and indexes by pinyin and by strokes. What is not known is left blank or out, never made up.
 */
export function gazetteer(question: GazetteerQuestion): ReportContent {
  const { of, kind, language } = question;
  const say = sayIn(language);
  const { division } = of;
  const entries = entriesOf(of);
  const isDemo = entries.some(({ body }) => body.demo) || division.demo;
  const classes = placeNameClasses.map((placeClass) => ({
    placeClass,
    ofClass: entries.filter(({ body }) => placeNameClassOf(body.category)?.id === placeClass.id),
  }));
  const chapters = classes.filter(({ ofClass }) => ofClass.length > 0);
  const divisionName = (id: string | null) => (id === null ? '' : (of.divisionNames.get(id) ?? ''));
  return {
    language,
    title: gazetteerTitle(division.name, kind, language),
    subtitle: say(`截至 ${of.asOf}`, `As of ${of.asOf}`),
    facts: [
      [say('收录地名', 'Names'), String(entries.length)],
      [say('登记库快照', 'Registry snapshot'), of.snapshotId],
      [say('排列', 'Order'), say('按类别,类内按汉语拼音', 'By class, and by pinyin within a class')],
    ],
    mark: isDemo ? say('演示数据', 'Demonstration data') : null,
    blocks: [
      { type: 'heading', level: 1, text: say('概况', 'Overview') },
      classTable(chapters, say, language),
      ...mapBlocks(question, entries, isDemo, say),
      ...chapters.flatMap(({ placeClass, ofClass }): Block[] => [
        { type: 'heading', level: 1, text: placeClass.label[language] },
        ...(kind === 'list'
          ? [nameTable(placeClass.label[language], ofClass, divisionName, say)]
          : ofClass.flatMap((entry) => histories(entry, divisionName, say, language))),
      ]),
      { type: 'heading', level: 1, text: say('汉语拼音索引', 'Index by pinyin') },
      ...index(
        entries.toSorted((a, b) => lettersOf(a.pinyin).localeCompare(lettersOf(b.pinyin), 'en') || a.number - b.number),
        ({ pinyin }) => lettersOf(pinyin).charAt(0).toUpperCase() || '#',
        say,
      ),
      { type: 'heading', level: 1, text: say('笔画索引', 'Index by strokes') },
      ...index(
        entries.toSorted((a, b) => byStrokes(a.body.standardName, b.body.standardName) || a.number - b.number),
        ({ body }) => {
          const strokes = strokesOf([...body.standardName][0]!);
          return strokes === 0 ? say('其他', 'Other') : say(`${strokes} 画`, `${strokes} strokes`);
        },
        say,
      ),
    ],
  };
}

/** The names of a division by class and pinyin, numbered. */
function entriesOf({ names }: NamesInDivision): Entry[] {
  const order = new Map<string, number>(placeNameClasses.map(({ id }, i) => [id, i]));
  const classRank = ({ category }: PlaceNameBody) => order.get(placeNameClassOf(category)?.id ?? '') ?? order.size;
  const collator = new Intl.Collator('en', { sensitivity: 'base' });
  return names
    .map((body) => ({ body, pinyin: body.pinyin === null ? '' : spelt(body.pinyin) }))
    .sort(
      (a, b) =>
        classRank(a.body) - classRank(b.body) ||
        collator.compare(lettersOf(a.pinyin), lettersOf(b.pinyin)) ||
        byStrokes(a.body.standardName, b.body.standardName) ||
        (a.body.code ?? '').localeCompare(b.body.code ?? ''),
    )
    .map((entry, i) => ({ ...entry, number: i + 1 }));
}

function classTable(
  chapters: readonly { placeClass: (typeof placeNameClasses)[number]; ofClass: readonly Entry[] }[],
  say: Say,
  language: Language,
): Block {
  return {
    type: 'table',
    caption: say('各类地名数量', 'Names by class'),
    columns: [
      { label: say('类别', 'Class'), share: 3 },
      { label: say('现今地名', 'In use'), share: 1, align: 'end' },
      { label: say('历史地名', 'Historical'), share: 1, align: 'end' },
    ],
    rows: chapters.map(({ placeClass, ofClass }) => {
      const inUse = ofClass.filter(({ body }) => body.status === 'inUse').length;
      return [placeClass.label[language], String(inUse), String(ofClass.length - inUse)];
    }),
  };
}

function mapBlocks(
  { of: { division, inside, snapshotId }, language, approvalNumber }: GazetteerQuestion,
  entries: readonly Entry[],
  isDemo: boolean,
  say: Say,
): Block[] {
  if (division.boundary === null) return [];
  const caption = say(`${division.name}地名分布图`, `Place names of ${division.name}`);
  const marks = entries.flatMap(({ body }) => {
    const at = positionOfGeometry(body.geometry);
    return at === null ? [] : [{ at, shape: 'disc' as const, color: '#1f5f8b', hollow: body.status !== 'inUse' }];
  });
  const picture = mapPicture({
    language,
    title: caption,
    areas: [{ boundary: division.boundary, fill: '#f4f1e8', pattern: null }],
    outlines: inside.flatMap(({ boundary }) => boundary ?? []),
    labels: inside.flatMap(({ name, centre }) => (centre === null ? [] : [{ text: name, at: centre.coordinates }])),
    marks,
    legend: placeNameStatuses.map(({ id, label }) => ({
      label: label[language],
      shape: 'disc',
      color: '#1f5f8b',
      hollow: id !== 'inUse',
    })),
    source: say(
      `登记库快照 ${snapshotId};界线仅为示意,不作为划界依据`,
      `registry snapshot ${snapshotId}; boundaries are schematic and no legal evidence`,
    ),
    approvalNumber,
    mark: isDemo ? say('演示数据', 'Demonstration data') : null,
  });
  return [{ type: 'figure', caption, picture }];
}

function nameTable(
  caption: string,
  entries: readonly Entry[],
  divisionName: (id: string | null) => string,
  say: Say,
): Block {
  return {
    type: 'table',
    caption,
    columns: [
      { label: say('序号', 'No.'), share: 1, align: 'end' },
      { label: say('标准名称', 'Standard name'), share: 3 },
      { label: say('汉语拼音', 'Pinyin'), share: 4 },
      { label: say('所在政区', 'Division'), share: 4 },
      { label: say('地名代码', 'Code'), share: 4 },
      { label: say('曾用名、别名', 'Other names'), share: 3 },
    ],
    rows: entries.map(({ number, body, pinyin }) => [
      String(number),
      body.status === 'inUse' ? body.standardName : `${body.standardName}${say('(历史地名)', ' (historical)')}`,
      pinyin,
      placeOf(body, divisionName),
      body.code ?? '',
      body.otherNames.map(({ name }) => name).join(say('、', ', ')),
    ]),
  };
}

const placeOf = (body: PlaceNameBody, divisionName: (id: string | null) => string): string =>
  [body.countyId, body.townshipId, body.villageId]
    .map(divisionName)
    .filter((name) => name !== '')
    .join(' ');

/** One name with all that is known of it; what is not known is left out. */
function histories(
  { number, body, pinyin }: Entry,
  divisionName: (id: string | null) => string,
  say: Say,
  language: Language,
): Block[] {
  const colon = say(':', ': ');
  const items = [
    [say('类别', 'Category'), placeNameCategoryLabel(body.category)[language]],
    [say('所在政区', 'Division'), placeOf(body, divisionName)],
    [say('地名代码', 'Code'), body.code],
    [say('启用日期', 'In force since'), body.namedOn],
    [say('来历', 'Origin'), body.origin],
    [say('含义', 'Meaning'), body.meaning],
    [say('沿革', 'History'), body.history],
    ...body.otherNames.map((other) => [
      otherNameKinds.find(({ id }) => id === other.kind)!.label[language],
      `${other.name}${daysOf(other.from, other.to, say)}`,
    ]),
    [say('批准文件', 'Approving document'), body.approvingDocument],
    [say('来源文件', 'Source document'), body.sourceDocument],
  ];
  const historical = body.status === 'inUse' ? '' : say('(历史地名)', ' (historical)');
  return [
    { type: 'heading', level: 2, text: `${number}. ${body.standardName}${historical} ${pinyin}`.trimEnd() },
    {
      type: 'list',
      items: items
        .filter(([, value]) => value !== null && value !== '')
        .map(([label, value]) => `${label}${colon}${value}`),
    },
  ];
}

function daysOf(from: string | null, to: string | null, say: Say): string {
  if (from === null && to === null) return '';
  return say(`(${from ?? '不详'}至${to ?? '不详'})`, ` (${from ?? 'not known'} to ${to ?? 'not known'})`);
}

/** Entries under heads, in their order; each name with its number in the book. */
function index(entries: readonly Entry[], headOf: (entry: Entry) => string, say: Say): Block[] {
  return [...groupBy(entries, headOf)].flatMap(([head, ofHead]): Block[] => [
    { type: 'heading', level: 2, text: head },
    {
      type: 'paragraph',
      text: ofHead.map(({ number, body }) => `${body.standardName} ${number}`).join(say(';', '; ')),
    },
  ]);
}
