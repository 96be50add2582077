import { text, type Language, type Text } from '../../gis-data/catalogue/index.ts';
import { csvFile } from '../spreadsheet.ts';
import type { DryRunResult, ImportRow, RowReason } from './contract.ts';

const statusLabels: Record<ImportRow['status'], Text> = {
  added: text('新增', 'Added'),
  changed: text('变更', 'Changed'),
  unchanged: text('未变', 'Unchanged'),
  rejected: text('拒绝', 'Rejected'),
  undecided: text('待决定', 'Undecided'),
  skipped: text('跳过', 'Skipped'),
};

const severityLabels: Record<RowReason['severity'], Text> = {
  block: text('错误', 'Error'),
  warn: text('提醒', 'Warning'),
  note: text('说明', 'Note'),
};

const headings: readonly Text[] = [
  text('行号', 'Row'),
  text('结果', 'Result'),
  text('设施名称', 'Facility name'),
  text('变更字段', 'Changed fields'),
  text('级别', 'Severity'),
  text('列', 'Column'),
  text('代码', 'Code'),
  text('原因', 'Reason'),
];

/**
 * A dry run as CSV, one line for each reason of each row, UTF-8 with byte order mark. Cells that a spreadsheet would
 * take for a formula are made text.
 */
export function rowReportCsv(result: DryRunResult, language: Language): Buffer {
  const lines = [...result.rows].sort((a, b) => a.row - b.row).flatMap((row) => linesOf(row, language));
  return csvFile([headings.map((h) => h[language]), ...lines]);
}

function linesOf(row: ImportRow, language: Language): (string | number)[][] {
  const start = [row.row, statusLabels[row.status][language], row.label, row.changedFields.join(' ')];
  if (row.reasons.length === 0) return [[...start, '', '', '', '']];
  return row.reasons.map(({ severity, column, field, code, message }) => [
    ...start,
    severityLabels[severity][language],
    column ?? field ?? '',
    code,
    message[language],
  ]);
}
