import type { Strings } from '../app/i18n/strings.ts';

export const zh = {
  title: '报告',
  document: {
    title: '规划评估报告',
    help: '市或县的完整报告:概述、14 项指标、地图、差距、拟采取的措施与费用、方法与数据质量、签署栏。全部数字出自同一快照。数据时点用页首的日期。',
    division: '范围',
    wholeCity: '全市',
    scenario: '方案',
    noScenario: '不选方案',
    language: '报告语言',
    chinese: '中文',
    english: '英文',
    format: '格式',
    docx: 'Word 文档(DOCX)',
    html: '打印版网页(HTML)',
    start: '生成报告',
    download: '下载报告',
    openPrint: '打开打印版',
    printHelp: '在打开的页面中用浏览器的“打印”可存为 PDF。',
    made: '截至 {{asOf}},快照 {{snapshot}},{{kilobytes}} KB;保留一小时',
  },
};

export const en: Strings<typeof zh> = {
  title: 'Reports',
  document: {
    title: 'Assessment report',
    help: 'A whole report of the city or a county: summary, the 14 indicators, maps, gaps, proposed actions with costs, method and data quality, signatures. Every figure is of one snapshot. Its date is the one in the header of this page.',
    division: 'Area',
    wholeCity: 'The whole city',
    scenario: 'Scenario',
    noScenario: 'No scenario',
    language: 'Language',
    chinese: 'Chinese',
    english: 'English',
    format: 'Format',
    docx: 'Word (DOCX)',
    html: 'Print page (HTML)',
    start: 'Make the report',
    download: 'Download the report',
    openPrint: 'Open the page for printing',
    printHelp: 'Print from the opened page, or save it as PDF there.',
    made: 'As of {{asOf}}, snapshot {{snapshot}}, {{kilobytes}} KB; kept for an hour',
  },
};
