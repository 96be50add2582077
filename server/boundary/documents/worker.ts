import { parentPort, workerData } from 'node:worker_threads';
import type { DocumentTask } from './thread.ts';

/** Writes what was asked for; each kind of document loads its own libraries and no others. */
async function write(task: DocumentTask): Promise<Buffer> {
  switch (task.write) {
    case 'cards': {
      if (task.format === 'pdf') return (await import('./card-pdf.ts')).cardsPdf(task.file);
      return (await import('./card-docx.ts')).cardsDocx(task.file);
    }
    case 'tables':
      return (await import('../../reports/workbook/write.ts')).writeXlsx(task.sheets);
    case 'report':
      return (await import('./report-docx.ts')).inspectionReportDocx(task.input);
    case 'gazetteer':
      return (await import('../../place-names/products/gazetteer-file.ts')).gazetteerFile(task.question, task.format);
    case 'nameMap':
      return (await import('../../place-names/products/print-map.ts')).printMapPage(task.question);
  }
}

parentPort!.postMessage(await write((workerData as { task: DocumentTask }).task));
