import Papa from 'papaparse';
import { offerFile } from './offer-file.ts';

/**
 * Offers a table as a CSV file. It starts with a byte-order mark, without which spreadsheets read Chinese wrongly, and
 * texts that a spreadsheet would run as a formula are escaped.
 */
export function downloadCsv(fileName: string, headings: readonly string[], rows: readonly unknown[][]): void {
  const text = Papa.unparse({ fields: [...headings], data: [...rows] }, { escapeFormulae: true, newline: '\r\n' });
  offerFile(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }), fileName);
}
