import type { Strings } from '../../app/i18n/strings.ts';

export const zh = {
  verdict: {
    passes: '未发现不符合规则之处',
    review: '有须由人核对之处',
    refused: '违反命名规则',
  },
  severity: { block: '违反', warn: '须核', note: '提示' },
  standing: { known: '', unconfirmed: '条文待核对', practice: '惯例,无条文' },
  parts: '专名 {{specific}} · 通名 {{generic}}',
  noGeneric: '未识别',
  collision: '相冲突的名称:',
  distance: '距离 {{distance}}',
  noDistance: '距离未知',
  more_one: '另有 {{count}} 条未列出',
  more_other: '另有 {{count}} 条未列出',
  suggestions: '符合规则的备选名称',
  kilometres: '{{value}} 公里',
  metres: '{{value}} 米',
};

export const en: Strings<typeof zh> = {
  verdict: {
    passes: 'Nothing against the rules was found',
    review: 'A person has to look at this name',
    refused: 'Against the naming rules',
  },
  severity: { block: 'Forbidden', warn: 'To review', note: 'Note' },
  standing: { known: '', unconfirmed: 'clause to be confirmed', practice: 'practice, no clause' },
  parts: 'Specific part {{specific}} · generic term {{generic}}',
  noGeneric: 'not recognised',
  collision: 'Name that it runs into: ',
  distance: '{{distance}} away',
  noDistance: 'distance not known',
  more_one: '{{count}} more is not listed',
  more_other: '{{count}} more are not listed',
  suggestions: 'Alternatives that pass',
  kilometres: '{{value}} km',
  metres: '{{value}} m',
};
