import { setImmediate as nextTurn } from 'node:timers/promises';
import { text, type Language } from '../../../gis-data/catalogue/index.ts';
import type { InspectionService } from '../../inspection/service.ts';
import type { Actor } from '../../registry/contract.ts';
import { problems } from '../../registry/problem.ts';
import type { Registry } from '../../registry/registry.ts';
import type { SnapshotService } from '../../snapshot/service.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { BoundaryLineItem, BoundaryMarkerItem } from '../contract.ts';
import { lineItem, listedLines, markerItem } from '../listing.ts';
import { markersOnLine } from '../lookups.ts';
import { bookTitle } from './book.ts';
import { cardContent, type CardContent } from './card-content.ts';
import { exchangeSheets } from './exchange-tables.ts';
import type { DocumentThreads } from './thread.ts';
import { sayIn } from './words.ts';

/** A document that was made. */
export interface MadeDocument {
  bytes: Buffer;
  /** Without ending. */
  name: string;
}

/** Who asks, in which language, and until when somebody waits. */
export interface Asking {
  actor: Actor;
  language: Language;
  signal: AbortSignal;
}

/** Documents of boundaries as an actor may see them; each is written in a thread. */
export interface BoundaryDocuments {
  /** The register card of a marker. @throws Problem not-found */
  card(asking: Asking, id: string, question: { format: 'docx' | 'pdf'; asOf?: string }): Promise<MadeDocument>;
  /** All cards of a line, by number. @throws Problem not-found; too-large beyond 1,000 */
  book(asking: Asking, lineId: string, question: { format: 'docx' | 'pdf'; asOf?: string }): Promise<MadeDocument>;
  /** Lines and markers as a workbook, of one line or all. @throws Problem not-found */
  tables(asking: Asking, question: { lineId?: string; crs: string; asOf?: string }): Promise<MadeDocument>;
  /** The report of a joint inspection. @throws Problem not-found */
  report(asking: Asking, caseId: string): Promise<MadeDocument>;
}

export interface DocumentSources {
  snapshots: Pick<SnapshotService, 'at'>;
  registry: Pick<Registry, 'historyFor'>;
  inspection: Pick<InspectionService, 'get' | 'verify'>;
  /** Stored pictures, by SHA-256. */
  photos: {
    storedAmong(hashes: readonly string[]): Promise<ReadonlyMap<string, number>>;
    content(sha256: string): Promise<{ content: Buffer }>;
  };
  threads: DocumentThreads;
}

const MOST_CARDS = 1000;
/** Cards whose content is made without giving way to other requests. */
const SLICE = 20;

export function createBoundaryDocuments({
  snapshots,
  registry,
  inspection,
  photos,
  threads,
}: DocumentSources): BoundaryDocuments {
  function cardOf(snapshot: Snapshot, marker: BoundaryMarkerItem, language: Language): CardContent {
    const { divisions, records } = snapshot;
    return cardContent(marker, {
      language,
      lines: marker.lineIds.flatMap((id) => records.boundaryLine.get(id) ?? []),
      divisionName: (id) => {
        const row = divisions.indexById.get(id);
        return row === undefined ? null : divisions.bodies[row]!.name;
      },
      snapshot: snapshot.id,
      asOf: snapshot.asOf,
    });
  }

  async function photosOf(card: CardContent): Promise<Map<string, Uint8Array>> {
    const hashes = card.rows.flatMap(({ cells }) =>
      cells.flatMap((cell) => (cell.kind === 'photos' ? cell.photos : [])),
    );
    const stored = hashes.length === 0 ? new Map<string, number>() : await photos.storedAmong(hashes);
    const read = new Map<string, Uint8Array>();
    for (const hash of hashes.filter((each) => stored.has(each)).slice(0, MOST_READ)) {
      read.set(hash, (await photos.content(hash)).content);
    }
    return read;
  }

  return {
    async card({ actor, language, signal }, id, { format, asOf }) {
      const snapshot = await snapshots.at(asOf);
      const body = snapshot.records.boundaryMarker.get(id);
      if (!body) throw problems.notFound(text('这颗界桩', 'boundary marker'));
      const card = cardOf(snapshot, markerItem(actor, id, body, null), language);
      const file = { language, cards: [card], book: null, photos: await photosOf(card) };
      return {
        bytes: await threads.write({ write: 'cards', format, file }, signal),
        name: fileName(card.title, card.number),
      };
    },

    async book({ actor, language, signal }, lineId, { format, asOf }) {
      const snapshot = await snapshots.at(asOf);
      const line = lineOf(snapshot, lineId);
      const markers = markersOf(snapshot, actor, [lineId]);
      if (markers.length === 0) throw problems.notFound(text('这条界线上的界桩', 'marker on this line'));
      if (markers.length > MOST_CARDS) throw tooManyCards(markers.length);
      const cards: CardContent[] = [];
      for (const marker of markers) {
        if (cards.length % SLICE === 0) await nextTurn();
        cards.push(cardOf(snapshot, marker, language));
      }
      const title = bookTitle(line, cards, { language, snapshot: snapshot.id, asOf: snapshot.asOf });
      const file = { language, cards, book: title, photos: new Map<string, Uint8Array>() };
      return {
        bytes: await threads.write({ write: 'cards', format, file }, signal),
        name: fileName(title.title, line.name),
      };
    },

    async tables({ actor, language, signal }, { lineId, crs, asOf }) {
      const snapshot = await snapshots.at(asOf);
      const lines =
        lineId === undefined
          ? listedLines(snapshot).map(([id, body]) => lineItem(snapshot, id, body, null))
          : [lineOf(snapshot, lineId)];
      const markers = markersOf(
        snapshot,
        actor,
        lines.map(({ id }) => id),
      );
      const sheets = exchangeSheets({ language, lines, markers, crs, snapshot: snapshot.id, asOf: snapshot.asOf });
      const say = sayIn(language);
      const of = lineId === undefined ? say('全部', 'all') : lines[0]!.name;
      return {
        bytes: await threads.write({ write: 'tables', sheets }, signal),
        name: fileName(say('界线界桩数据', 'Boundary lines and markers'), of, snapshot.asOf),
      };
    },

    async report({ actor, language, signal }, caseId) {
      const file = await inspection.get(actor, caseId);
      const chain = await inspection.verify(actor, caseId);
      const snapshot = await snapshots.at();
      const line = lineOf(snapshot, file.lineId);
      const input = {
        language,
        file,
        line,
        markers: markersOf(snapshot, actor, [file.lineId]),
        asSeen: await asSeen(actor, file),
        chain,
        snapshot: snapshot.id,
        asOf: snapshot.asOf,
      };
      return {
        bytes: await threads.write({ write: 'report', input }, signal),
        name: fileName(sayIn(language)('联检报告', 'Joint inspection report'), file.title),
      };
    },
  };

  /** Markers in the versions that the records of a case were made against. */
  async function asSeen(actor: Actor, { file, precision }: Awaited<ReturnType<InspectionService['get']>>) {
    const wanted = new Set<string>();
    const ids = new Set<string>();
    for (const { content } of file) {
      if (content.kind !== 'fieldRecord') continue;
      ids.add(content.markerId);
      wanted.add(`${content.markerId}/${content.markerVersion}`);
    }
    const seen = new Map<string, BoundaryMarkerItem>();
    for (const id of ids) {
      for (const { version, body } of await registry.historyFor(actor, 'boundaryMarker', id)) {
        const key = `${id}/${version}`;
        if (body === null || !wanted.has(key)) continue;
        seen.set(key, {
          ...(body as Omit<BoundaryMarkerItem, 'id' | 'version' | 'precision'>),
          id,
          version,
          precision,
        });
      }
    }
    return seen;
  }
}

/** Pictures that are read for one card: those that it shows, and some in place of kinds that it cannot show. */
const MOST_READ = 4;

function lineOf(snapshot: Snapshot, id: string): BoundaryLineItem {
  const body = snapshot.records.boundaryLine.get(id);
  if (!body) throw problems.notFound(text('这条界线', 'boundary line'));
  return lineItem(snapshot, id, body, null);
}

/** Markers of some lines along their numbers, as an actor may see them; one on several lines once. */
function markersOf(snapshot: Snapshot, actor: Actor, lineIds: readonly string[]): BoundaryMarkerItem[] {
  const ids = new Set(lineIds.flatMap((id) => markersOnLine(snapshot, id)));
  return [...ids]
    .map((id) => markerItem(actor, id, snapshot.records.boundaryMarker.get(id)!, null))
    .sort((a, b) => (a.number < b.number ? -1 : a.number > b.number ? 1 : 0));
}

const fileName = (...parts: string[]): string => parts.join('_').replace(/[\\/:*?"<>|\s]+/g, '_');

const tooManyCards = (count: number) =>
  problems.tooLarge(
    text(
      `这条界线有 ${count} 颗界桩,一册最多 ${MOST_CARDS} 张登记表;请逐颗导出,或导出 XLSX 表`,
      `The line has ${count} markers, and a book holds ${MOST_CARDS} cards at most; take single cards, or the tables (XLSX)`,
    ),
  );
