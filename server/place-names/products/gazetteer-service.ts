import { text, type Language } from '../../../gis-data/catalogue/index.ts';
import type { DocumentThreads } from '../../boundary/documents/thread.ts';
import { problems } from '../../registry/problem.ts';
import { reportHtml } from '../../reports/document/html-writer.ts';
import { pngOf } from '../../reports/map-picture/png.ts';
import type { SnapshotService } from '../../snapshot/service.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { mostGazetteerNames, type GazetteerQuery, type PrintMapQuery } from './contract.ts';
import { gazetteer, namesIn } from './gazetteer.ts';
import { printMap, printMapPage } from './print-map.ts';

export interface GazetteerService {
  /**
   * @returns the document, and a name for its file without ending
   * @throws Problem not-found for a division that is not there on that day; invalid where it has more names than a book holds
   */
  make(query: GazetteerQuery, language: Language, signal: AbortSignal): Promise<{ bytes: Buffer; name: string }>;
  /**
   * A map of the names on one sheet, as a page to print.
   * @throws Problem not-found for a division that is not there on that day; invalid where it has no boundary or too many names
   */
  printMap(query: PrintMapQuery, language: Language): Promise<Buffer>;
}

/** Makes gazetteers; DOCX in a thread of its own, because that of a city takes seconds. */
export function createGazetteerService({
  snapshots,
  threads,
  approvalNumber,
}: {
  snapshots: SnapshotService;
  threads: DocumentThreads;
  approvalNumber: string | null;
}): GazetteerService {
  async function divisionOf(divisionId: string, asOf: string | undefined): Promise<Snapshot> {
    const snapshot = await snapshots.at(asOf);
    if (!snapshot.records.division.has(divisionId)) throw problems.notFound(text('这个行政区划', 'division'));
    const found = namesIn(snapshot, divisionId).length;
    if (found > mostGazetteerNames) {
      throw refused(
        'too-many-names',
        `此区划有 ${found} 条地名,一册或一幅最多 ${mostGazetteerNames} 条,请按下级区划分别制作`,
        `The division has ${found} names and a book or map holds ${mostGazetteerNames}; make one for each division in it`,
      );
    }
    return snapshot;
  }

  return {
    async make({ divisionId, kind, format, asOf }, language, signal) {
      const snapshot = await divisionOf(divisionId, asOf);
      const content = gazetteer({ snapshot, divisionId, kind, language, approvalNumber });
      const name = `${content.title}_${snapshot.asOf}`;
      if (format === 'html') return { bytes: Buffer.from(reportHtml(content)), name };
      const pictures = content.blocks.flatMap((block) => (block.type === 'figure' ? [block.picture] : []));
      const pngs = await Promise.all(pictures.map(({ svg }) => pngOf(svg)));
      return { bytes: await threads.write({ write: 'content', content, pngs }, signal), name };
    },

    async printMap({ divisionId, sheet, asOf }, language) {
      const snapshot = await divisionOf(divisionId, asOf);
      if (snapshot.records.division.get(divisionId)!.boundary === null) {
        throw refused(
          'no-boundary',
          '此区划没有界线,无法制图;请选择上级区划',
          'The division has no boundary and no map can be made of it; choose the division above it',
        );
      }
      const map = printMap({ snapshot, divisionId, sheet, language, approvalNumber });
      return Buffer.from(printMapPage(map, language));
    },
  };
}

const refused = (code: string, zh: string, en: string) =>
  problems.invalid([{ path: 'divisionId', code, message: text(zh, en) }]);
