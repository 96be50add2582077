import {
  AlignmentType,
  Bookmark,
  BorderStyle,
  convertMillimetersToTwip,
  Document,
  Footer,
  HeightRule,
  ImageRun,
  LineRuleType,
  Packer,
  PageNumber,
  PageReference,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
  type IParagraphOptions,
  type IRunOptions,
  type ParagraphChild,
} from 'docx';
import { FORM_COLUMNS, FORM_WIDTH_MM, type CardCell, type CardContent, type CardRow } from './card-content.ts';
import type { BookTitle, CardFile } from './card-file.ts';
import { photoWords, shownPhotos } from './card-photos.ts';
import { drawingSvg, type Drawing } from './drawing.ts';
import { fitted } from './picture-kind.ts';
import { drawnPng } from './png.ts';
import { sayIn, type Say } from './words.ts';

const twips = convertMillimetersToTwip;
const PIXELS_PER_MM = 96 / 25.4;
const page = {
  size: { width: twips(210), height: twips(297) },
  margin: { top: twips(15), bottom: twips(15), left: twips(18), right: twips(18), header: twips(8), footer: twips(8) },
};
const COLUMN = Math.floor(twips(FORM_WIDTH_MM) / FORM_COLUMNS);
const ROW_MM = 6.4;
const PADDING_MM = 1;

const body = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '宋体', cs: 'Times New Roman' } as const;
const display = { ascii: 'Arial', hAnsi: 'Arial', eastAsia: '黑体', cs: 'Arial' } as const;
/** In half-points. */
const size = { title: 32, text: 17, mark: 19, foot: 15, book: 52, subtitle: 28 } as const;
const [ink, grey, red] = ['14212A', '56626B', 'B3261E'] as const;
const line = { style: BorderStyle.SINGLE, size: 4, color: '8A979E' } as const;
const none = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;
const lines = { top: line, bottom: line, left: line, right: line, insideHorizontal: line, insideVertical: line };
const noLines = { top: none, bottom: none, left: none, right: none, insideHorizontal: none, insideVertical: none };
const close = { line: 240, lineRule: LineRuleType.AUTO, before: 0, after: 0 } as const;

/** What writing needs to know of the file at work. */
interface Sheet {
  photos: CardFile['photos'];
  say: Say;
}

/**
 * Writes register cards as DOCX: one card, or a book with a title page and contents. The contents name pages by fields,
 * which the program that opens the file computes.
 */
export function cardsDocx({ language, cards, book, photos }: CardFile): Promise<Buffer> {
  const sheet: Sheet = { photos, say: sayIn(language) };
  const marks = book?.marks ?? cards[0]!.marks;
  const document = new Document({
    title: book?.title ?? `${cards[0]!.title} ${cards[0]!.number}`,
    creator: language === 'zh' ? '民政一张图' : 'Yizhangtu',
    description: marks.length > 0 ? marks.join(' · ') : undefined,
    features: { updateFields: book !== null },
    styles: {
      default: {
        document: {
          run: { font: body, size: size.text, color: ink, language: { value: 'en-GB', eastAsia: 'zh-CN' } },
          paragraph: { spacing: close },
        },
      },
    },
    sections: [
      {
        properties: { page },
        footers: { default: footer(sheet) },
        children: [
          ...(book ? [...titlePage(book), ...contents(cards, sheet)] : []),
          ...cards.flatMap((card, i) => cardOf(card, book !== null || i > 0, sheet)),
        ],
      },
    ],
  });
  return Packer.toBuffer(document);
}

const run = (text: string, options: IRunOptions = {}): TextRun => new TextRun({ text, ...options });
const paragraph = (children: readonly ParagraphChild[], options: IParagraphOptions = {}): Paragraph =>
  new Paragraph({ spacing: close, ...options, children: [...children] });

/** Lines of a text, each a paragraph, since a run has no line feeds. */
const paragraphs = (text: string, look: IRunOptions, options: IParagraphOptions = {}): Paragraph[] =>
  text.split('\n').map((words) => paragraph([run(words, look)], options));

function footer({ say }: Sheet): Footer {
  const [before, between, after] = say('第 |/| 页,共 |/| 页', 'page |/| of |/|').split('|/|') as [
    string,
    string,
    string,
  ];
  const words = new TextRun({
    children: [before, PageNumber.CURRENT, between, PageNumber.TOTAL_PAGES, after],
    size: size.foot,
    color: grey,
  });
  return new Footer({ children: [paragraph([words], { alignment: AlignmentType.CENTER })] });
}

function cardOf(card: CardContent, onNewPage: boolean, sheet: Sheet): (Paragraph | Table)[] {
  const title = new Bookmark({
    id: bookmarkOf(card),
    children: [run(card.title, { font: display, bold: true, size: size.title })],
  });
  const marks = card.marks.map((mark) => run(`  ${mark}`, { color: red, bold: true, size: size.mark }));
  return [
    paragraph([title, ...marks], {
      alignment: AlignmentType.CENTER,
      pageBreakBefore: onNewPage,
      spacing: { ...close, after: 120 },
    }),
    new Table({
      layout: TableLayoutType.FIXED,
      columnWidths: Array.from({ length: FORM_COLUMNS }, () => COLUMN),
      width: { size: COLUMN * FORM_COLUMNS, type: WidthType.DXA },
      borders: lines,
      rows: card.rows.map((row) => rowOf(row, sheet)),
    }),
    paragraph([run(card.foot, { size: size.foot, color: grey })], { spacing: { ...close, before: 80 } }),
  ];
}

const bookmarkOf = ({ number }: CardContent): string => `card-${number}`;

function rowOf({ cells, minHeightMm = ROW_MM }: CardRow, sheet: Sheet): TableRow {
  return new TableRow({
    cantSplit: true,
    height: { value: twips(minHeightMm), rule: HeightRule.ATLEAST },
    children: cells.map((cell) => cellOf(cell, minHeightMm, sheet)),
  });
}

function cellOf(cell: CardCell, heightMm: number, sheet: Sheet): TableCell {
  const isText = cell.kind === 'label' || cell.kind === 'value';
  return new TableCell({
    columnSpan: cell.span,
    width: { size: COLUMN * cell.span, type: WidthType.DXA },
    margins: { top: 20, bottom: 20, left: twips(PADDING_MM), right: twips(PADDING_MM) },
    verticalAlign: isText ? VerticalAlign.CENTER : VerticalAlign.TOP,
    shading: cell.kind === 'label' ? { type: ShadingType.CLEAR, fill: 'EEF2F3', color: 'auto' } : undefined,
    children: paragraphsOf(cell, heightMm, sheet),
  });
}

function paragraphsOf(cell: CardCell, heightMm: number, sheet: Sheet): Paragraph[] {
  switch (cell.kind) {
    case 'label':
      return paragraphs(cell.text, { color: grey }, { alignment: AlignmentType.CENTER });
    case 'value':
      return paragraphs(cell.text, {});
    case 'drawing':
      return [paragraph([run(cell.text, { color: grey })]), paragraph([drawingRun(cell.drawing, cell.text)])];
    case 'photos':
      return photoParagraphs(cell, heightMm, sheet);
  }
}

function drawingRun(drawing: Drawing, words: string): ImageRun {
  const svg = drawingSvg(drawing);
  return new ImageRun({
    type: 'svg',
    data: Buffer.from(svg),
    fallback: { type: 'png', data: drawnPng(svg, drawing.widthMm) },
    transformation: pixels({ width: drawing.widthMm, height: drawing.heightMm }),
    altText: { name: words, title: words, description: words },
  });
}

const pixels = ({ width, height }: { width: number; height: number }) => ({
  width: Math.round(width * PIXELS_PER_MM),
  height: Math.round(height * PIXELS_PER_MM),
});

function photoParagraphs(
  cell: Extract<CardCell, { kind: 'photos' }>,
  heightMm: number,
  { photos, say }: Sheet,
): Paragraph[] {
  const shown = shownPhotos(cell.photos, photos);
  const words = photoWords(cell, shown.length, say);
  const room = {
    width: (FORM_WIDTH_MM * cell.span) / FORM_COLUMNS - 2 * PADDING_MM - 1,
    height: (heightMm - 8) / Math.max(1, shown.length) - 1,
  };
  return [
    ...paragraphs(words, { color: grey }),
    ...shown.map(({ bytes, picture }, i) => {
      const name = `${say('界桩照片', 'Photo')} ${i + 1}`;
      const image = new ImageRun({
        type: picture.kind,
        data: bytes,
        transformation: pixels(fitted(picture, room)),
        altText: { name, title: name, description: name },
      });
      return paragraph([image], { alignment: AlignmentType.CENTER, spacing: { ...close, before: 40 } });
    }),
  ];
}

function titlePage({ title, subtitle, marks, facts }: BookTitle): (Paragraph | Table)[] {
  const centred = { alignment: AlignmentType.CENTER } as const;
  const [label, value] = [twips(35), twips(95)];
  const cell = (text: string, width: number, look: IRunOptions) =>
    new TableCell({ width: { size: width, type: WidthType.DXA }, children: paragraphs(text, look) });
  return [
    paragraph([run(title, { font: display, bold: true, size: size.book })], {
      ...centred,
      spacing: { before: twips(60) },
    }),
    paragraph([run(subtitle, { size: size.subtitle })], { ...centred, spacing: { before: 240 } }),
    paragraph([run(marks.join(' · '), { color: red, bold: true, size: size.subtitle })], {
      ...centred,
      spacing: { before: 240, after: twips(50) },
    }),
    new Table({
      alignment: AlignmentType.CENTER,
      layout: TableLayoutType.FIXED,
      columnWidths: [label, value],
      width: { size: label + value, type: WidthType.DXA },
      borders: noLines,
      rows: facts.map(
        ([name, fact]) =>
          new TableRow({ cantSplit: true, children: [cell(name, label, { color: grey }), cell(fact, value, {})] }),
      ),
    }),
  ];
}

/** Shares of the contents' columns, of the form's columns. */
const contentsSpans = [5, 3, 10, 4, 2] as const;

function contents(cards: readonly CardContent[], { say }: Sheet): (Paragraph | Table)[] {
  const cell = (children: readonly ParagraphChild[], column: number) =>
    new TableCell({
      width: { size: COLUMN * contentsSpans[column]!, type: WidthType.DXA },
      margins: { top: 20, bottom: 20, left: 60, right: 60 },
      children: [paragraph(children, column === 4 ? { alignment: AlignmentType.RIGHT } : {})],
    });
  const heads = [
    say('界桩号', 'Number'),
    say('立式', 'Standing'),
    say('毗邻行政区域', 'Sides'),
    say('状态', 'State'),
    say('页码', 'Page'),
  ];
  const rows = cards.map((card) => {
    const { standing, sides, state } = card.summary;
    const words = [card.number, standing, sides, state].map((text) => [run(text)]);
    const children = [...words, [new PageReference(bookmarkOf(card), { hyperlink: true })]];
    return new TableRow({ cantSplit: true, children: children.map(cell) });
  });
  return [
    paragraph([run(say('目 录', 'Contents'), { font: display, bold: true, size: size.title })], {
      alignment: AlignmentType.CENTER,
      pageBreakBefore: true,
      spacing: { ...close, after: 200 },
    }),
    new Table({
      layout: TableLayoutType.FIXED,
      columnWidths: contentsSpans.map((span) => span * COLUMN),
      width: { size: COLUMN * FORM_COLUMNS, type: WidthType.DXA },
      borders: { ...noLines, insideHorizontal: { ...line, color: 'DDE3E6' } },
      rows: [
        new TableRow({
          tableHeader: true,
          children: heads.map((text, i) => cell([run(text, { color: grey })], i)),
        }),
        ...rows,
      ],
    }),
  ];
}
