import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Option, type Command } from 'commander';
import { text, type Language, type Text } from '../../gis-data/catalogue/index.ts';
import type { WorkbookService } from '../../server/reports/workbook/service.ts';
import type { DocumentService } from '../../server/reports/document/service.ts';
import { isoDate, type Actor } from '../../server/registry/contract.ts';
import { problems } from '../../server/registry/problem.ts';
import type { SnapshotService } from '../../server/snapshot/service.ts';
import type { CommandTools } from './access.ts';

interface ReportOptions {
  format: 'xlsx' | 'docx' | 'html';
  output: string;
  asOf?: string;
  county?: string;
  lang: Language;
}

/** What makes reports. */
interface ReportMakers {
  workbooks: WorkbookService;
  documents: DocumentService;
  snapshots: SnapshotService;
  /** The one who sits at the machine. */
  actor: Actor;
}

/** Runs a command's work on what makes reports. */
type WithMakers = (
  work: (makers: ReportMakers, options: ReportOptions) => Promise<void>,
) => (options: ReportOptions) => Promise<void>;

/** `report`: what is handed in, as a file. */
export function addReportCommand(program: Command, { print, usage }: CommandTools, withMakers: WithMakers): void {
  program
    .command('report')
    .description(
      'write a report: xlsx is the proving workbook, whose figures are formulas over signed evidence; docx and html are the report to hand in',
    )
    .addOption(
      new Option('--format <format>', 'format of the file').choices(['xlsx', 'docx', 'html']).makeOptionMandatory(),
    )
    .requiredOption('-o, --output <file>', 'file to write')
    .option('--as-of <date>', 'YYYY-MM-DD; default today')
    .option('--county <code>', 'division code of one county; default: the whole city')
    .addOption(new Option('--lang <language>', 'language').choices(['zh', 'en']).default('zh'))
    .action(async (options: ReportOptions) => {
      if (options.asOf !== undefined && !isoDate.safeParse(options.asOf).success)
        throw usage(`--as-of must be a date YYYY-MM-DD, not "${options.asOf}"`);
      if (options.county !== undefined && !/^\d{6}$/u.test(options.county))
        throw usage(`--county must be a division code of six digits, not "${options.county}"`);
      await withMakers(async (makers, { output }) => {
        const { bytes, facts } = await (options.format === 'xlsx' ? workbook : document)(makers, options);
        await writeFile(path.resolve(output), bytes);
        const { name, asOf, snapshot, demo, warnings } = facts;
        print({ file: output, bytes: bytes.length, ...facts }, () => [
          `已写入 ${output}:${name} ${asOf} 快照 ${snapshot}${demo ? '  演示数据' : ''}`,
          ...warnings.map((warning) => `注意:${warning.zh}`),
        ]);
      })(options);
    });
}

async function workbook({ workbooks }: ReportMakers, { asOf, county, lang }: ReportOptions) {
  const { bytes, facts } = await workbooks.make({ asOf, county, language: lang });
  return { bytes, facts: { ...facts, name: facts.scope.name, warnings: [] as Text[] } };
}

async function document({ documents, snapshots, actor }: ReportMakers, options: ReportOptions) {
  const { asOf, county, lang } = options;
  const divisionId = county === undefined ? undefined : await countyId(snapshots, county, asOf);
  const format = options.format === 'html' ? 'html' : 'docx';
  const prepared = await documents.prepared(actor, { format, lang, divisionId, asOf });
  const context = { progress: () => {}, signal: new AbortController().signal };
  const { bytes, mediaType: _, ...facts } = await documents.write(prepared, context);
  return { bytes, facts: { ...facts, name: prepared.scope.name } };
}

async function countyId(snapshots: SnapshotService, code: string, asOf: string | undefined): Promise<string> {
  const { divisions } = await snapshots.at(asOf);
  const row = divisions.ofLevel('county').find((each) => divisions.bodies[each]!.code === code);
  if (row === undefined) {
    throw problems.notFound(text(`代码为 ${code} 的县级区划`, `county with the code ${code}`));
  }
  return divisions.ids[row]!;
}
