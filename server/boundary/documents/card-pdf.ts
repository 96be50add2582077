import PDFDocument from 'pdfkit';
import { FORM_COLUMNS, FORM_WIDTH_MM, type CardCell, type CardContent, type CardRow } from './card-content.ts';
import type { BookTitle, CardFile } from './card-file.ts';
import { photoWords, shownPhotos } from './card-photos.ts';
import { anchorShare, OUTLINE_MM, type Drawing, type Mark } from './drawing.ts';
import { fontFiles, MISSING, printable } from './fonts.ts';
import { sayIn, type Say } from './words.ts';

const mm = (millimetres: number): number => (millimetres * 72) / 25.4;

const PAGE = { width: mm(210), height: mm(297) };
const LEFT = (PAGE.width - mm(FORM_WIDTH_MM)) / 2;
const WIDTH = mm(FORM_WIDTH_MM);
const TOP = mm(15);
const BOTTOM = PAGE.height - mm(16);
const PADDING = mm(1.1);
const TEXT = 8.5;
const ROW = mm(6.4);
const CONTENTS_ROW = mm(6.2);
const ink = '#14212a';
const grey = '#56626b';
const red = '#b3261e';
const shade = '#eef2f3';

/** What painting needs to know of the file at work. */
interface Sheet {
  doc: PDFKit.PDFDocument;
  photos: CardFile['photos'];
  say: Say;
  /** Characters that the font lacks, met since the last foot. */
  lacking: Set<string>;
  /** Where the next row begins, from the top of the page. */
  y: number;
}

/**
 * Writes register cards as PDF: one card, or a book with a title page and contents. Text stays text (selectable, with a
 * subset of the font embedded) and sketches are vectors.
 *
 * pdfkit is used because it is maintained (0.20, 2026) and its fontkit 2 makes correct subsets of Chinese TrueType fonts;
 * pdf-lib's frozen fork of fontkit corrupts them, and a print page would need a browser on the server.
 */
export async function cardsPdf({ language, cards, book, photos }: CardFile): Promise<Buffer> {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    autoFirstPage: false,
    lang: language === 'zh' ? 'zh-CN' : 'en',
    info: {
      Title: book?.title ?? `${cards[0]!.title} ${cards[0]!.number}`,
      Creator: language === 'zh' ? '民政一张图' : 'Yizhangtu',
    },
  });
  const bytes = collected(doc);
  doc.registerFont('regular', fontFiles.regular).registerFont('bold', fontFiles.bold);
  const sheet: Sheet = { doc, photos, say: sayIn(language), lacking: new Set(), y: TOP };
  const contentsPages = book ? reserveContents(sheet, book, cards.length) : 0;
  const starts = cards.map((card) => {
    const page = doc.bufferedPageRange().count;
    paintCard(sheet, card);
    return page;
  });
  if (book) paintContents(sheet, cards, starts, contentsPages);
  paintFeet(sheet, cards, starts);
  doc.end();
  return bytes;
}

function collected(doc: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
}

function newPage(sheet: Sheet): void {
  sheet.doc.addPage();
  sheet.y = TOP;
}

/** A text without the characters that the font lacks; they are kept for the foot of the card. */
function printableText({ lacking }: Sheet, text: string): string {
  const shown = printable(text);
  for (const character of shown.lacking) lacking.add(character);
  return shown.text;
}

interface Words {
  font?: 'regular' | 'bold';
  size?: number;
  color?: string;
  align?: 'left' | 'center' | 'right';
}

/** Words in a box of some width; without a width on one line. */
function paintWords(sheet: Sheet, text: string, x: number, y: number, width: number | null, look: Words = {}): void {
  const { font = 'regular', size = TEXT, color = ink, align = 'left' } = look;
  const { doc } = sheet;
  doc.font(font).fontSize(size).fillColor(color);
  const shown = printableText(sheet, text);
  doc.text(shown, x, y, width === null ? { lineBreak: false } : { width, align, lineGap: 0.5 });
}

function heightOf(sheet: Sheet, text: string, width: number): number {
  sheet.doc.font('regular').fontSize(TEXT);
  return sheet.doc.heightOfString(printableText(sheet, text), { width, lineGap: 0.5 });
}

function paintCard(sheet: Sheet, card: CardContent): void {
  newPage(sheet);
  paintHead(sheet, card.title, card.marks);
  for (const row of card.rows) paintRow(sheet, row);
  sheet.y += mm(1.5);
  const foot = heightOf(sheet, card.foot, WIDTH);
  paintWords(sheet, card.foot, LEFT, sheet.y, WIDTH, { size: 7.5, color: grey });
  sheet.y += foot;
  paintLacking(sheet);
}

/** Names the characters that could not be shown, so that nothing is lost. */
function paintLacking(sheet: Sheet): void {
  if (sheet.lacking.size === 0) return;
  const named = [...sheet.lacking].map((c) => `U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`);
  const words = sheet.say(
    `字库缺字(以 ${MISSING} 表示,依次为):`,
    `Characters that the font lacks, shown as ${MISSING}: `,
  );
  sheet.lacking.clear();
  paintWords(sheet, `${words}${named.join(', ')}`, LEFT, sheet.y, WIDTH, { size: 7.5, color: red });
}

function paintHead(sheet: Sheet, title: string, marks: readonly string[]): void {
  paintWords(sheet, title, LEFT, sheet.y, WIDTH, { font: 'bold', size: 16, align: 'center' });
  if (marks.length > 0) {
    paintWords(sheet, marks.join(' · '), LEFT, sheet.y + 5, WIDTH, {
      font: 'bold',
      size: 9.5,
      color: red,
      align: 'right',
    });
  }
  sheet.y += mm(10.5);
}

const widthOf = ({ span }: CardCell): number => (WIDTH * span) / FORM_COLUMNS;

function paintRow(sheet: Sheet, { cells, minHeightMm }: CardRow): void {
  const texts = cells.map((cell) =>
    cell.kind === 'label' || cell.kind === 'value' ? heightOf(sheet, cell.text, widthOf(cell) - 2 * PADDING) : 0,
  );
  const height = Math.max(
    minHeightMm === undefined ? ROW : mm(minHeightMm),
    ...texts.map((text) => text + 2 * PADDING),
  );
  if (sheet.y + height > BOTTOM) newPage(sheet);
  let x = LEFT;
  cells.forEach((cell, i) => {
    const box = { x, y: sheet.y, width: widthOf(cell), height };
    if (cell.kind === 'label') sheet.doc.rect(box.x, box.y, box.width, box.height).fill(shade);
    sheet.doc.lineWidth(0.5).rect(box.x, box.y, box.width, box.height).stroke('#8a979e');
    paintCell(sheet, cell, box, texts[i]!);
    x += box.width;
  });
  sheet.y += height;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function paintCell(sheet: Sheet, cell: CardCell, box: Box, textHeight: number): void {
  const width = box.width - 2 * PADDING;
  switch (cell.kind) {
    case 'label':
    case 'value': {
      const align = cell.kind === 'label' ? 'center' : 'left';
      const color = cell.kind === 'label' ? grey : ink;
      paintWords(sheet, cell.text, box.x + PADDING, box.y + (box.height - textHeight) / 2, width, { align, color });
      return;
    }
    case 'drawing':
      paintWords(sheet, cell.text, box.x + PADDING, box.y + PADDING, width, { color: grey });
      paintDrawing(sheet, cell.drawing, box.x + mm(1), box.y + mm(5));
      return;
    case 'photos':
      paintPhotos(sheet, cell, box);
  }
}

function paintDrawing(sheet: Sheet, { marks }: Drawing, left: number, top: number): void {
  const at = ([x, y]: readonly [number, number]): [number, number] => [left + mm(x), top + mm(y)];
  for (const mark of marks) paintMark(sheet, mark, at);
}

function paintMark(sheet: Sheet, mark: Mark, at: (point: readonly [number, number]) => [number, number]): void {
  const { doc } = sheet;
  switch (mark.draw) {
    case 'line': {
      const [from, ...rest] = mark.points.map(at);
      doc.moveTo(...from!).lineWidth(mm(mark.width));
      for (const point of rest) doc.lineTo(...point);
      if (mark.dash !== undefined) doc.dash(mm(mark.dash), {});
      doc.stroke(mark.color).undash();
      return;
    }
    case 'polygon':
      doc
        .lineWidth(mm(OUTLINE_MM))
        .polygon(...mark.points.map(at))
        .fillAndStroke(mark.fill, mark.stroke);
      return;
    case 'disc':
      doc
        .lineWidth(mm(OUTLINE_MM))
        .circle(...at(mark.at), mm(mark.radius))
        .fillAndStroke(mark.fill, mark.stroke);
      return;
    case 'words':
      paintLabel(sheet, mark, at(mark.at));
  }
}

/** Words of a drawing, which stand on their base line. */
function paintLabel(
  sheet: Sheet,
  { text, size, color, anchor }: Extract<Mark, { draw: 'words' }>,
  [x, y]: [number, number],
): void {
  const { doc } = sheet;
  doc.font('regular').fontSize(mm(size)).fillColor(color);
  const shown = printableText(sheet, text);
  doc.text(shown, x - doc.widthOfString(shown) * anchorShare[anchor], y, { lineBreak: false, baseline: 'alphabetic' });
}

function paintPhotos(sheet: Sheet, cell: Extract<CardCell, { kind: 'photos' }>, box: Box): void {
  const { doc, photos, say } = sheet;
  const shown = shownPhotos(cell.photos, photos);
  const words = photoWords(cell, shown.length, say);
  paintWords(sheet, words, box.x + PADDING, box.y + PADDING, box.width - 2 * PADDING, { color: grey });
  const top = box.y + 2 * PADDING + heightOf(sheet, words, box.width - 2 * PADDING);
  const room = {
    width: box.width - 2 * PADDING,
    height: (box.y + box.height - top) / Math.max(1, shown.length) - PADDING,
  };
  shown.forEach(({ bytes }, i) => {
    const y = top + i * (room.height + PADDING);
    doc.image(bytes, box.x + PADDING, y, { fit: [room.width, room.height], align: 'center' });
  });
}

/** Titles of the pages of contents, which stand before the cards: their number follows from the number of cards. */
function reserveContents(sheet: Sheet, book: BookTitle, cards: number): number {
  newPage(sheet);
  paintTitle(sheet, book);
  const pages = Math.ceil(cards / contentsRows());
  for (let page = 0; page < pages; page++) newPage(sheet);
  return pages;
}

const CONTENTS_HEAD = mm(18);
const contentsRows = (): number => Math.floor((BOTTOM - TOP - CONTENTS_HEAD) / CONTENTS_ROW);

function paintTitle(sheet: Sheet, { title, subtitle, marks, facts }: BookTitle): void {
  sheet.y = mm(80);
  paintWords(sheet, title, LEFT, sheet.y, WIDTH, { font: 'bold', size: 26, align: 'center' });
  paintWords(sheet, subtitle, LEFT, sheet.y + mm(18), WIDTH, { size: 14, align: 'center' });
  if (marks.length > 0) {
    paintWords(sheet, marks.join(' · '), LEFT, sheet.y + mm(32), WIDTH, {
      font: 'bold',
      size: 13,
      color: red,
      align: 'center',
    });
  }
  sheet.y = mm(165);
  for (const [name, fact] of facts) {
    const height = heightOf(sheet, fact, mm(95));
    paintWords(sheet, name, LEFT + mm(20), sheet.y, mm(35), { color: grey });
    paintWords(sheet, fact, LEFT + mm(58), sheet.y, mm(95));
    sheet.y += Math.max(height, TEXT) + mm(2);
  }
}

/** Columns of the contents: left edge and width in millimetres. */
const contentsColumns = {
  number: [2, 34],
  standing: [36, 20],
  sides: [56, 74],
  state: [130, 28],
  page: [158, 14],
} as const;

function paintContents(sheet: Sheet, cards: readonly CardContent[], starts: readonly number[], pages: number): void {
  const { doc, say } = sheet;
  const perPage = contentsRows();
  const column = (name: keyof typeof contentsColumns, text: string, look: Words) => {
    const [left, width] = contentsColumns[name];
    paintWords(sheet, oneLine(sheet, text, mm(width)), LEFT + mm(left), sheet.y, mm(width), look);
  };
  for (let page = 0; page < pages; page++) {
    doc.switchToPage(1 + page);
    sheet.y = TOP;
    paintWords(sheet, say('目 录', 'Contents'), LEFT, sheet.y, WIDTH, { font: 'bold', size: 15, align: 'center' });
    sheet.y += mm(11);
    const head: Words = { color: grey };
    column('number', say('界桩号', 'Number'), head);
    column('standing', say('立式', 'Standing'), head);
    column('sides', say('毗邻行政区域', 'Sides'), head);
    column('state', say('状态', 'State'), head);
    column('page', say('页码', 'Page'), { ...head, align: 'right' });
    sheet.y += CONTENTS_HEAD - mm(11);
    cards.slice(page * perPage, (page + 1) * perPage).forEach(({ number, summary }, i) => {
      const start = starts[page * perPage + i]!;
      column('number', number, {});
      column('standing', summary.standing, {});
      column('sides', summary.sides, {});
      column('state', summary.state, {});
      column('page', String(start + 1), { align: 'right' });
      doc.goTo(LEFT, sheet.y - mm(1), WIDTH, CONTENTS_ROW, destination(start));
      sheet.y += CONTENTS_ROW;
    });
  }
}

const destination = (page: number): string => `page-${page}`;

/** A text cut to one line, with an ellipsis where something was cut. */
function oneLine({ doc }: Sheet, text: string, width: number): string {
  doc.font('regular').fontSize(TEXT);
  if (doc.widthOfString(text) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && doc.widthOfString(`${characters.join('')}…`) > width) characters.pop();
  return `${characters.join('')}…`;
}

/** Page numbers, where each card begins for links and the outline, and the head of pages that go on. */
function paintFeet(sheet: Sheet, cards: readonly CardContent[], starts: readonly number[]): void {
  const { doc, say } = sheet;
  const { count } = doc.bufferedPageRange();
  const firstCard = starts[0]!;
  let at = 0;
  for (let page = 0; page < count; page++) {
    doc.switchToPage(page);
    if (starts[at + 1] === page) at++;
    const card = page < firstCard ? null : cards[at]!;
    if (card && starts[at] === page) {
      doc.addNamedDestination(
        destination(page),
        'XYZ',
        null as unknown as number,
        null as unknown as number,
        null as unknown as number,
      );
      if (cards.length > 1) doc.outline.addItem(card.number);
    }
    const name = card ? `${card.number} · ` : '';
    const words = say(`${name}第 ${page + 1} 页,共 ${count} 页`, `${name}page ${page + 1} of ${count}`);
    paintWords(sheet, words, LEFT, BOTTOM + mm(4), WIDTH, { size: 7.5, color: grey, align: 'center' });
  }
}
