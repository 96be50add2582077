import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Option, type Command } from 'commander';
import { coordinateSystems, type Language } from '../../gis-data/catalogue/index.ts';
import { exportFormats, type ExportFormat } from '../../server/exchange/contract.ts';
import type { ExportService } from '../../server/exchange/export.ts';
import { isoDate, type Actor } from '../../server/registry/contract.ts';
import { archiveQuery } from '../../server/tiles/contract.ts';
import type { CommandTools } from './access.ts';

interface ExportOptions {
  layer: string;
  format: ExportFormat | 'pmtiles';
  output: string;
  crs?: string;
  columns?: string;
  asOf?: string;
  lang: Language;
  maxZoom?: string;
}

/** What writes layers. */
interface LayerWriters {
  files: ExportService;
  archive(
    query: { layer: string; asOf?: string; maxzoom: number },
    language: Language,
  ): Promise<{ bytes: Buffer; features: number; demo: boolean }>;
}

/** Runs a command's work on what writes files, for the one who sits at the machine. */
type WithExports = (
  work: (writers: LayerWriters, actor: Actor, options: ExportOptions) => Promise<void>,
) => (options: ExportOptions) => Promise<void>;

/** `export`: a layer of the register as a file. */
export function addExportCommand(program: Command, { print, usage }: CommandTools, withExports: WithExports): void {
  program
    .command('export')
    .description('write a layer of the register to a file, with precise positions')
    .requiredOption(
      '--layer <layer>',
      'facilities, divisions, boundary-lines, boundary-markers, place-names or place-name-signs',
    )
    .addOption(
      new Option('--format <format>', 'format of the file; shp is a ZIP, pmtiles are vector tiles')
        .choices([...exportFormats, 'pmtiles'])
        .makeOptionMandatory(),
    )
    .requiredOption('-o, --output <file>', 'file to write')
    .addOption(
      new Option('--crs <crs>', 'coordinate system; default EPSG:4490, of KML EPSG:4326').choices(
        coordinateSystems.map(({ id }) => id),
      ),
    )
    .option('--columns <names>', 'names of properties, separated by commas; default: all')
    .option('--as-of <date>', 'YYYY-MM-DD; default today')
    .addOption(new Option('--lang <language>', 'zh: Chinese headings; en: names').choices(['zh', 'en']).default('zh'))
    .option('--max-zoom <zoom>', 'of pmtiles: deepest zoom, at most 14; default 12')
    .action(async (options: ExportOptions) => {
      if (options.asOf !== undefined && !isoDate.safeParse(options.asOf).success)
        throw usage(`--as-of must be a date YYYY-MM-DD, not "${options.asOf}"`);
      const zoom = archiveQuery.shape.maxzoom.safeParse(options.maxZoom);
      if (!zoom.success) throw usage(`--max-zoom must be a whole number from 0 to 14, not "${options.maxZoom}"`);
      await withExports(async ({ files, archive }, actor, { output, lang, layer, format, crs, columns, asOf }) => {
        if (format === 'pmtiles') {
          const { bytes, features, demo } = await archive({ layer, asOf, maxzoom: zoom.data }, lang);
          await writeFile(path.resolve(output), bytes);
          print({ file: output, features, demo, bytes: bytes.length }, () => [
            `已写入 ${output}:${features} 个要素 ${bytes.length} 字节${demo ? '  演示数据' : ''}`,
          ]);
          return;
        }
        const query = { layer, format, crs, columns, asOf };
        await files.withFile(actor, query, lang, async ({ path: file, facts, features }) => {
          await copyFile(file, path.resolve(output));
          print({ file: output, features, ...facts }, () => [
            `已写入 ${output}:${facts.title.zh} ${features} 个要素 ${facts.asOf} 快照 ${facts.snapshot}${facts.demo ? '  演示数据' : ''}`,
          ]);
        });
      })(options);
    });
}
