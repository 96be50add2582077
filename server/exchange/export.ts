import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Geometry } from 'geojson';
import type { Kysely } from 'kysely';
import { text, type Language } from '../../gis-data/catalogue/index.ts';
import type { Schema } from '../db/schema.ts';
import type { Collection } from '../ogc/collections.ts';
import { converted } from '../ogc/crs.ts';
import { propertyTitles } from '../ogc/property-titles.ts';
import { createFeatureService, propertyNames } from '../ogc/service.ts';
import type { Actor } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import type { Body } from '../registry/record-type.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import type { ExportFormat, ExportQuery } from './contract.ts';
import { fromStorage } from './crs.ts';
import { headingsOf, type ExportFacts, type ExportFeature, type FeatureSource } from './writers/source.ts';
import { writeFeatures } from './writers/write.ts';

export interface ExportedFile {
  path: string;
  /** Name to save it by, without ending: the layer, the day, the snapshot's sequence number, whether it is demonstration data. */
  name: string;
  ending: Exclude<ExportFormat, 'shp'> | 'zip';
  facts: ExportFacts;
  features: number;
}

export interface ExportService {
  /**
   * Writes a layer as the reader may see it and hands the file to `use`, after which it is removed.
   * @throws Problem `not-found` for the layer, `invalid` for a column or a coordinate system that the format cannot state
   */
  withFile<T>(
    actor: Actor,
    query: ExportQuery,
    language: Language,
    use: (file: ExportedFile) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>;
}

/** Features of a batch: the program answers others between two of them. */
const batchSize = 500;

const shapes: Readonly<Record<string, FeatureSource['shape']>> = {
  'geometry-point': 'point',
  'geometry-multilinestring': 'line',
  'geometry-multipolygon': 'polygon',
};

/** The name of the record's own id among the columns; not a property, but needed to match a file with the register. */
const idColumn = { name: 'id', title: propertyTitles.id!, type: 'string' } as const;

/** Layers of the register to files. */
export function createExportService({
  kysely,
  snapshots,
  licence,
}: {
  kysely: Kysely<Schema>;
  snapshots: SnapshotService;
  licence: string | null;
}): ExportService {
  const features = createFeatureService({ kysely, snapshots });

  async function sourceOf(actor: Actor, query: ExportQuery, language: Language, signal: AbortSignal | undefined) {
    const collection = features.collection(query.layer);
    const crs = crsFor(query);
    const asked = propertyNames(collection, query.columns, 'columns');
    const { snapshot, records } = await features.all(actor, collection, query.asOf);
    const chosen = collection.properties.filter(({ name }) => asked === null || asked.has(name));
    const headings = headingsOf([idColumn, ...chosen], language);
    const columns = [idColumn, ...chosen].map(({ name, title, type }) => ({
      name,
      title,
      type,
      heading: headings.get(name)!,
    }));
    let [count, demo] = [0, false];
    for (const { body } of records) {
      count++;
      demo ||= body.demo === true;
    }
    const facts = {
      title: collection.title,
      asOf: snapshot.asOf,
      snapshot: snapshot.id,
      seq: snapshot.seq,
      crs,
      licence,
      demo,
    };
    const source: FeatureSource = {
      layer: collection.id,
      language,
      facts,
      shape: shapes[collection.geometrySchema] ?? 'any',
      columns,
      allNames: ['id', ...collection.properties.map(({ name }) => name)],
      async *batches() {
        let batch: ExportFeature[] = [];
        for (const { id, body } of records) {
          batch.push({
            values: [id, ...chosen.map(({ read }) => read(body) ?? null)],
            geometry: geometryOf(collection, body, crs),
          });
          if (batch.length < batchSize) continue;
          yield batch;
          batch = [];
          await new Promise(setImmediate);
          signal?.throwIfAborted();
        }
        if (batch.length > 0) yield batch;
      },
    };
    return { source, count };
  }

  return {
    async withFile(actor, query, language, use, signal) {
      const { source, count } = await sourceOf(actor, query, language, signal);
      const folder = await mkdtemp(path.join(tmpdir(), 'yzt-export-'));
      try {
        const ending = query.format === 'shp' ? 'zip' : query.format;
        const file = path.join(folder, `export.${ending}`);
        await writeFeatures(source, query.format, file);
        const { title, asOf, seq, demo } = source.facts;
        const mark = demo ? `_${text('演示数据', 'demo')[language]}` : '';
        const name = `${title[language]}_${asOf}_${seq}${mark}`;
        return await use({ path: file, name, ending, facts: source.facts, features: count });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

function geometryOf({ geometryField }: Collection, body: Body, crs: string): Geometry | null {
  const geometry = (body[geometryField] ?? null) as Geometry | null;
  return geometry && converted(geometry, ([x, y]) => [...fromStorage([x!, y!], crs)]);
}

/** The system to write in; formats that state their system cannot state the encrypted ones of map services. */
function crsFor({ format, crs }: Pick<ExportQuery, 'format' | 'crs'>): string {
  const used = crs ?? (format === 'kml' ? 'EPSG:4326' : 'EPSG:4490');
  if (format === 'kml' && used !== 'EPSG:4326') {
    throw unfit(`KML 只用 WGS 84(EPSG:4326),不能用 ${used}`, `KML is in WGS 84 (EPSG:4326) only, not in ${used}`);
  }
  if (!used.startsWith('EPSG:') && format !== 'csv' && format !== 'xlsx') {
    throw unfit(
      `${used} 是地图服务的加密坐标,这种格式无法注明;请改用 CSV、XLSX,或换坐标系`,
      `This format cannot state ${used}, the encrypted system of a map service: use CSV or XLSX, or another system`,
    );
  }
  return used;
}

const unfit = (zh: string, en: string) => problems.invalid([{ path: 'crs', code: 'crs-unfit', message: text(zh, en) }]);
