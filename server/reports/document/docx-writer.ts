import {
  AlignmentType,
  BorderStyle,
  convertMillimetersToTwip,
  Document,
  Footer,
  Header,
  HeadingLevel,
  ImageRun,
  LevelFormat,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  ShadingType,
  Tab,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TabStopType,
  TextRun,
  VerticalAlign,
  WidthType,
  type IParagraphOptions,
  type ParagraphChild,
} from 'docx';
import type { MapPicture } from '../map-picture/map-picture.ts';
import type { Block, Column, ReportContent } from './content.ts';

/** Page of an official document, GB/T 9704-2012: A4, text 156 mm wide, upper margin 37 mm, left 28 mm. */
export const officialPage = {
  size: { width: convertMillimetersToTwip(210), height: convertMillimetersToTwip(297) },
  margin: {
    top: convertMillimetersToTwip(37),
    bottom: convertMillimetersToTwip(35),
    left: convertMillimetersToTwip(28),
    right: convertMillimetersToTwip(26),
    header: convertMillimetersToTwip(20),
    footer: convertMillimetersToTwip(22),
  },
};
const TEXT_WIDTH = convertMillimetersToTwip(156);

export const bodyFont = {
  ascii: 'Times New Roman',
  hAnsi: 'Times New Roman',
  eastAsia: '仿宋',
  cs: 'Times New Roman',
} as const;
export const displayFont = { ascii: 'Arial', hAnsi: 'Arial', eastAsia: '黑体', cs: 'Arial' } as const;

/** Sizes in half-points: 小四 body, 五号 tables. */
const size = {
  title: 44,
  subtitle: 28,
  heading1: 30,
  heading2: 26,
  body: 24,
  caption: 21,
  table: 18,
  header: 18,
} as const;
export const warningRed = 'B3261E';
const bullets = 'report-bullets';
/** Lines grow with what stands in them; without saying so, LibreOffice cuts pictures off at the line's height. */
const auto = LineRuleType.AUTO;
const PIXELS_PER_MM = 96 / 25.4;

/**
 * Writes a report as DOCX.
 * @param pngs a PNG for each figure, in order, shown by programs that do not draw SVG
 */
export async function reportDocx(content: ReportContent, pngs: readonly Buffer[]): Promise<Buffer> {
  const { title, language } = content;
  let figure = 0;
  const blocks = content.blocks.flatMap((block) =>
    block.type === 'figure' ? figureOf(block.picture, block.caption, pngs[figure++]!) : blockOf(block, language),
  );
  const document = new Document({
    title,
    creator: language === 'zh' ? '民政一张图' : 'Yizhangtu',
    description: content.mark ?? undefined,
    styles: {
      default: {
        document: {
          run: { font: bodyFont, size: size.body, language: { value: 'en-GB', eastAsia: 'zh-CN' } },
          paragraph: { spacing: { line: 360, lineRule: auto, after: 80 } },
        },
        heading1: headingStyle(size.heading1, 320),
        heading2: headingStyle(size.heading2, 200),
      },
    },
    numbering: {
      config: [
        {
          reference: bullets,
          levels: [
            {
              level: 0,
              format: LevelFormat.BULLET,
              text: '•',
              style: { paragraph: { indent: { left: 480, hanging: 240 } } },
            },
          ],
        },
      ],
    },
    sections: [
      {
        properties: { page: officialPage },
        headers: { default: headerOf(content) },
        footers: { default: numberedFooter() },
        children: [...titlePage(content), ...blocks],
      },
    ],
  });
  return Packer.toBuffer(document);
}

const headingStyle = (runSize: number, before: number) => ({
  run: { font: displayFont, size: runSize, bold: true, color: '14212A' },
  paragraph: { spacing: { before, after: 120, line: 320, lineRule: auto }, keepNext: true },
});

const paragraph = (children: readonly ParagraphChild[], options: IParagraphOptions = {}) =>
  new Paragraph({ ...options, children: [...children] });

/** The name of the report and, where data is not real, the mark, on every page. */
function headerOf({ title, mark }: ReportContent): Header {
  const words = [new TextRun({ text: title, size: size.header, color: '56626B' })];
  if (mark !== null)
    words.push(new TextRun({ children: [new Tab(), mark], size: size.header, color: warningRed, bold: true }));
  return new Header({
    children: [
      paragraph(words, {
        tabStops: [{ type: TabStopType.RIGHT, position: TEXT_WIDTH }],
        border: { bottom: { style: BorderStyle.SINGLE, size: 4, space: 2, color: 'B9C2C7' } },
        spacing: { line: 240, lineRule: auto, after: 0 },
      }),
    ],
  });
}

/** The number of the page, between dashes. */
export const numberedFooter = () =>
  new Footer({
    children: [
      paragraph([new TextRun({ children: ['— ', PageNumber.CURRENT, ' —'], size: size.caption })], {
        alignment: AlignmentType.CENTER,
      }),
    ],
  });

function titlePage({ title, subtitle, facts, mark }: ReportContent): (Paragraph | Table)[] {
  const centred = { alignment: AlignmentType.CENTER } as const;
  const marked =
    mark === null
      ? []
      : [
          paragraph([new TextRun({ text: ` ${mark} `, color: warningRed, bold: true, size: size.subtitle })], {
            ...centred,
            spacing: { before: 200, after: 200 },
          }),
        ];
  const [label, value] = [convertMillimetersToTwip(30), convertMillimetersToTwip(90)];
  return [
    paragraph([new TextRun({ text: title, font: displayFont, bold: true, size: size.title })], {
      ...centred,
      spacing: { before: 3000, after: 400, line: 400, lineRule: auto },
    }),
    paragraph([new TextRun({ text: subtitle, size: size.subtitle })], centred),
    ...marked,
    paragraph([], { spacing: { before: 1600 } }),
    new Table({
      alignment: AlignmentType.CENTER,
      layout: TableLayoutType.FIXED,
      columnWidths: [label, value],
      width: { size: label + value, type: WidthType.DXA },
      borders: noBorders,
      rows: facts.map(
        ([name, fact]) =>
          new TableRow({
            cantSplit: true,
            children: [
              cell(name, label, { muted: true, runSize: size.body }),
              cell(fact, value, { runSize: size.body }),
            ],
          }),
      ),
    }),
    paragraph([], { pageBreakBefore: true, spacing: { line: 20, lineRule: auto, after: 0 } }),
  ];
}

const none = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;
const noBorders = { top: none, bottom: none, left: none, right: none, insideHorizontal: none, insideVertical: none };
const line = { style: BorderStyle.SINGLE, size: 4, color: '8A979E' } as const;
const lines = { top: line, bottom: line, left: line, right: line, insideHorizontal: line, insideVertical: line };

interface CellLook {
  align?: Column['align'];
  head?: boolean;
  muted?: boolean;
  runSize?: number;
  /** Stays on the page of what follows. */
  keepNext?: boolean;
}

const alignments = { start: AlignmentType.LEFT, end: AlignmentType.RIGHT, centre: AlignmentType.CENTER } as const;

function cell(
  text: string,
  width: number,
  { align = 'start', head, muted, runSize = size.table, keepNext }: CellLook,
): TableCell {
  const run = new TextRun({ text, size: runSize, bold: head, color: muted ? '56626B' : undefined });
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    margins: { top: 50, bottom: 50, left: 80, right: 80 },
    verticalAlign: VerticalAlign.CENTER,
    shading: head ? { type: ShadingType.CLEAR, fill: 'EEF2F3', color: 'auto' } : undefined,
    children: [
      paragraph([run], {
        alignment: head ? AlignmentType.CENTER : alignments[align],
        keepNext,
        spacing: { line: 260, lineRule: auto, after: 0 },
      }),
    ],
  });
}

function caption(text: string, keepNext: boolean): Paragraph {
  return paragraph([new TextRun({ text, font: displayFont, bold: true, size: size.caption })], {
    alignment: AlignmentType.CENTER,
    keepNext,
    spacing: { before: 160, after: 80, line: 280, lineRule: auto },
  });
}

function tableOf({ columns, rows }: Extract<Block, { type: 'table' }>): Table {
  const all = columns.reduce((sum, column) => sum + column.share, 0);
  const widths = columns.map(({ share }) => Math.floor((share / all) * TEXT_WIDTH));
  const head = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: columns.map(({ label }, i) => cell(label, widths[i]!, { head: true })),
  });
  const body = rows.map(
    (row) =>
      new TableRow({
        cantSplit: true,
        children: row.map((text, i) => cell(text, widths[i]!, { align: columns[i]!.align })),
      }),
  );
  return fullTable([head, ...body], widths);
}

/** A table with all its lines; widths in twips. */
export const fullTable = (rows: TableRow[], columnWidths: number[]) =>
  new Table({
    layout: TableLayoutType.FIXED,
    columnWidths,
    width: { size: columnWidths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    borders: lines,
    rows,
  });

function signatureTable(fields: readonly string[]): Table {
  const widths = [convertMillimetersToTwip(48), convertMillimetersToTwip(108)];
  const rows = fields.map(
    (field) =>
      new TableRow({
        cantSplit: true,
        height: { value: 800, rule: 'atLeast' },
        children: [
          cell(field, widths[0]!, { runSize: size.body, keepNext: true }),
          cell('', widths[1]!, { runSize: size.body, keepNext: true }),
        ],
      }),
  );
  return fullTable(rows, widths);
}

function figureOf({ svg, widthMm, heightMm }: MapPicture, words: string, png: Buffer): Paragraph[] {
  const picture = new ImageRun({
    type: 'svg',
    data: Buffer.from(svg),
    fallback: { type: 'png', data: png },
    transformation: { width: Math.round(widthMm * PIXELS_PER_MM), height: Math.round(heightMm * PIXELS_PER_MM) },
    altText: { name: words, title: words, description: words },
  });
  return [
    paragraph([picture], {
      alignment: AlignmentType.CENTER,
      keepNext: true,
      spacing: { before: 120, after: 0, line: 240, lineRule: auto },
    }),
    caption(words, false),
  ];
}

function blockOf(
  block: Exclude<Block, { type: 'figure' }>,
  language: ReportContent['language'],
): (Paragraph | Table)[] {
  switch (block.type) {
    case 'heading': {
      const heading = block.level === 1 ? HeadingLevel.HEADING_1 : HeadingLevel.HEADING_2;
      return [paragraph([new TextRun(block.text)], { heading })];
    }
    case 'paragraph':
      return [paragraph([new TextRun(block.text)], language === 'zh' ? { indent: { firstLine: size.body * 20 } } : {})];
    case 'list':
      return block.items.map((item) =>
        paragraph([new TextRun(item)], {
          numbering: { reference: bullets, level: 0 },
          spacing: { line: 320, lineRule: auto, after: 40 },
        }),
      );
    case 'table':
      return [
        caption(block.caption, true),
        tableOf(block),
        paragraph([], { spacing: { line: 200, lineRule: auto, after: 0 } }),
      ];
    case 'signature':
      return [signatureTable(block.fields)];
  }
}
