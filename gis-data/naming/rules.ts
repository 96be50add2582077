import type { Clause } from '../catalogue/indicators.ts';
import { text, type Text } from '../catalogue/text.ts';
import type { clauseStandings, NameKind, NameScope, NamingCheck, ReservedWordKind } from './kinds.ts';

/** What a rule says when it is broken: forbids, needs the eye of a person, or informs. */
export type NamingSeverity = 'block' | 'warn' | 'note';

export interface NamingClause extends Clause {
  /** Known to stand at this place, taken to (shown as 条文待核对), or practice that no clause asks for. */
  standing: (typeof clauseStandings)[number];
}

/** A rule of the law, in force for some time and some place. What it does is the function of its check. */
export interface NamingRule {
  id: string;
  check: NamingCheck;
  title: Text;
  severity: NamingSeverity;
  clause: NamingClause;
  /** First day in force. */
  from: string;
  /** First day no longer in force. */
  until: string | null;
  /** First two digits of the code of the province whose rule it is; null: of the country. */
  province: string | null;
  /** Kinds that it is about; null: all. */
  kinds: readonly NameKind[] | null;
  /** For rules about other names: the area within which they must differ. */
  scope: NameScope | null;
  /** Whether it is about features that are known far and wide only. */
  importantOnly: boolean;
  /** For reserved words: which. */
  words: readonly ReservedWordKind[];
}

const regulation = text('《地名管理条例》', 'Regulation on the Administration of Geographical Names');
const regulation1986 = text(`${regulation.zh}(国发〔1986〕11号)`, `${regulation.en} (1986)`);
const regulation2022 = text(`${regulation.zh}(国务院令第753号)`, `${regulation.en} (State Council order 753)`);
const detailedRules1996 = text(
  '《地名管理条例实施细则》(民行发〔1996〕17号)',
  'Detailed rules for the Regulation on Geographical Names (1996)',
);
const measures2024 = text(
  '《地名管理条例实施办法》(民政部令第71号)',
  'Implementing measures for the Regulation on Geographical Names (Ministry of Civil Affairs order 71)',
);
const hebei2025 = text(
  '《河北省地名管理规定》(省政府令〔2025〕第4号)',
  'Hebei provisions on geographical names (provincial order 4 of 2025)',
);
const practice = text('地名命名惯例', 'Naming practice');

const of1986 = (item: Text): NamingClause => ({
  document: regulation1986,
  place: text(`第四条${item.zh}`, `Article 4, ${item.en}`),
  standing: 'known',
});
const persons1986 = of1986(text('第(二)项', 'item 2'));
const duplicates1986 = of1986(text('第(三)项', 'item 3'));
const facilities1986 = of1986(text('第(四)项', 'item 4'));
const rare1986 = of1986(text('第(五)项', 'item 5'));
const twoParts1996: NamingClause = {
  document: detailedRules1996,
  place: text('第十四条', 'Article 14'),
  standing: 'known',
};
const article9: NamingClause = { document: regulation2022, place: text('第九条', 'Article 9'), standing: 'known' };
const article9Unconfirmed: NamingClause = { ...article9, standing: 'unconfirmed' };
const persons2024: NamingClause = { document: measures2024, place: text('第三条', 'Article 3'), standing: 'known' };
const companies2024: NamingClause = { document: measures2024, place: text('第四条', 'Article 4'), standing: 'known' };
const hamlets2025: NamingClause = {
  document: hebei2025,
  place: text('第三条第(三)项', 'Article 3, item 3'),
  standing: 'unconfirmed',
};
const byPractice: NamingClause = { document: practice, place: text('无条文', 'no clause'), standing: 'practice' };

const FROM_1986 = '1986-01-23';
const FROM_1996 = '1996-06-18';
const FROM_2022 = '2022-05-01';
const FROM_2024 = '2024-05-01';
const HEBEI_FROM_2025 = '2025-11-01';
const HEBEI = '13';

type Part = Partial<NamingRule> & Pick<NamingRule, 'severity' | 'clause'>;

const rule = (id: string, check: NamingCheck, title: Text, part: Part): NamingRule => ({
  id,
  check,
  title,
  from: FROM_1986,
  until: null,
  province: null,
  kinds: null,
  scope: null,
  importantOnly: false,
  words: [],
  ...part,
});

const until2022 = { from: FROM_1986, until: FROM_2022 } as const;
const since2022 = { from: FROM_2022, until: null } as const;
const always = { severity: 'warn', clause: byPractice } as const;

const titles = {
  duplicate: text('重名', 'Duplicate name'),
  homophone: text('同音', 'Homophone'),
  lookAlike: text('字形相近', 'Look-alike name'),
  sameSpecific: text('专名相同', 'Same specific term'),
  rare: text('生僻字', 'Rare character'),
  leader: text('国家领导人名字', 'Name of a leader of the state'),
  person: text('人名', 'Name of a person'),
  foreign: text('外国人名、地名', 'Foreign person or place'),
  company: text('企业名称、商标名称', 'Company or brand name'),
  twoParts: text('专名和通名', 'Specific and generic term'),
  place: text('设施名称与所在地地名', 'Facility and the name of its place'),
} as const;

/** Kinds of names that must differ within an area, by the law of a time. */
interface ScopeOfLaw {
  key: string;
  kinds: readonly NameKind[];
  scope: NameScope;
  importantOnly?: boolean;
}

const scopesOf1986: readonly ScopeOfLaw[] = [
  { key: 'divisions', kinds: ['countyOrHigher'], scope: 'nation' },
  { key: 'townships', kinds: ['township'], scope: 'county' },
  { key: 'roads', kinds: ['road'], scope: 'builtUpArea' },
  { key: 'villages', kinds: ['village', 'hamlet'], scope: 'township' },
];
const scopesOf2022: readonly ScopeOfLaw[] = [
  { key: 'divisions', kinds: ['countyOrHigher'], scope: 'nation' },
  { key: 'features', kinds: ['naturalFeature'], scope: 'nation', importantOnly: true },
  { key: 'townships', kinds: ['township'], scope: 'province' },
  { key: 'villages', kinds: ['village'], scope: 'county' },
  { key: 'built-up', kinds: ['road', 'estate', 'building'], scope: 'builtUpArea' },
];
/** Names that the law gives no area for, where one who reads a map would still be misled. */
const scopesOfPractice: readonly ScopeOfLaw[] = [
  { key: 'local', kinds: ['naturalFeature', 'park', 'facility'], scope: 'county' },
];

/** Kinds that share a 专名 with others of their place by custom: a hill and the river at its foot. */
const derivedKinds: readonly NameKind[] = ['naturalFeature', 'park', 'facility'];
/** Kinds whose names are written with a 通名. */
const kindsWithGeneric: readonly NameKind[] = ['countyOrHigher', 'township', 'village', 'road', 'estate', 'building'];

/** Kinds whose 通名 is never that of another kind; villages are called after hills and rivers. */
const kindsWithOwnGeneric = kindsWithGeneric.filter((kind) => kind !== 'village');

/** The rules about other names within an area: duplicates and homophones by the clause, look-alikes by practice. */
const aboutOthers = (
  law: string,
  { key, ...within }: ScopeOfLaw,
  span: Partial<NamingRule>,
  clause: NamingClause,
  duplicate: NamingSeverity,
): NamingRule[] => [
  rule(`duplicate-${law}-${key}`, 'duplicate', titles.duplicate, { ...span, ...within, severity: duplicate, clause }),
  rule(`homophone-${law}-${key}`, 'homophone', titles.homophone, { ...span, ...within, severity: 'warn', clause }),
  rule(`look-alike-${law}-${key}`, 'look-alike', titles.lookAlike, { ...span, ...within, ...always }),
  ...(within.kinds.some((kind) => derivedKinds.includes(kind))
    ? []
    : [rule(`same-specific-${law}-${key}`, 'same-specific', titles.sameSpecific, { ...span, ...within, ...always })]),
];

/** All naming rules; those in force on a day are taken from here. */
export const namingRules: readonly NamingRule[] = [
  rule('length', 'length', text('长度', 'Length'), always),
  rule('invisible-character', 'invisible-character', text('不可见字符', 'Invisible character'), {
    severity: 'block',
    clause: byPractice,
  }),
  rule('compatibility-character', 'compatibility-character', text('兼容字符', 'Compatibility character'), {
    severity: 'block',
    clause: byPractice,
  }),
  rule('not-chinese', 'not-chinese', text('非汉字字符', 'Not a Chinese character'), {
    severity: 'block',
    clause: byPractice,
  }),
  rule('digits', 'digits', text('数字', 'Digits'), always),
  rule('ordinal', 'ordinal', text('纯序数', 'Ordinal only'), always),
  rule('traditional-form', 'traditional-form', text('繁体字、异体字', 'Traditional or variant form'), {
    severity: 'block',
    clause: byPractice,
  }),
  rule('rare-character-1986', 'rare-character', titles.rare, { ...until2022, severity: 'warn', clause: rare1986 }),
  rule('rare-character-2022', 'rare-character', titles.rare, { ...since2022, severity: 'warn', clause: article9 }),

  ...scopesOf1986.flatMap((scope) => aboutOthers('1986', scope, until2022, duplicates1986, 'block')),
  ...scopesOf2022.flatMap((scope) => aboutOthers('2022', scope, since2022, article9, 'block')),
  ...scopesOfPractice.flatMap((scope) => aboutOthers('practice', scope, {}, byPractice, 'warn')),
  ...aboutOthers(
    'hebei-2025',
    { key: 'hamlets', kinds: ['hamlet'], scope: 'township' },
    { from: HEBEI_FROM_2025, province: HEBEI },
    hamlets2025,
    'warn',
  ),
  rule('former-name', 'former-name', text('与曾用名相同', 'Same as a former name'), {
    severity: 'note',
    clause: byPractice,
  }),
  rule('scope-unknown', 'scope-unknown', text('所在范围不明', 'Area not known'), {
    severity: 'note',
    clause: byPractice,
  }),

  rule('generic-missing-1996', 'generic-missing', titles.twoParts, {
    from: FROM_1996,
    until: FROM_2022,
    severity: 'warn',
    clause: twoParts1996,
    kinds: kindsWithGeneric,
  }),
  rule('generic-missing-2022', 'generic-missing', titles.twoParts, {
    ...since2022,
    severity: 'warn',
    kinds: kindsWithGeneric,
    clause: article9Unconfirmed,
  }),
  rule('generic-alone-1996', 'generic-alone', titles.twoParts, {
    from: FROM_1996,
    until: FROM_2022,
    severity: 'block',
    clause: twoParts1996,
  }),
  rule('generic-alone-2022', 'generic-alone', titles.twoParts, {
    ...since2022,
    severity: 'block',
    clause: article9Unconfirmed,
  }),
  rule('generic-stacked', 'generic-stacked', text('通名叠用', 'Stacked generic terms'), always),
  rule('generic-kind-1996', 'generic-kind', text('通名与类别', 'Generic term and kind'), {
    kinds: kindsWithOwnGeneric,
    from: FROM_1996,
    until: FROM_2022,
    severity: 'warn',
    clause: twoParts1996,
  }),
  rule('generic-kind-2022', 'generic-kind', text('名实相符', 'Name fits the thing'), {
    kinds: kindsWithOwnGeneric,
    ...since2022,
    severity: 'warn',
    clause: article9,
  }),
  rule('generic-threshold-1996', 'generic-threshold', text('通名与规模', 'Generic term and size'), {
    from: FROM_1996,
    until: FROM_2022,
    severity: 'warn',
    clause: twoParts1996,
  }),
  rule('generic-threshold-2022', 'generic-threshold', text('名实相符', 'Name fits the thing'), {
    ...since2022,
    severity: 'warn',
    clause: article9,
  }),

  rule('leader-1986', 'reserved-word', titles.leader, {
    ...until2022,
    severity: 'block',
    clause: persons1986,
    words: ['leader'],
  }),
  rule('leader-2022', 'reserved-word', titles.leader, {
    ...since2022,
    severity: 'block',
    clause: article9,
    words: ['leader'],
  }),
  rule('person-1986', 'reserved-word', titles.person, {
    ...until2022,
    severity: 'warn',
    clause: persons1986,
    words: ['person'],
  }),
  rule('person-2022', 'reserved-word', titles.person, {
    from: FROM_2022,
    until: FROM_2024,
    severity: 'warn',
    clause: article9Unconfirmed,
    words: ['person'],
  }),
  rule('person-2024', 'reserved-word', titles.person, {
    from: FROM_2024,
    severity: 'warn',
    clause: persons2024,
    words: ['person', 'role'],
  }),
  rule('foreign-2022', 'reserved-word', titles.foreign, {
    ...since2022,
    severity: 'block',
    clause: article9,
    words: ['foreign'],
  }),
  rule('company-2022', 'reserved-word', titles.company, {
    from: FROM_2022,
    until: FROM_2024,
    severity: 'block',
    clause: article9,
    words: ['company'],
  }),
  rule('company-2024', 'reserved-word', titles.company, {
    from: FROM_2024,
    severity: 'block',
    clause: companies2024,
    words: ['company'],
  }),
  rule('grand-word', 'reserved-word', text('大而不当的词语', 'Word too grand for a place'), {
    ...always,
    words: ['grand'],
  }),

  rule('direction', 'direction', text('方位词与位置不符', 'Direction word and position'), always),
  rule(
    'famous-feature-2022',
    'famous-feature',
    text('以著名自然地理实体命名行政区划', 'Division named as a famous feature'),
    {
      ...since2022,
      severity: 'warn',
      clause: article9Unconfirmed,
      kinds: ['countyOrHigher', 'township'],
    },
  ),
  rule('place-of-facility-1986', 'place-of-facility', titles.place, {
    ...until2022,
    severity: 'warn',
    clause: facilities1986,
    kinds: ['facility'],
  }),
  rule('place-of-facility-2022', 'place-of-facility', titles.place, {
    ...since2022,
    severity: 'warn',
    clause: article9,
    kinds: ['facility'],
  }),
];
