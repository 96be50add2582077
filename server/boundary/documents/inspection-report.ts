import { coordinateSystems, inspectionSteps, type Language } from '../../../gis-data/catalogue/index.ts';
import {
  inspectionChecklists,
  WITHHELD_HASH,
  type CaseFile,
  type Entry,
  type EntryContent,
  type MeasuredPosition,
} from '../../inspection/contract.ts';
import type { Block, Column, ReportContent } from '../../reports/document/content.ts';
import type { BoundaryLineItem, BoundaryMarkerItem } from '../contract.ts';
import { movementTest, movementVerdicts, type MovementTest } from '../survey/movement-test.ts';
import { dms } from './angles.ts';
import { signaturePicture } from './signature-picture.ts';
import { sayIn, unknownWord, wordOf, type Say } from './words.ts';

/** All that a report of a joint inspection is made from; plain data, as whoever asks may see it. */
export interface ReportInput {
  language: Language;
  file: CaseFile;
  line: BoundaryLineItem;
  /** Markers of the line as registered now, by number. */
  markers: readonly BoundaryMarkerItem[];
  /** Markers as they were registered when a record was made, by `id/version`, as far as the register still tells. */
  asSeen: ReadonlyMap<string, BoundaryMarkerItem>;
  /** Whether the chain of entries holds. */
  chain: { intact: boolean; firstBreak: { position: number; reason: { zh: string; en: string } } | null };
  snapshot: string;
  asOf: string;
}

type ContentOf<Kind extends EntryContent['kind']> = Extract<EntryContent, { kind: Kind }>;
type Of<Kind extends EntryContent['kind']> = Entry & { content: ContentOf<Kind> };

/** What the parts of the report share. */
interface Telling extends ReportInput {
  say: Say;
  byId: ReadonlyMap<string, BoundaryMarkerItem>;
  of<Kind extends EntryContent['kind']>(kind: Kind): Of<Kind>[];
}

/**
 * The report of a joint inspection (联检报告): what the file of a case says, in the order in which it is read, with the
 * archive's annex of all entries and their hashes. Words of dissent stand verbatim. For whoever may not see positions
 * precisely, measurements and hashes are withheld and the report says so.
 */
export function inspectionReport(input: ReportInput): ReportContent {
  const { language, file, line, asOf, snapshot } = input;
  const say = sayIn(language);
  const telling: Telling = {
    ...input,
    say,
    byId: new Map(input.markers.map((marker) => [marker.id, marker])),
    of: (kind) => file.file.filter((entry): entry is Of<typeof kind> => entry.content.kind === kind),
  };
  const marks = [
    ...(file.demo ? [say('演示数据', 'Demonstration data')] : []),
    ...(file.precision === 'rounded' ? [say('坐标已概略', 'Positions are rounded')] : []),
  ];
  const step = inspectionSteps.find(({ id }) => id === file.step);
  return {
    language,
    title: say('行政区域界线联合检查报告', 'Report of the joint inspection of a boundary line'),
    subtitle: file.title,
    facts: [
      [say('界线', 'Line'), `${line.name}(${line.code})`],
      [say('轮次', 'Round'), say(`第 ${file.round} 轮(${file.year} 年)`, `${file.round} (${file.year})`)],
      ...file.teams.map(({ side, office }): [string, string] => [sideWord(side, say), office]),
      [say('所处步骤', 'Step at work'), step ? step.label[language] : say('已归档', 'archived')],
      [say('案卷', 'Case'), file.id],
      [say('案卷末端哈希', 'Head of the chain'), hashWord(file.head, say)],
      [say('数据日期', 'As of'), `${asOf} · ${say('快照', 'snapshot')} ${snapshot}`],
    ],
    mark: marks.length === 0 ? null : marks.join(' · '),
    blocks: [
      ...lineSection(telling),
      ...teamSection(telling),
      ...courseSection(telling),
      ...markerSection(telling),
      ...movementSection(telling),
      ...findingSection(telling),
      ...dissentSection(telling),
      ...signatureSection(telling),
      heading(say('双方签章', 'Seals of both sides')),
      {
        type: 'signature',
        fields: file.teams.flatMap(({ office }) => [
          say(`${office}(签章)`, `${office} (seal)`),
          say('负责人、日期', 'Head of office, date'),
        ]),
      },
      ...annex(telling),
    ],
  };
}

const heading = (text: string, level: 1 | 2 = 1): Block => ({ type: 'heading', level, text });
const paragraph = (text: string): Block => ({ type: 'paragraph', text });
const column = (label: string, share: number, align: Column['align'] = 'start'): Column => ({ label, share, align });

/** A table; where it has no rows, a sentence that says so. */
const tableOr = (caption: string, columns: readonly Column[], rows: string[][], none: string): Block =>
  rows.length === 0 ? paragraph(none) : { type: 'table', caption, columns, rows };

const sideWord = (side: 'first' | 'second', say: Say): string =>
  side === 'first' ? say('甲方', 'First side') : say('乙方', 'Second side');

const hashWord = (hash: string | null, say: Say): string =>
  hash === null ? '—' : hash === WITHHELD_HASH ? say('不公开', 'withheld') : hash;

const BEIJING_OFFSET_MS = 8 * 3_600_000;

/** An instant to the minute, in Beijing time, whatever clock the device had. */
const minute = (instant: string): string => {
  const shifted = new Date(Date.parse(instant) + BEIJING_OFFSET_MS).toISOString();
  return `${shifted.slice(0, 16).replace('T', ' ')} UTC+8`;
};

const listed = (words: readonly string[], say: Say): string => words.join(say('、', ', '));

const kilometres = (value: number | null, say: Say): string =>
  value === null ? unknownWord(say) : `${value.toFixed(3)} km`;

function lineSection({ line, language, say }: Telling): Block[] {
  const rows = [
    [say('界线代码', 'Code'), line.code],
    [say('名称', 'Name'), line.name],
    [say('级别', 'Level'), wordOf('level', line.level, language)],
    [say('毗邻方', 'Sides'), line.sides.map(({ name }) => name).join(say(' — ', ' – '))],
    [say('法定长度', 'Stated length'), kilometres(line.statedLengthKm, say)],
    [say('椭球面长度', 'Length on the ellipsoid'), kilometres(line.computedLengthKm, say)],
    [say('法律文件', 'Adopted document'), line.adoptedDocument ?? unknownWord(say)],
    [
      say('三交点', 'Tri-points'),
      line.triPoints.length === 0
        ? say('未登记', 'none registered')
        : listed(
            line.triPoints.map(({ name, marker }) => (marker === null ? name : `${name}(${marker})`)),
            say,
          ),
    ],
    [
      say('分段管护', 'Sections by custodian'),
      line.sections.length === 0
        ? say('未登记', 'none registered')
        : line.sections
            .map(({ name, fromMarker, toMarker, custodian }) => `${name} ${fromMarker}–${toMarker}:${custodian}`)
            .join(say(';', '; ')),
    ],
  ];
  return [
    heading(say('一、界线概况', '1. The line')),
    {
      type: 'table',
      caption: say('界线', 'The line'),
      columns: [column(say('项目', 'Item'), 1), column(say('内容', 'Value'), 3)],
      rows,
    },
  ];
}

function teamSection({ file, of, say }: Telling): Block[] {
  const rows = file.teams.map(({ side, office, members }) => [
    sideWord(side, say),
    office,
    listed(members, say) || '—',
  ]);
  return [
    heading(say('二、双方联检组织', '2. Teams of both sides')),
    {
      type: 'table',
      caption: say('联检小组', 'Teams'),
      columns: [
        column(say('方', 'Side'), 1),
        column(say('单位', 'Office'), 3),
        column(say('成员(账号)', 'Members (accounts)'), 3),
      ],
      rows,
    },
    ...of('teams').map(({ content, recordedAt }) =>
      paragraph(
        say(
          `${minute(recordedAt)} 调整小组:${content.reason}`,
          `${minute(recordedAt)} teams changed: ${content.reason}`,
        ),
      ),
    ),
  ];
}

function courseSection({ of, language, say }: Telling): Block[] {
  const { deadlines } = of('opened')[0]!.content;
  const done = of('stepDone');
  const returned = of('returned');
  const answers = new Map(of('checklist').map((entry) => [entry.content.item, entry]));
  const rows = inspectionSteps.map(({ id, label }) => {
    const last = done.findLast(({ content }) => content.step === id);
    const undone = returned.findLast(({ content }) => content.step === id);
    const isDone = last !== undefined && (undone === undefined || undone.position < last.position);
    return [
      label[language],
      deadlines[id] ?? say('未定', 'not set'),
      isDone ? minute(last.recordedAt) : say('未完成', 'not done'),
      (isDone ? last.content.document : null) ?? '—',
    ];
  });
  const checks = inspectionSteps.flatMap(({ id, label }) =>
    inspectionChecklists[id].map((item) => {
      const answer = answers.get(item.id);
      const words =
        answer === undefined ? say('未填', 'not answered') : answer.content.done ? say('是', 'yes') : say('否', 'no');
      return [label[language], item.label[language], words, answer?.content.note || '—'];
    }),
  );
  return [
    heading(say('三、联检过程', '3. Course of the inspection')),
    {
      type: 'table',
      caption: say('步骤', 'Steps'),
      columns: [
        column(say('步骤', 'Step'), 2),
        column(say('期限', 'Due'), 2),
        column(say('完成', 'Done'), 3),
        column(say('文件', 'Document'), 4),
      ],
      rows,
    },
    ...returned.map(({ content, recordedAt }) => {
      const step = inspectionSteps.find(({ id }) => id === content.step)!.label[language];
      return paragraph(
        say(
          `${minute(recordedAt)} 退回“${step}”:${content.reason}`,
          `${minute(recordedAt)} returned to “${step}”: ${content.reason}`,
        ),
      );
    }),
    {
      type: 'table',
      caption: say('检查清单', 'Checklists'),
      columns: [
        column(say('步骤', 'Step'), 2),
        column(say('事项', 'Item'), 5),
        column(say('完成', 'Done'), 1, 'centre'),
        column(say('说明', 'Note'), 3),
      ],
      rows: checks,
    },
    ...of('note').map(({ content, recordedAt, author }) =>
      paragraph(`${minute(recordedAt)} ${author}:${content.words}`),
    ),
  ];
}

const standingWords = {
  unsigned: { zh: '未签署', en: 'unsigned' },
  signedByOne: { zh: '一方已签', en: 'signed by one side' },
  agreed: { zh: '双方已签', en: 'signed by both sides' },
  dissented: { zh: '有异议', en: 'dissented' },
} as const;

/** The marker that an entry is about, as it was registered in the version that was seen. */
const seenBy = ({ asSeen, byId }: Telling, { content }: Of<'fieldRecord'>): BoundaryMarkerItem | undefined =>
  asSeen.get(`${content.markerId}/${content.markerVersion}`) ?? byId.get(content.markerId);

const numberOf = ({ byId, asSeen }: Telling, markerId: string): string =>
  byId.get(markerId)?.number ?? [...asSeen.values()].find(({ id }) => id === markerId)?.number ?? markerId;

/** Field records of markers, those of one marker in the order in which they were written. */
const recordsOf = (telling: Telling): Of<'fieldRecord'>[] =>
  telling
    .of('fieldRecord')
    .sort(
      (a, b) =>
        (numberOf(telling, a.content.markerId) < numberOf(telling, b.content.markerId) ? -1 : 1) ||
        a.position - b.position,
    );

function markerSection(telling: Telling): Block[] {
  const { file, language, markers, say } = telling;
  const records = telling.of('fieldRecord');
  const onLine = new Set(markers.map(({ id }) => id));
  const elsewhere = [...new Set(records.map(({ content }) => content.markerId))].filter((id) => !onLine.has(id));
  const rows = [...markers.map(({ id }) => id), ...elsewhere].map((id) => {
    const record = records.findLast(({ content }) => content.markerId === id);
    const marker = record ? seenBy(telling, record) : telling.byId.get(id);
    const before = wordOf('state', marker?.state ?? null, language);
    if (!record) return [numberOf(telling, id), before, say('未检查', 'not inspected'), '—', '—'];
    return [
      numberOf(telling, id),
      before,
      wordOf('state', record.content.state, language),
      standingWords[file.standings[record.key] ?? 'unsigned'][language],
      minute(record.content.measured?.measuredAt ?? record.deviceTime),
    ];
  });
  const { counts } = file;
  return [
    heading(say('四、界桩检查', '4. Markers')),
    paragraph(
      say(
        `界桩 ${counts.markers} 颗,已记录 ${counts.recorded} 颗,双方签署 ${counts.agreed} 颗,有异议 ${counts.dissented} 颗。记录须双方签署方为有效。`,
        `${counts.markers} markers: ${counts.recorded} recorded, ${counts.agreed} signed by both sides, ${counts.dissented} with dissent. A record counts only with both signatures.`,
      ),
    ),
    tableOr(
      say('界桩状态', 'States of the markers'),
      [
        column(say('界桩号', 'Marker'), 3),
        column(say('原状态', 'State before'), 2),
        column(say('检查结果', 'State found'), 2),
        column(say('签署', 'Signed'), 2),
        column(say('设备时间', 'Time by the device'), 3),
      ],
      rows,
      say('这条界线没有登记界桩。', 'No markers are registered on this line.'),
    ),
  ];
}

const systemLabel = (id: string | null, language: Language, say: Say): string =>
  id === null ? unknownWord(say) : (coordinateSystems.find((each) => each.id === id)?.label[language] ?? id);

const metres = (value: number | null, say: Say): string =>
  value === null ? unknownWord(say) : `${value.toFixed(3)} m`;

function testOf(marker: BoundaryMarkerItem | undefined, measured: MeasuredPosition): MovementTest | null {
  if (!marker?.position) return null;
  return movementTest(
    { ...marker, position: marker.position.coordinates },
    { ...measured, position: measured.position.coordinates },
  );
}

function movementSection(telling: Telling): Block[] {
  const { file, language, say } = telling;
  const title = heading(say('五、移位检验', '5. Movement test'));
  if (file.precision === 'rounded') {
    return [
      title,
      paragraph(say('坐标已概略,检验结果不公开。', 'Positions are rounded; the results of the test are withheld.')),
    ];
  }
  const measured = recordsOf(telling).filter((record) => record.content.measured !== null);
  const rows: string[][] = [];
  const remarks: string[] = [];
  for (const record of measured) {
    const number = numberOf(telling, record.content.markerId);
    const test = testOf(seenBy(telling, record), record.content.measured!);
    if (test === null) {
      remarks.push(say(`${number}:没有登记坐标,无从比较。`, `${number}: no position is registered to compare with.`));
      continue;
    }
    rows.push([
      number,
      metres(test.distanceM, say),
      metres(test.thresholdM, say),
      metres(test.sigmaRegisteredM, say),
      metres(test.sigmaMeasuredM, say),
      `${systemLabel(test.registeredCrs, language, say)} / ${systemLabel(test.measuredCrs, language, say)}`,
      test.height.differenceM === null ? say('不可比', 'none') : metres(test.height.differenceM, say),
      movementVerdicts.find(({ id }) => id === test.verdict)!.label[language],
    ]);
    const words = [...test.reasons, ...(test.height.reason ? [test.height.reason] : []), ...test.cautions];
    remarks.push(...words.map((each) => `${number}:${each[language]}`));
  }
  return [
    title,
    paragraph(
      say(
        '距离大于 3·√(σ登记² + σ实测²) 为移位,否则在测量误差之内;未注明精度的读数不能作为判断依据。',
        'Moved if the distance is greater than 3·√(σ registered² + σ measured²), else within measurement error; a reading with no stated accuracy proves nothing.',
      ),
    ),
    tableOr(
      say('移位检验', 'Movement test'),
      [
        column(say('界桩号', 'Marker'), 3),
        column(say('距离', 'Distance'), 2, 'end'),
        column(say('限差', 'Threshold'), 2, 'end'),
        column(say('σ 登记', 'σ reg.'), 2, 'end'),
        column(say('σ 实测', 'σ meas.'), 2, 'end'),
        column(say('坐标系(登记 / 实测)', 'Systems (registered / measured)'), 4),
        column(say('高差', 'Height diff.'), 2, 'end'),
        column(say('结论', 'Verdict'), 3),
      ],
      rows,
      say('没有可检验的实测坐标。', 'No measured positions to be tested.'),
    ),
    ...(remarks.length > 0 ? [{ type: 'list' as const, items: remarks }] : []),
  ];
}

function measuredWords(measured: MeasuredPosition | null, precise: boolean, language: Language, say: Say): string {
  if (measured === null) return say('未测', 'not measured');
  if (!precise) return say('不公开', 'withheld');
  const [longitude, latitude] = measured.position.coordinates;
  const sigma = measured.sigmaM === null ? say('精度未注明', 'accuracy not stated') : `σ ${measured.sigmaM} m`;
  const height = measured.heightM === null ? '' : `, H ${measured.heightM.toFixed(2)} m`;
  return `${dms(latitude, 4)}, ${dms(longitude, 4)}${height}, ${sigma}, ${wordOf('method', measured.method, language)}`;
}

function findingSection(telling: Telling): Block[] {
  const { file, language, say } = telling;
  const precise = file.precision === 'surveyed';
  const findings = recordsOf(telling)
    .filter(({ content }) => content.finding.trim() !== '' || content.photos.length > 0)
    .map(({ key, content }) => [
      numberOf(telling, content.markerId),
      content.finding.trim() || say('无文字', 'no words'),
      String(content.photos.length),
      (file.marks[key] ?? []).map((mark) => markWords[mark][language]).join(say('、', ', ')) || '—',
    ]);
  const repairs = telling
    .of('repair')
    .map(({ key, content }) => [
      numberOf(telling, content.markerId),
      content.work,
      measuredWords(content.measured, precise, language, say),
      standingWords[file.standings[key] ?? 'unsigned'][language],
    ]);
  return [
    heading(say('六、问题与修复', '6. Findings and repairs')),
    tableOr(
      say('发现的问题', 'Findings'),
      [
        column(say('界桩号', 'Marker'), 2),
        column(say('记录', 'Words of the record'), 6),
        column(say('照片', 'Photos'), 1, 'end'),
        column(say('标注', 'Marked'), 3),
      ],
      findings,
      say('没有记录问题。', 'No findings are recorded.'),
    ),
    tableOr(
      say('修复与修测', 'Repairs and resurveys'),
      [
        column(say('界桩号', 'Marker'), 2),
        column(say('工作', 'Work'), 4),
        column(say('修测坐标', 'Position resurveyed'), 5),
        column(say('签署', 'Signed'), 2),
      ],
      repairs,
      say('没有修复记录。', 'No repairs are recorded.'),
    ),
  ];
}

const markWords = {
  noAccuracy: { zh: '未注明精度', en: 'no accuracy stated' },
  belowAccuracy: { zh: '低于任务精度', en: 'below the accuracy asked for' },
  deviceClock: { zh: '设备时钟有误', en: 'device clock was wrong' },
} as const;

/** What an entry is about, for whoever reads of it elsewhere. */
function aboutWords(telling: Telling, key: string): string {
  const entry = telling.file.file.find((each) => each.key === key);
  if (entry === undefined) return key;
  const { content, position } = entry;
  const about =
    content.kind === 'fieldRecord' || content.kind === 'repair' ? ` ${numberOf(telling, content.markerId)}` : '';
  return `#${position} ${kindWords[content.kind][telling.language]}${about}`;
}

function dissentSection(telling: Telling): Block[] {
  const { say } = telling;
  const rows = telling
    .of('dissent')
    .map(({ content, author, recordedAt }) => [
      aboutWords(telling, content.of),
      `${sideWord(content.side, say)} ${author}`,
      content.words,
      minute(recordedAt),
    ]);
  return [
    heading(say('七、异议(原文)', '7. Dissent, verbatim')),
    tableOr(
      say('异议', 'Dissent'),
      [
        column(say('所指记录', 'On'), 3),
        column(say('提出方', 'By'), 2),
        column(say('原文', 'Words'), 6),
        column(say('时间', 'Time'), 3),
      ],
      rows,
      say('双方均无异议。', 'Neither side dissented.'),
    ),
  ];
}

function signatureSection(telling: Telling): Block[] {
  const { file, say } = telling;
  const blocks = telling.of('signature').flatMap(({ content, author, contentHash, position, recordedAt }): Block[] => {
    const office = file.teams.find(({ side }) => side === content.side)?.office ?? '';
    const signed = listed(
      content.of.map((key) => aboutWords(telling, key)),
      say,
    );
    const who = `${sideWord(content.side, say)} ${office} · ${author} · ${say('签于', 'signed')} ${minute(content.signedAt)} · ${say('收到', 'received')} ${minute(recordedAt)}`;
    const caption = `#${position} ${who} · SHA-256 ${hashWord(contentHash, say)}`;
    const picture = signaturePicture(content.drawing);
    return [
      picture
        ? { type: 'figure', caption, picture }
        : paragraph(`${caption} · ${say('签名图形无法绘出', 'the drawing cannot be shown')}`),
      paragraph(say(`签署:${signed}`, `Signs: ${signed}`)),
    ];
  });
  return [
    heading(say('八、签署', '8. Signatures')),
    ...(blocks.length > 0 ? blocks : [paragraph(say('尚无签署。', 'Nothing is signed yet.'))]),
  ];
}

const kindWords = {
  opened: { zh: '立案', en: 'opening' },
  teams: { zh: '小组', en: 'teams' },
  checklist: { zh: '清单', en: 'checklist' },
  fieldRecord: { zh: '外业记录', en: 'field record' },
  repair: { zh: '修复', en: 'repair' },
  signature: { zh: '签署', en: 'signature' },
  dissent: { zh: '异议', en: 'dissent' },
  stepDone: { zh: '步骤完成', en: 'step done' },
  returned: { zh: '退回', en: 'return' },
  note: { zh: '说明', en: 'note' },
} as const satisfies Record<EntryContent['kind'], { zh: string; en: string }>;

/** The archive's annex: documents, pictures by hash, and every entry with the hashes that chain it to the one before. */
function annex(telling: Telling): Block[] {
  const { file, chain, language, say } = telling;
  const entries = file.file.map(({ position, content, author, recordedAt, contentHash, hash }) => [
    String(position),
    kindWords[content.kind][language],
    author,
    minute(recordedAt),
    hashWord(contentHash, say),
    hashWord(hash, say),
  ]);
  const photos = file.file.flatMap(({ position, content }) =>
    content.kind === 'fieldRecord' || content.kind === 'repair'
      ? content.photos.map((sha256) => [`#${position}`, numberOf(telling, content.markerId), sha256])
      : [],
  );
  const documents = telling
    .of('stepDone')
    .flatMap(({ content, position }) =>
      content.document === null
        ? []
        : [[`#${position}`, inspectionSteps.find(({ id }) => id === content.step)!.label[language], content.document]],
    );
  const verdict = chain.intact
    ? say('核验:各项哈希首尾相连,案卷完整。', 'Verified: every hash continues the one before; the file is whole.')
    : say(
        `核验未通过:第 ${chain.firstBreak?.position ?? '?'} 条起不相连(${chain.firstBreak?.reason.zh ?? ''})。`,
        `NOT verified: broken from entry ${chain.firstBreak?.position ?? '?'} on (${chain.firstBreak?.reason.en ?? ''}).`,
      );
  return [
    heading(say('附件:归档目录', 'Annex: archive')),
    paragraph(
      `${verdict}${say(
        '内容哈希为条目(键、作者、设备时间、内容)规范 JSON 的 SHA-256;链哈希含前一条的链哈希、序号、内容哈希与服务器时间。',
        ' A content hash is SHA-256 over the canonical JSON of key, author, device time and content; a chain hash covers the chain hash before it, the position, the content hash and the server’s time.',
      )}`,
    ),
    tableOr(
      say('步骤文件', 'Documents of the steps'),
      [column(say('条目', 'Entry'), 1), column(say('步骤', 'Step'), 2), column(say('文件', 'Document'), 6)],
      documents,
      say('没有登记步骤文件。', 'No documents of steps are recorded.'),
    ),
    tableOr(
      say('照片', 'Photos'),
      [column(say('条目', 'Entry'), 1), column(say('界桩号', 'Marker'), 2), column('SHA-256', 7)],
      photos,
      say('没有照片。', 'There are no photos.'),
    ),
    {
      type: 'table',
      caption: say('全部条目', 'All entries'),
      columns: [
        column(say('序', 'No.'), 1, 'end'),
        column(say('类型', 'Kind'), 2),
        column(say('账号', 'Account'), 2),
        column(say('收到时间', 'Received'), 3),
        column(say('内容哈希', 'Content hash'), 5),
        column(say('链哈希', 'Chain hash'), 5),
      ],
      rows: entries,
    },
    paragraph(say(`案卷末端哈希:${hashWord(file.head, say)}`, `Head of the chain: ${hashWord(file.head, say)}`)),
  ];
}
