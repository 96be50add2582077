import { readFile } from 'node:fs/promises';
import type { Actor, ChangeInput } from '../registry/contract.ts';
import type { Registry } from '../registry/registry.ts';
import type { CostRates } from '../scenarios/rates.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { LandService } from '../siting/land/service.ts';
import type { InspectionService } from '../inspection/service.ts';
import { demonstrationRates } from './cost-rates.ts';
import type { NamingCaseService } from '../naming-cases/service.ts';
import { demonstrationCases } from './inspection-cases.ts';
import { demonstrationNamingCases } from './naming-cases.ts';

const folder = new URL('../../gis-data/chengde/', import.meta.url);

interface DemoRecord {
  id: string;
  effectiveFrom: string;
  /** Day on which the record ends, where it has. */
  effectiveTo?: string;
  body: Record<string, unknown>;
}

interface DemoUpdate {
  id: string;
  effectiveFrom: string;
  update: Record<string, unknown>;
}

const system: Actor = { id: 'system', name: '系统', role: 'system', countyScope: null, from: 'system' };

const read = async <T>(file: string): Promise<T[]> => JSON.parse(await readFile(new URL(file, folder), 'utf8')) as T[];

const creates = (type: ChangeInput['type'], records: readonly DemoRecord[]): ChangeInput[] =>
  records.map(({ id, effectiveFrom, body }) => ({ type, op: 'create', id, effectiveFrom, fields: body }));

const laterChanges = (type: ChangeInput['type'], updates: readonly DemoUpdate[]): ChangeInput[] =>
  updates.map(({ id, effectiveFrom, update }) => ({
    type,
    op: 'update',
    id,
    baseVersion: 1,
    effectiveFrom,
    fields: update,
  }));

/**
 * Loads the demonstration city (演示数据) into an empty registry: one change set with all records, one with what changed
 * since, so that its history shows something.
 * @returns whether anything was loaded; a registry that holds a commit is left alone
 */
export async function loadDemonstration(registry: Registry): Promise<boolean> {
  if ((await registry.head()) > 0) return false;
  const [divisions, events, facilities, statistics, updates, lines, markers, names, renamings, signs] =
    await Promise.all([
      read<DemoRecord>('divisions.json'),
      read<DemoRecord>('division-events.json'),
      read<DemoRecord>('facilities.json'),
      read<DemoRecord>('statistics.json'),
      read<DemoUpdate>('facility-updates.json'),
      read<DemoRecord>('boundary-lines.json'),
      read<DemoRecord>('boundary-markers.json'),
      read<DemoRecord>('place-names.json'),
      read<DemoUpdate>('place-name-updates.json'),
      read<DemoRecord>('place-name-signs.json'),
    ]);
  await registry.apply(
    system,
    {
      title: '载入演示数据',
      reason: '首次启动;演示数据,非真实登记',
      changes: [
        ...creates('division', divisions),
        ...creates('divisionEvent', events),
        ...creates('facility', facilities),
        ...creates('statistic', statistics),
        ...creates('boundaryLine', lines),
        ...creates('boundaryMarker', markers),
        ...creates('placeName', names),
        ...creates('placeNameSign', signs),
      ],
    },
    'seed',
  );
  await registry.apply(
    system,
    {
      title: '演示数据:后续变更',
      reason: '演示数据,非真实登记',
      changes: [
        ...divisions
          .filter((d) => d.effectiveTo !== undefined)
          .map((d): ChangeInput => ({
            type: 'division',
            op: 'delete',
            id: d.id,
            baseVersion: 1,
            effectiveFrom: d.effectiveTo!,
          })),
        ...laterChanges('facility', updates),
        ...laterChanges('placeName', renamings),
      ],
    },
    'seed',
  );
  return true;
}

/** Loads the demonstration's rates (演示费率) into a table that nobody has touched, so that its scenarios have costs. */
export const loadDemonstrationRates = (rates: Pick<CostRates, 'loadDemonstration'>): Promise<void> =>
  rates.loadDemonstration(system, demonstrationRates);

type LandLayers = Parameters<LandService['loadDemonstration']>[1];

interface DemoLandFeature {
  layerId: string;
  id: string;
  properties: Record<string, unknown>;
  geometry: unknown;
}

/** Loads the demonstration's layers of land (演示数据) where there are none. */
export async function loadDemonstrationLand(land: Pick<LandService, 'loadDemonstration'>): Promise<void> {
  const layers = await read<Omit<LandLayers[number], 'collection'>>('land-layers.json');
  const features = await read<DemoLandFeature>('land-features.json');
  await land.loadDemonstration(
    system,
    layers.map((layer) => {
      const own = features.filter(({ layerId }) => layerId === layer.id);
      const collection = { type: 'FeatureCollection', features: own.map((f) => ({ type: 'Feature', ...f })) };
      return { ...layer, collection };
    }),
  );
}

/** Loads the demonstration's inspection cases (演示数据) where there are none. @param administrator account of the first one */
export const loadDemonstrationCases = (
  inspection: Pick<InspectionService, 'loadDemonstration'>,
  { records }: Snapshot,
  administrator: string,
): Promise<void> =>
  inspection.loadDemonstration(system, demonstrationCases(records.boundaryLine, records.boundaryMarker, administrator));

/** Loads the demonstration's applications for place names (演示数据) where there are none. @param on ISO day of loading */
export const loadDemonstrationNamingCases = (
  cases: Pick<NamingCaseService, 'loadDemonstration'>,
  snapshot: Snapshot,
  on: string,
): Promise<void> => cases.loadDemonstration(system, demonstrationNamingCases(snapshot, on));

/** Whether any facility is the demonstration's. */
export function isDemonstration({ records }: Snapshot): boolean {
  for (const facility of records.facility.values()) if (facility.demo) return true;
  return false;
}
