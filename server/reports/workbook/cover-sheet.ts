import { text, type Language, type Text } from '../../../gis-data/catalogue/index.ts';
import type { WorkbookFacts } from '../contract.ts';
import type { Cell, Sheet } from './cells.ts';
import type { WorkbookContent } from './content.ts';
import { demoWord, noneWord, sheetNames } from './words.ts';

/** What the workbook is about, what it was computed from, and how anyone can check it. */
export function coverSheet(content: WorkbookContent, fingerprint: string, language: Language): Sheet {
  const { facts } = content;
  const label = (zh: string, en: string) => text(zh, en)[language];
  const rows: Cell[][] = [
    [titleOf(facts)[language]],
    ...(facts.demo ? [[demoWord[language], demoWarning[language]]] : []),
    [label('范围', 'Area'), `${facts.scope.name} (${facts.scope.code})`],
    [label('数据日期', 'As of'), facts.asOf],
    [label('数据快照', 'Snapshot'), facts.snapshot],
    [label('登记序号', 'Registry sequence number'), facts.seq],
    [label('步行路网', 'Walk network'), facts.network ? facts.network.name : noneWord[language]],
    ...(facts.network
      ? [
          [label('路网规则版本', 'Network rules'), facts.network.profileVersion],
          [label('路网来源校验值(SHA-256)', 'Source of the network (SHA-256)'), facts.network.sourceSha256],
        ]
      : []),
    [label('规则版本', 'Rule versions'), content.indicators.map((i) => i.definition.ruleVersion).join(', ')],
    [label('生成时间', 'Made at'), facts.generatedAt],
    [label('公钥指纹(SHA-256)', 'Fingerprint of the key (SHA-256)'), fingerprint],
    [],
    [label('如何核对', 'How to check')],
    ...howToCheck.map((step, i) => [i + 1, step[language]]),
  ];
  return {
    name: sheetNames.cover[language],
    columns: [
      { width: 30, align: 'left' },
      { width: 110, align: 'left', wrap: true },
    ],
    headerRow: null,
    rows,
  };
}

const titleOf = ({ scope, asOf }: WorkbookFacts): Text =>
  text(
    `${scope.name} 民政规划指标核验工作簿(${asOf})`,
    `Proving workbook of planning indicators: ${scope.name}, ${asOf}`,
  );

const demoWarning = text(
  '含有程序生成的演示数据,不是真实登记,不得作为决策依据',
  'Contains generated demonstration data, not real records; do not base decisions on it',
);

const howToCheck: readonly Text[] = [
  text(
    '“指标”表的数字全部是公式,在 Excel、WPS 或 LibreOffice 中选中即可看到它引用的证据和规则;重新计算应得到同样的数字。',
    'Every figure of the sheet “Indicators” is a formula: select it in Excel, WPS or LibreOffice to see the evidence and rules that it reads; recalculating gives the same figures.',
  ),
  text(
    '每张证据表一行一个单元,写明判定、理由和所据登记记录;浅蓝色的列由公式读取,改动其中一格,指标随之变化。',
    'Every evidence sheet has one row per unit with its verdict, reason and records; formulas read the pale blue columns: change one of their cells and the indicator changes.',
  ),
  text(
    '“未知”既不算“是”也不算“否”:下限按未知全部不符合计算,上限按全部符合计算,判定依据区间。',
    '“Unknown” is neither yes nor no: the lower end assumes that all unknown fail, the upper end that all hold, and the verdict follows from the range.',
  ),
  text(
    '在“报告”页面上传本文件,或运行 yzt verify 文件名,即可知道文件是否原样、何处被改。只改格式或另存不影响核验。',
    'Upload this file on the page “Reports”, or run yzt verify FILE, to learn whether it is as it was made, and where it was altered. Formats and saving anew do not matter.',
  ),
  text(
    '没有系统的人可向出具单位索取公钥(/api/v1/installation/key),用 yzt verify 文件名 --key 公钥.pem 核验,并核对指纹。',
    'Without the system, ask whoever issued it for the public key (/api/v1/installation/key), compare the fingerprint, and run yzt verify FILE --key PUBLIC.pem.',
  ),
];
