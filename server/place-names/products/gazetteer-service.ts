import { text, type Language } from '../../../gis-data/catalogue/index.ts';
import type { DocumentThreads } from '../../boundary/documents/thread.ts';
import { problems } from '../../registry/problem.ts';
import type { SnapshotService } from '../../snapshot/service.ts';
import { mostGazetteerNames, type GazetteerQuery, type PrintMapQuery } from './contract.ts';
import { gazetteerTitle } from './gazetteer.ts';
import { namesInDivision, type NamesInDivision } from './names-in-division.ts';

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
  printMap(query: PrintMapQuery, language: Language, signal: AbortSignal): Promise<Buffer>;
}

/** Makes gazetteers and maps in threads of their own, because those of a city take seconds. */
export function createGazetteerService({
  snapshots,
  threads,
  approvalNumber,
}: {
  snapshots: SnapshotService;
  threads: DocumentThreads;
  approvalNumber: string | null;
}): GazetteerService {
  async function namesOf(divisionId: string, asOf: string | undefined): Promise<NamesInDivision> {
    const snapshot = await snapshots.at(asOf);
    if (!snapshot.records.division.has(divisionId)) throw problems.notFound(text('这个行政区划', 'division'));
    const of = namesInDivision(snapshot, divisionId);
    const found = of.names.length;
    if (found > mostGazetteerNames) {
      throw refused(
        'too-many-names',
        `此区划有 ${found} 条地名,一册或一幅最多 ${mostGazetteerNames} 条,请按下级区划分别制作`,
        `The division has ${found} names and a book or map holds ${mostGazetteerNames}; make one for each division in it`,
      );
    }
    return of;
  }

  return {
    async make({ divisionId, kind, format, asOf }, language, signal) {
      const of = await namesOf(divisionId, asOf);
      const name = `${gazetteerTitle(of.division.name, kind, language)}_${of.asOf}`;
      const question = { of, kind, language, approvalNumber };
      return { bytes: await threads.write({ write: 'gazetteer', format, question }, signal), name };
    },

    async printMap({ divisionId, sheet, asOf }, language, signal) {
      const of = await namesOf(divisionId, asOf);
      if (of.division.boundary === null) {
        throw refused(
          'no-boundary',
          '此区划没有界线,无法制图;请选择上级区划',
          'The division has no boundary and no map can be made of it; choose the division above it',
        );
      }
      return threads.write({ write: 'nameMap', question: { of, sheet, language, approvalNumber } }, signal);
    },
  };
}

const refused = (code: string, zh: string, en: string) =>
  problems.invalid([{ path: 'divisionId', code, message: text(zh, en) }]);
