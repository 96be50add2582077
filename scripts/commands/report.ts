import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Option, type Command } from 'commander';
import type { Language } from '../../gis-data/catalogue/index.ts';
import type { WorkbookService } from '../../server/reports/workbook/service.ts';
import { isoDate } from '../../server/registry/contract.ts';
import type { CommandTools } from './access.ts';

interface ReportOptions {
  format: 'xlsx';
  output: string;
  asOf?: string;
  county?: string;
  lang: Language;
}

/** Runs a command's work on what makes reports. */
type WithWorkbooks = (
  work: (workbooks: WorkbookService, options: ReportOptions) => Promise<void>,
) => (options: ReportOptions) => Promise<void>;

/** `report`: what is handed in, as a file. */
export function addReportCommand(program: Command, { print, usage }: CommandTools, withWorkbooks: WithWorkbooks): void {
  program
    .command('report')
    .description('write a report: xlsx is the proving workbook, whose figures are formulas over signed evidence')
    .addOption(new Option('--format <format>', 'format of the file').choices(['xlsx']).makeOptionMandatory())
    .requiredOption('-o, --output <file>', 'file to write')
    .option('--as-of <date>', 'YYYY-MM-DD; default today')
    .option('--county <code>', 'division code of one county; default: the whole city')
    .addOption(new Option('--lang <language>', 'language').choices(['zh', 'en']).default('zh'))
    .action(async (options: ReportOptions) => {
      if (options.asOf !== undefined && !isoDate.safeParse(options.asOf).success)
        throw usage(`--as-of must be a date YYYY-MM-DD, not "${options.asOf}"`);
      if (options.county !== undefined && !/^\d{6}$/u.test(options.county))
        throw usage(`--county must be a division code of six digits, not "${options.county}"`);
      await withWorkbooks(async (workbooks, { output, asOf, county, lang }) => {
        const { bytes, facts } = await workbooks.make({ asOf, county, language: lang });
        await writeFile(path.resolve(output), bytes);
        print({ file: output, bytes: bytes.length, ...facts }, () => [
          `已写入 ${output}:${facts.scope.name} ${facts.asOf} 快照 ${facts.snapshot}${facts.demo ? '  演示数据' : ''}`,
        ]);
      })(options);
    });
}
