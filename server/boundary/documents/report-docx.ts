import { reportDocx } from '../../reports/document/docx-writer.ts';
import { inspectionReport, type ReportInput } from './inspection-report.ts';
import { drawnPng } from './png.ts';

/** Writes the report of a joint inspection as DOCX, with its drawn signatures. */
export function inspectionReportDocx(input: ReportInput): Promise<Buffer> {
  const content = inspectionReport(input);
  const pictures = content.blocks.flatMap((block) => (block.type === 'figure' ? [block.picture] : []));
  return reportDocx(
    content,
    pictures.map(({ svg, widthMm }) => drawnPng(svg, widthMm)),
  );
}
