import type { EChartsOption, TitleComponentOption } from 'echarts';
import { downloadCsv } from '../ui/csv.ts';
import { newChart } from '../ui/echarts.ts';
import { formatDate } from '../ui/format.ts';
import { offerFile } from '../ui/offer-file.ts';
import type { Plot, Words } from './plot.ts';

const widthPx = 1200;
/** Room for the title and the line that says where the figures come from. */
const titlePx = 62;
/** Pixels of a picture for each CSS pixel: sharp in print. */
const pixelRatio = 2;

export type FileKind = 'png' | 'svg' | 'csv';

const fileName = ({ id, provenance }: Plot, { t }: Words, kind: FileKind): string =>
  `${t('title')}-${id}-${provenance.asOf}.${kind}`;

/** As-of date, snapshot, network, and that the data is a demonstration. */
export function sourceLine({ provenance }: Plot, { t, language }: Words): string {
  const { snapshot, asOf, network, demo } = provenance;
  return [
    t('file.source', { date: formatDate(asOf, language), snapshot }),
    ...(network === undefined ? [] : [t('file.network', { network })]),
    ...(demo ? [t('file.demo')] : []),
  ].join(' · ');
}

/** The plot as a file shows it: everything, under its title and source. */
function fileOption(plot: Plot, words: Words): EChartsOption {
  const option = plot.option({ topPx: titlePx, whole: true });
  const title: TitleComponentOption = { text: plot.title, subtext: sourceLine(plot, words), left: 12, top: 6 };
  const others = option.title === undefined ? [] : [option.title].flat();
  return { ...option, title: [title, ...others], tooltip: undefined, backgroundColor: '#ffffff' };
}

const size = (plot: Plot) => ({ width: widthPx, height: plot.fileHeightPx + titlePx });

/** The plot as an SVG document. */
export function svgOf(plot: Plot, words: Words): string {
  const chart = newChart(null, { renderer: 'svg', ssr: true, ...size(plot) });
  chart.setOption(fileOption(plot, words));
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

async function pngOf(plot: Plot, words: Words): Promise<Blob> {
  const chart = newChart(document.createElement('div'), { ...size(plot), devicePixelRatio: pixelRatio });
  chart.setOption(fileOption(plot, words));
  const canvas = chart.renderToCanvas({ pixelRatio, backgroundColor: '#ffffff' });
  chart.dispose();
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large to be made'))),
      'image/png',
    ),
  );
}

/** The figures shown, each row with its source; what is unknown is empty and said to be so. */
function saveCsv(plot: Plot, words: Words): void {
  const { t } = words;
  const { columns, rows } = plot.csv ?? plot.table;
  const { snapshot, asOf, demo } = plot.provenance;
  downloadCsv(
    fileName(plot, words, 'csv'),
    [...columns.map((column) => column.title), t('file.snapshot'), t('file.asOf'), t('file.mark'), t('file.note')],
    rows.map(({ cells }) => [
      ...cells,
      snapshot,
      asOf,
      demo ? t('file.demo') : t('file.registered'),
      cells.includes(null) ? t('file.unknownNote') : '',
    ]),
  );
}

/** Offers a plot as a file. */
export async function savePlot(plot: Plot, kind: FileKind, words: Words): Promise<void> {
  if (kind === 'csv') saveCsv(plot, words);
  else if (kind === 'svg')
    offerFile(new Blob([svgOf(plot, words)], { type: 'image/svg+xml' }), fileName(plot, words, kind));
  else offerFile(await pngOf(plot, words), fileName(plot, words, kind));
}
