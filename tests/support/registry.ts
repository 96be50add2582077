import { composeRooms, type Rooms } from '../../server/compose.ts';
import { applyCatalogueConstraints } from '../../server/db/catalogue-constraints.ts';
import type { OpenDatabase } from '../../server/db/open.ts';
import type { Actor, ChangeInput } from '../../server/registry/contract.ts';

export const approver: Actor = { id: 'u-approver', name: '审批员', role: 'approver', countyScope: null, from: 'test' };

/** An editor who may edit in the given counties only. */
export const editorOf = (...counties: string[]): Actor => ({
  id: 'u-editor',
  name: '编辑员',
  role: 'editor',
  countyScope: counties,
  from: 'test',
});

const square = (x: number, y: number, size: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [x, y],
      [x + size, y],
      [x + size, y + size],
      [x, y + size],
      [x, y],
    ],
  ],
});

const division = (
  id: string,
  code: string,
  name: string,
  level: string,
  type: string,
  parentId: string | null,
  fields = {},
): ChangeInput => ({
  type: 'division',
  op: 'create',
  id,
  effectiveFrom: '2016-01-01',
  fields: { code, name, level, type, parentId, ...fields },
});

/** A small city: two counties, three townships each, two villages in each township. */
export function smallCity(): ChangeInput[] {
  const changes = [division('city', '1399', '试验市', 'city', 'prefectureCity', null)];
  for (const county of [1, 2]) {
    const countyId = `c${county}`;
    changes.push(
      division(countyId, `13990${county}`, `第${county}县`, 'county', 'county', 'city', {
        boundary: square(117 + county, 41, 0.9),
        population: 6000,
      }),
    );
    for (const town of [1, 2, 3]) {
      const townId = `${countyId}t${town}`;
      changes.push(
        division(
          townId,
          `13990${county}10${town}`,
          `第${county}县第${town}镇`,
          'township',
          town === 3 ? 'subdistrict' : 'town',
          countyId,
          {
            boundary: square(117 + county + (town - 1) * 0.3, 41, 0.3),
            population: 2000,
            population60: 400,
            population80: 50,
            households: 700,
          },
        ),
      );
      for (const village of [1, 2]) {
        const place = { type: 'Point', coordinates: [117 + county + (town - 1) * 0.3 + village * 0.1, 41.1] };
        changes.push(
          division(
            `${townId}v${village}`,
            `13990${county}10${town}20${village}`,
            `${town}${village}村`,
            'village',
            'village',
            townId,
            { centre: place, population: 1000, population60: 200, population80: 25, households: 350 },
          ),
        );
      }
    }
  }
  return changes;
}

/** A regional centre in a township of the small city, offering all four functions unless told otherwise. */
export function regionalCentre(id: string, townshipId: string, fields: Record<string, unknown> = {}): ChangeInput {
  const countyId = townshipId.slice(0, 2);
  const town = Number(townshipId.at(-1));
  return {
    type: 'facility',
    op: 'create',
    id,
    effectiveFrom: '2020-01-01',
    fields: {
      name: `中心${id}`,
      kind: 'regionalCentre',
      countyId,
      townshipId,
      entrance: { type: 'Point', coordinates: [117 + Number(countyId[1]) + (town - 1) * 0.3 + 0.15, 41.15] },
      sourceCrs: 'EPSG:4490',
      accuracyM: 5,
      status: 'operating',
      statusSince: '2020-01-01',
      functions: { fullDayCare: true, dayCare: true, homeVisits: true, regionalCoordination: true },
      attributes: { beds: 40, nursingBeds: 24 },
      ...fields,
    },
  };
}

/** The program's rooms over an open test database, with the small city registered. */
export async function roomsWithSmallCity(database: OpenDatabase, dataDir: string): Promise<Rooms> {
  await applyCatalogueConstraints(database.kysely);
  const rooms = composeRooms(database.kysely, dataDir);
  await rooms.registry.apply(approver, { title: '试验市', reason: 'test', changes: smallCity() });
  return rooms;
}
