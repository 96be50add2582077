import { formatDate } from '../../../gis-data/catalogue/index.ts';
import { sayIn, type Block, type ReportContent, type Say } from './content.ts';
import { isDemo, scopedResults, type ReportData } from './data.ts';
import { actionsSection } from './sections/actions.ts';
import { gapsSection } from './sections/gaps.ts';
import { indicatorsSection } from './sections/indicators.ts';
import { mapsSection, networkWords } from './sections/maps.ts';
import { methodSection } from './sections/method.ts';
import { summarySection } from './sections/summary.ts';

/** The report of a city or county, in the order in which bureaus hand it in; everything from one snapshot. */
export function reportContent(data: ReportData): ReportContent {
  const { language, scope, snapshot } = data;
  const say = sayIn(language);
  const results = scopedResults(data);
  return {
    language,
    title: say(`${scope.name}民政服务设施规划评估报告`, `${scope.name}: assessment of civil-affairs facility planning`),
    subtitle: say(
      `数据截至 ${formatDate(snapshot.asOf, language)}`,
      `Data as of ${formatDate(snapshot.asOf, language)}`,
    ),
    facts: factsOf(data, say),
    mark: isDemo(data) ? say('演示数据', 'Demonstration data') : null,
    blocks: numbered(
      [
        ...summarySection(data, results, say),
        ...indicatorsSection(data, results, say),
        ...mapsSection(data, say),
        ...gapsSection(data, say),
        ...actionsSection(data, say),
        ...methodSection(data, results, say),
        ...signature(say),
      ],
      say,
    ),
  };
}

function factsOf(data: ReportData, say: Say): [string, string][] {
  const { scope, snapshot, scenario, language } = data;
  return [
    [say('范围', 'Area'), scope.name],
    [say('数据时点', 'As of'), formatDate(snapshot.asOf, language)],
    [say('数据快照', 'Snapshot'), snapshot.id],
    [say('路网', 'Network'), networkWords(data, say)],
    [say('方案', 'Scenario'), scenario?.scenario.name ?? say('未选择', 'None chosen')],
    [say('编制日期', 'Made on'), formatDate(data.madeOn, language)],
  ];
}

const signature = (say: Say): Block[] => [
  { type: 'heading', level: 1, text: say('签署', 'Signatures') },
  {
    type: 'signature',
    fields: [
      say('编制单位(盖章)', 'Issuing body (seal)'),
      say('编制人', 'Prepared by'),
      say('审核人', 'Checked by'),
      say('负责人', 'Responsible'),
      say('日期', 'Date'),
    ],
  },
];

const chineseNumbers = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/** Numbers headings (一、 and (一)), tables and figures in their order. */
function numbered(blocks: readonly Block[], say: Say): Block[] {
  const count = { heading: 0, below: 0, table: 0, figure: 0 };
  return blocks.map((block) => {
    if (block.type === 'heading' && block.level === 1) {
      count.heading++;
      count.below = 0;
      const number = say(`${chineseNumbers[count.heading - 1]}、`, `${count.heading}. `);
      return { ...block, text: number + block.text };
    }
    if (block.type === 'heading') {
      count.below++;
      const number = say(`(${chineseNumbers[count.below - 1]})`, `${count.heading}.${count.below} `);
      return { ...block, text: number + block.text };
    }
    if (block.type === 'table')
      return { ...block, caption: `${say('表', 'Table')} ${++count.table}  ${block.caption}` };
    if (block.type === 'figure')
      return { ...block, caption: `${say('图', 'Figure')} ${++count.figure}  ${block.caption}` };
    return block;
  });
}
