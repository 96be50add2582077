import type { Table } from 'docx';
import {
  AlignmentType,
  convertMillimetersToTwip,
  Document,
  HeightRule,
  Packer,
  Paragraph,
  ShadingType,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
  type IParagraphOptions,
  type IRunOptions,
} from 'docx';
import {
  bodyFont,
  displayFont,
  fullTable,
  numberedFooter,
  officialPage,
  warningRed,
} from '../../reports/document/docx-writer.ts';
import type { FormContent, FormRow } from './content.ts';

/** Sizes in half-points: 二号 title, 三号 text (GB/T 9704), 小四 in tables. */
const size = { title: 44, mark: 24, text: 32, table: 24 } as const;
const widths = [convertMillimetersToTwip(38), convertMillimetersToTwip(118)];
const tallTwips = convertMillimetersToTwip(20);
const rowTwips = convertMillimetersToTwip(7.5);

/** Writes a printed form as DOCX, on the page of an official document. */
export function formDocx(content: FormContent): Promise<Buffer> {
  const { title, number, marks, addressee, before, rows, after, closing, language } = content;
  const indent = language === 'zh' ? { indent: { firstLine: size.text * 20 } } : {};
  const words = (texts: readonly string[]) => texts.map((each) => line(each, { size: size.text }, indent));
  const document = new Document({
    title,
    creator: language === 'zh' ? '民政一张图' : 'Yizhangtu',
    description: marks.length > 0 ? marks.join(' · ') : undefined,
    styles: {
      default: {
        document: {
          run: { font: bodyFont, language: { value: 'en-GB', eastAsia: 'zh-CN' } },
          paragraph: { spacing: { line: 400, lineRule: 'auto', after: 0 } },
        },
      },
    },
    sections: [
      {
        properties: { page: officialPage },
        footers: { default: numberedFooter() },
        children: [
          ...marks.map((mark) =>
            line(mark, { size: size.mark, bold: true, color: warningRed }, { alignment: AlignmentType.RIGHT }),
          ),
          line(
            title,
            { size: size.title, font: displayFont },
            { alignment: AlignmentType.CENTER, spacing: { after: 160 } },
          ),
          ...(number === null ? [] : [line(number, { size: size.text }, { alignment: AlignmentType.CENTER })]),
          ...(addressee === null
            ? []
            : [
                line(
                  `${addressee}${language === 'zh' ? '：' : ':'}`,
                  { size: size.text },
                  { spacing: { before: 200 } },
                ),
              ]),
          ...words(before),
          ...(rows.length === 0 ? [] : [tableOf(rows)]),
          ...words(after),
          ...(closing === null ? [] : closingOf(closing)),
        ],
      },
    ],
  });
  return Packer.toBuffer(document);
}

const line = (text: string, run: IRunOptions, options: IParagraphOptions = {}): Paragraph =>
  new Paragraph({ ...options, children: [new TextRun({ text, ...run })] });

const closingOf = ({ office, day }: NonNullable<FormContent['closing']>): Paragraph[] =>
  [office, day].map((text, i) =>
    line(
      text,
      { size: size.text },
      { alignment: AlignmentType.RIGHT, spacing: { before: i === 0 ? 600 : 0 }, keepLines: true },
    ),
  );

function tableOf(rows: readonly FormRow[]): Table {
  return fullTable(
    rows.map(
      ([label, value, height]) =>
        new TableRow({
          cantSplit: true,
          height: { value: height === 'tall' ? tallTwips : rowTwips, rule: HeightRule.ATLEAST },
          children: [cellOf(label, widths[0]!, true), cellOf(value ?? '', widths[1]!, false, height === 'tall')],
        }),
    ),
    widths,
  );
}

function cellOf(text: string, width: number, head: boolean, signed = false): TableCell {
  const alignment = head ? AlignmentType.CENTER : signed ? AlignmentType.RIGHT : AlignmentType.LEFT;
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    margins: { top: 30, bottom: 30, left: 100, right: 100 },
    verticalAlign: signed ? VerticalAlign.BOTTOM : VerticalAlign.CENTER,
    shading: head ? { type: ShadingType.CLEAR, fill: 'EEF2F3', color: 'auto' } : undefined,
    children: text
      .trim()
      .split('\n')
      .map((words) => line(words, { size: size.table }, { alignment, spacing: { line: 260, lineRule: 'auto' } })),
  });
}
