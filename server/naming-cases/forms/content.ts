import {
  namingCaseKinds,
  namingDocumentKinds,
  placeNameCategoryLabel,
  type Language,
  type NamingForm,
} from '../../../gis-data/catalogue/index.ts';
import { formatDate } from '../../../gis-data/catalogue/figure-words.ts';
import { namingRules } from '../../../gis-data/naming/rules.ts';
import type { PlaceNameBody } from '../../place-names/contract.ts';
import { positionOfGeometry } from '../../place-names/geometry.ts';
import { spelt } from '../../place-names/pinyin.ts';
import { sayIn, type Say } from '../../reports/document/content.ts';
import type { CaseDocument, NamingCaseFile, RuleOverride } from '../contract.ts';
import type { CaseState } from '../rules.ts';

/** What a form is filled from. */
export interface FormInput {
  language: Language;
  form: NamingForm;
  file: NamingCaseFile;
  state: CaseState;
  /** The place name that is renamed or cancelled, as registered now; null for a naming. */
  current: PlaceNameBody | null;
  /** Name of a division, or null. */
  divisionName(id: string): string | null;
}

/** One field of a form; null is left open to be written by hand. */
export type FormRow = readonly [label: string, value: string | null, height?: 'tall'];

/** A printed form as data. What is not known is a blank line, never a guess. */
export interface FormContent {
  language: Language;
  title: string;
  /** 文号. */
  number: string | null;
  /** Stand beside the title: demonstration data, draft. */
  marks: readonly string[];
  /** To whom it is written; null where to nobody. */
  addressee: string | null;
  before: readonly string[];
  rows: readonly FormRow[];
  after: readonly string[];
  /** Who signs it, and the day; absent where fields of the form are signed. */
  closing: { office: string; day: string } | null;
}

const BLANK = '________________';

/** A printed form of a case as it stands. */
export function formContent(input: FormInput): FormContent {
  const say = sayIn(input.language);
  const common = {
    language: input.language,
    number: null,
    marks: input.file.demo ? [say('演示数据', 'Demonstration data')] : [],
    addressee: null,
    before: [],
    rows: [],
    after: [],
    closing: null,
  };
  return { ...common, ...makers[input.form](input, say, common.marks) };
}

type Part = Pick<FormContent, 'title'> & Partial<FormContent>;
type Maker = (input: FormInput, say: Say, marks: readonly string[]) => Part;

const makers: Readonly<Record<NamingForm, Maker>> = {
  application(input, say) {
    const { file, state, language } = input;
    const documents = state.documents.map((document) => documentWords(document, language));
    return {
      title: say('地名申请表', 'Application for a place name'),
      rows: [
        [say('申请事项', 'Applied for'), kindWord(input)],
        [say('申请单位', 'Applicant'), file.applicant],
        [say('申请日期', 'Day'), formatDate(file.appliedOn, language)],
        ...nameRows(input, say),
        [say('申请理由', 'Reasons'), file.reason],
        ...checkRows(file, say, language),
        [say('附送材料', 'Documents'), documents.length === 0 ? null : documents.join('\n')],
        [say('申请单位意见', 'Applicant'), sealWords(say), 'tall'],
        [say('审核意见', 'Review'), sealWords(say), 'tall'],
        [say('批准意见', 'Approval'), sealWords(say), 'tall'],
      ],
    };
  },

  approval(input, say, marks) {
    const { file, state, language } = input;
    const decided = decisionOf(file);
    const what = subjectWords(input, say);
    const applied = formatDate(file.appliedOn, language);
    const before = [
      say(
        `你单位${applied}关于${what}的申请收悉。根据《地名管理条例》及有关规定,经审核,批复如下:`,
        `Your application of ${applied} about ${what} has been received. Under the Regulation on the Administration of Geographical Names, and after review, it is decided:`,
      ),
    ];
    if (file.outcome === 'refused') {
      const reason = decided?.kind === 'refused' ? decided.reason : BLANK;
      before.push(say(`不予批准。理由:${reason}`, `It is refused. Reason: ${reason}`));
    } else {
      before.push(say(`一、同意${what}。`, `1. ${capitalised(what)} is approved.`));
      before.push(
        say(
          '二、请按规定办理备案、公告,并更新标志和有关资料。',
          '2. It is to be filed and made public as prescribed; signs and records are to be brought up to date.',
        ),
      );
    }
    const overrides = decided?.kind === 'stepDone' ? (decided.overrides ?? []) : [];
    return {
      title: say(`关于${what}的批复`, `Approval: ${what}`),
      number: newest(state, 'approval')?.number ?? BLANK,
      marks: withDraft(marks, isApproved(state) || file.outcome === 'refused', say),
      addressee: file.applicant,
      before,
      rows: file.outcome === 'refused' ? [] : nameRows(input, say),
      after: overrides.length === 0 ? [] : overrideWords(overrides, say, language),
      closing: {
        office: BLANK,
        day: dayWords(decided?.kind === 'refused' ? decided.on : state.doneOn.get('approval'), say, language),
      },
    };
  },

  notice(input, say, marks) {
    const { state, language } = input;
    return {
      title: say('地名公告', 'Public notice of a place name'),
      number: newest(state, 'notice')?.number ?? BLANK,
      marks: withDraft(marks, isApproved(state), say),
      before: [
        say(
          `根据《地名管理条例》,${subjectWords(input, say)}业经批准,现予公告。`,
          `Under the Regulation on the Administration of Geographical Names, ${subjectWords(input, say)} has been approved and is hereby made public.`,
        ),
      ],
      rows: [...nameRows(input, say), ...approvalRows(input, say)],
      closing: { office: BLANK, day: dayWords(state.doneOn.get('gazetting'), say, language) },
    };
  },

  filing(input, say, marks) {
    const { state, language } = input;
    const enclosed = state.documents.filter(({ kind }) => kind !== 'filing' && kind !== 'notice');
    return {
      title: say('地名备案报告', 'Filing report of a place name'),
      number: newest(state, 'filing')?.number ?? BLANK,
      marks: withDraft(marks, isApproved(state), say),
      addressee: BLANK,
      before: [
        say(
          `根据《地名管理条例》关于备案的规定,现将${subjectWords(input, say)}的批准情况报送备案。`,
          `Under the Regulation on the Administration of Geographical Names, the approval of ${subjectWords(input, say)} is filed.`,
        ),
      ],
      rows: [
        [say('事项', 'Matter'), kindWord(input)],
        ...nameRows(input, say),
        ...approvalRows(input, say),
        [
          say('附件', 'Enclosed'),
          enclosed.length === 0 ? null : enclosed.map((document) => documentWords(document, language)).join('\n'),
        ],
      ],
      closing: { office: BLANK, day: dayWords(state.doneOn.get('filing'), say, language) },
    };
  },
};

const isApproved = (state: CaseState): boolean => state.doneOn.has('approval') && !isReturned(state);
/** A case that went back to before its approval has to be approved anew. */
const isReturned = ({ step }: CaseState): boolean =>
  step === 'application' || step === 'assessment' || step === 'review' || step === 'approval';

const withDraft = (marks: readonly string[], valid: boolean, say: Say): readonly string[] =>
  valid ? marks : [...marks, say('草稿,尚未批准', 'Draft, not approved')];

const newest = ({ documents }: CaseState, kind: CaseDocument['kind']): CaseDocument | undefined =>
  documents.findLast((document) => document.kind === kind);

function decisionOf({ file }: NamingCaseFile) {
  const decision = file.findLast(
    ({ content }) => content.kind === 'refused' || (content.kind === 'stepDone' && content.step === 'approval'),
  )?.content;
  return decision?.kind === 'refused' || decision?.kind === 'stepDone' ? decision : null;
}

const kindWord = ({ file, language }: FormInput): string =>
  namingCaseKinds.find(({ id }) => id === file.kind)!.label[language];

/** What is applied for, in a phrase. */
function subjectWords({ file: { proposal, proposedName, currentName } }: FormInput, say: Say): string {
  const old = currentName ?? BLANK;
  switch (proposal.kind) {
    case 'naming':
      return say(`命名“${proposedName}”`, `the naming of "${proposedName}"`);
    case 'renaming':
      return say(`“${old}”更名为“${proposedName}”`, `the renaming of "${old}" to "${proposedName}"`);
    case 'cancellation':
      return say(`“${old}”销名`, `the cancellation of "${old}"`);
  }
}

const capitalised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** The name, what it names and where that is. */
function nameRows(
  { file: { proposal, currentName }, current, divisionName, language }: FormInput,
  say: Say,
): FormRow[] {
  const place = proposal.kind === 'naming' ? proposal.name : current;
  const name = proposal.kind === 'cancellation' ? null : proposal.name;
  const divisions = [place?.countyId, place?.townshipId, place?.villageId].map((id) => (id ? divisionName(id) : null));
  const position = place?.geometry ? positionOfGeometry(place.geometry) : null;
  const pinyin = (name ?? current)?.pinyin ?? null;
  return [
    ...(proposal.kind === 'naming'
      ? []
      : [
          [say('现用名称', 'Name in force'), currentName] as const,
          [say('地名代码', 'Code'), current?.code ?? null] as const,
        ]),
    ...(name === null ? [] : [[say('标准名称', 'Standard name'), name.standardName] as const]),
    [say('汉语拼音', 'Pinyin'), pinyin === null ? null : spelt(pinyin)],
    [say('类别', 'Category'), place ? placeNameCategoryLabel(place.category)[language] : null],
    [say('所在区划', 'Division'), divisions.filter((each) => each !== null).join(' ') || null],
    [
      say('位置(经度、纬度)', 'Place (longitude, latitude)'),
      position && position.map((d) => `${d.toFixed(5)}°`).join(', '),
    ],
    ...(name === null
      ? []
      : [
          [
            say('来历', 'Origin'),
            name.origin ?? (proposal.kind === 'renaming' ? (current?.origin ?? null) : null),
          ] as const,
          [
            say('含义', 'Meaning'),
            name.meaning ?? (proposal.kind === 'renaming' ? (current?.meaning ?? null) : null),
          ] as const,
        ]),
  ];
}

const approvalRows = ({ state, language }: FormInput, say: Say): FormRow[] => {
  const document = newest(state, 'approval');
  const approvedOn = isApproved(state) ? state.doneOn.get('approval') : undefined;
  return [
    [say('批准机关', 'Approved by'), null],
    [say('批准文件', 'Approval'), document ? documentWords(document, language) : null],
    [say('批准日期', 'Approved on'), approvedOn === undefined ? null : formatDate(approvedOn, language)],
  ];
};

/** What the naming rules find, gravest first; nothing once the case has ended. */
function checkRows({ check }: NamingCaseFile, say: Say, language: Language): FormRow[] {
  if (check === null) return [];
  const severities = { block: say('违反', 'against'), warn: say('须核', 'to review'), note: say('提示', 'note') };
  const lines = check.findings.map(
    ({ severity, message, clause }) =>
      `〔${severities[severity]}〕${message[language]}(${clause.document[language]} ${clause.place[language]})`,
  );
  return [
    [
      say('命名规则检查', 'Naming rules'),
      lines.length === 0 ? say('未发现不符合规则之处', 'Nothing against the rules was found') : lines.join('\n'),
    ],
  ];
}

const documentWords = ({ kind, title, number, date }: CaseDocument, language: Language): string => {
  const label = namingDocumentKinds.find(({ id }) => id === kind)!.label[language];
  return [`${label}${language === 'zh' ? ':' : ': '}${title}`, number, date && formatDate(date, language)]
    .filter(Boolean)
    .join(' · ');
};

function overrideWords(overrides: readonly RuleOverride[], say: Say, language: Language): string[] {
  return [
    say(
      '该名称与下列规则不一致,准予使用的理由如下:',
      'The name is against the rules below; it is approved for these reasons:',
    ),
    ...overrides.map(({ rule, reason }) => {
      const known = namingRules.find(({ id }) => id === rule);
      const words = known
        ? `${known.title[language]}(${known.clause.document[language]} ${known.clause.place[language]})`
        : rule;
      return `${words}:${reason}`;
    }),
  ];
}

const sealWords = (say: Say): string => say('(盖章)    年    月    日', '(seal)    date: ____________');

const dayWords = (day: string | undefined, say: Say, language: Language): string =>
  day === undefined ? say('____年____月____日', 'date: ____________') : formatDate(day, language);
