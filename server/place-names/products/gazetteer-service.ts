import { text, type Language } from '../../../gis-data/catalogue/index.ts';
import type { DocumentThreads } from '../../boundary/documents/thread.ts';
import { problems } from '../../registry/problem.ts';
import { reportHtml } from '../../reports/document/html-writer.ts';
import { pngOf } from '../../reports/map-picture/png.ts';
import type { SnapshotService } from '../../snapshot/service.ts';
import { mostGazetteerNames, type GazetteerQuery } from './contract.ts';
import { gazetteer, namesIn } from './gazetteer.ts';

export interface GazetteerService {
  /**
   * @returns the document, and a name for its file without ending
   * @throws Problem not-found for a division that is not there on that day; invalid where it has more names than a book holds
   */
  make(query: GazetteerQuery, language: Language, signal: AbortSignal): Promise<{ bytes: Buffer; name: string }>;
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
  return {
    async make({ divisionId, kind, format, asOf }, language, signal) {
      const snapshot = await snapshots.at(asOf);
      if (!snapshot.records.division.has(divisionId)) throw problems.notFound(text('这个行政区划', 'division'));
      const found = namesIn(snapshot, divisionId).length;
      if (found > mostGazetteerNames) {
        throw problems.invalid([
          {
            path: 'divisionId',
            code: 'too-many-names',
            message: text(
              `此区划有 ${found} 条地名,一册最多 ${mostGazetteerNames} 条,请按下级区划分册`,
              `The division has ${found} names and a book holds ${mostGazetteerNames}; make one for each division in it`,
            ),
          },
        ]);
      }
      const content = gazetteer({ snapshot, divisionId, kind, language, approvalNumber });
      const name = `${content.title}_${snapshot.asOf}`;
      if (format === 'html') return { bytes: Buffer.from(reportHtml(content)), name };
      const pictures = content.blocks.flatMap((block) => (block.type === 'figure' ? [block.picture] : []));
      const pngs = await Promise.all(pictures.map(({ svg }) => pngOf(svg)));
      return { bytes: await threads.write({ write: 'content', content, pngs }, signal), name };
    },
  };
}
