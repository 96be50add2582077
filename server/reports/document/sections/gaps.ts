import { indicatorDefinition, type Language } from '../../../../gis-data/catalogue/index.ts';
import type { EvidenceRow } from '../../../indicators/contract.ts';
import { groupBy } from '../../../indicators/group-by.ts';
import type { Block, Say } from '../content.ts';
import { evidenceOf, type ReportData } from '../data.ts';

/** Coverage indicators of townships and counties whose missing units are named; the first with every unit's reason. */
const detailed = '8';
const listed = ['3', 'serviceWindows', '14', 'guidanceCentres'] as const;

/** Which townships and counties still miss what the plan asks for, and why; unknown ones apart. */
export function gapsSection(data: ReportData, say: Say): Block[] {
  return [
    { type: 'heading', level: 1, text: say('差距', 'Gaps') },
    { type: 'heading', level: 2, text: indicatorDefinition(detailed).name[data.language] },
    ...reasons(data, say),
    ...listed.flatMap((id) => names(data, id, say)),
  ];
}

const ofVerdict = (rows: readonly EvidenceRow[], verdict: EvidenceRow['verdict']) =>
  rows.filter((row) => row.headline && row.verdict === verdict);

function reasons(data: ReportData, say: Say): Block[] {
  const rows = evidenceOf(detailed, data);
  return [
    ...reasonTable(
      data,
      ofVerdict(rows, 'no'),
      say('未具备的乡镇(街道)及原因', 'Townships without, and why'),
      say('没有未具备的乡镇(街道)。', 'No township is known to be without.'),
      say,
    ),
    ...reasonTable(
      data,
      ofVerdict(rows, 'unknown'),
      say('是否具备未知的乡镇(街道):需核实的内容', 'Townships for which it is not known: what must be found out'),
      say('没有情况未知的乡镇(街道)。', 'There is no township for which it is not known.'),
      say,
    ),
  ];
}

function reasonTable(
  { language }: ReportData,
  rows: readonly EvidenceRow[],
  caption: string,
  none: string,
  say: Say,
): Block[] {
  if (rows.length === 0) return [{ type: 'paragraph', text: none }];
  return [
    {
      type: 'table',
      caption: say(`${caption}(${rows.length} 个)`, `${caption} (${rows.length})`),
      columns: [
        { label: say('序号', 'No.'), share: 8, align: 'centre' },
        { label: say('县(市、区)', 'County'), share: 20 },
        { label: say('乡镇(街道)', 'Township'), share: 20 },
        { label: say('原因', 'Reason'), share: 52 },
      ],
      rows: rows.map((row, i) => [String(i + 1), row.countyName ?? '—', row.unitName, row.reason[language]]),
    },
  ];
}

function names(data: ReportData, id: string, say: Say): Block[] {
  const { language } = data;
  const rows = evidenceOf(id, data);
  const missing = ofVerdict(rows, 'no');
  const unknown = ofVerdict(rows, 'unknown');
  const heading: Block = { type: 'heading', level: 2, text: indicatorDefinition(id).name[language] };
  if (missing.length + unknown.length === 0) {
    return [heading, { type: 'paragraph', text: say('没有缺口,也没有未知。', 'No gap, and nothing unknown.') }];
  }
  const counts = say(
    `未具备 ${missing.length} 个,情况未知 ${unknown.length} 个。`,
    `Without: ${missing.length}; not known: ${unknown.length}.`,
  );
  return [heading, { type: 'paragraph', text: counts }, namesTable([...missing, ...unknown], language, say)];
}

function namesTable(rows: readonly EvidenceRow[], language: Language, say: Say): Block {
  const separator = language === 'zh' ? '、' : ', ';
  const namesOf = (of: readonly EvidenceRow[], verdict: EvidenceRow['verdict']) =>
    of
      .filter((row) => row.verdict === verdict)
      .map((row) => row.unitName)
      .join(separator) || '—';
  const byCounty = groupBy(rows, (row) => row.countyName ?? row.unitName);
  return {
    type: 'table',
    caption: say('按县(市、区)', 'By county'),
    columns: [
      { label: say('县(市、区)', 'County'), share: 20 },
      { label: say('未具备', 'Without'), share: 50 },
      { label: say('情况未知', 'Not known'), share: 30 },
    ],
    rows: [...byCounty].map(([county, of]) => [county, namesOf(of, 'no'), namesOf(of, 'unknown')]),
  };
}
