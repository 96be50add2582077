import { text, type IndicatorDefinition, type Text } from '../../../gis-data/catalogue/index.ts';
import type { EvidenceRow, Verdict } from '../../indicators/contract.ts';

/** Wordings of the workbook. Formulas compare with those of verdicts and units, so a language has each only once. */

export const sheetNames = {
  cover: text('封面', 'Cover'),
  indicators: text('指标', 'Indicators'),
  rules: text('规则', 'Rules'),
  signature: text('签名', 'Signature'),
};

/** Sheet of an indicator's evidence; the plan's text targets are numbered apart. */
export function evidenceSheetName({ planNumber }: IndicatorDefinition, textTarget: number): Text {
  return planNumber === null
    ? text(`证据 文${textTarget}`, `Evidence T${textTarget}`)
    : text(`证据 ${planNumber}`, `Evidence ${planNumber}`);
}

export const truthWords: Readonly<Record<EvidenceRow['verdict'], Text>> = {
  yes: text('是', 'yes'),
  no: text('否', 'no'),
  unknown: text('未知', 'unknown'),
};

export const verdictWords: Readonly<Record<Verdict, Text>> = {
  met: text('达标', 'met'),
  unmet: text('未达标', 'not met'),
  insufficient: text('数据不足', 'insufficient data'),
};

export const unitTypeWords: Readonly<Record<EvidenceRow['unitType'], Text>> = {
  city: text('市', 'city'),
  county: text('县(市、区)', 'county'),
  township: text('乡镇(街道)', 'township'),
  village: text('村(社区)', 'village or community'),
  facility: text('设施', 'facility'),
  statistic: text('填报', 'statistic'),
};

export const unitWords: Readonly<Record<IndicatorDefinition['unit'], Text>> = {
  ratio: text('比例', 'share'),
  count: text('个', 'number'),
  people: text('人', 'people'),
  squareMetresPer100Households: text('平方米/百户', 'm² per 100 households'),
};

export const kindWords: Readonly<Record<IndicatorDefinition['kind'], Text>> = {
  binding: text('约束性', 'binding'),
  expected: text('预期性', 'expected'),
  text: text('规划正文', 'text of the plan'),
};

export const comparisonSigns = { atLeast: '≥', moreThan: '>' } as const;

export const headlineWord = text('主口径', 'Headline');
export const demoWord = text('演示数据', 'Demonstration data');
export const noneWord = text('无', 'none');

/** The cell that tells where the signed text begins; the same in every language. */
export const signatureMark = 'YZT-WORKBOOK-SIGNATURE/1';
