import { parentPort, workerData } from 'node:worker_threads';
import { reportDocx } from '../../reports/document/docx-writer.ts';
import { writeXlsx } from '../../reports/workbook/write.ts';
import { cardsDocx } from './card-docx.ts';
import { cardsPdf } from './card-pdf.ts';
import { inspectionReport } from './inspection-report.ts';
import { drawnPng } from './png.ts';
import type { DocumentTask } from './thread.ts';

function write(task: DocumentTask): Promise<Buffer> {
  switch (task.write) {
    case 'cards':
      return task.format === 'pdf' ? cardsPdf(task.file) : cardsDocx(task.file);
    case 'tables':
      return writeXlsx(task.sheets);
    case 'report': {
      const content = inspectionReport(task.input);
      const pictures = content.blocks.flatMap((block) => (block.type === 'figure' ? [block.picture] : []));
      return reportDocx(
        content,
        pictures.map(({ svg, widthMm }) => drawnPng(svg, widthMm)),
      );
    }
  }
}

parentPort!.postMessage(await write((workerData as { task: DocumentTask }).task));
