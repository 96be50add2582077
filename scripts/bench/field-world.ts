import { createHash } from 'node:crypto';
import { blankLine, blankMarker } from '../../server/boundary/contract.ts';
import { fieldArea, type FieldArea } from '../../server/field-sync/contract.ts';
import { randomStream } from '../../server/random.ts';

const STATES = ['intact', 'intact', 'intact', 'damaged', 'moved', 'lost', 'notReached', null];
const METRES_PER_DEGREE = 111_320;
const LATITUDE = 41.2;

/**
 * A generated area to take along: one meandering line with full register cards along it, a point of the line every 20 m.
 * @param cases open cases of another line, which are made this one's
 */
export function fieldWorldOf(options: {
  markers: number;
  km: number;
  seed: number;
  cases: FieldArea['cases'];
  basemap: string;
}): FieldArea {
  const random = randomStream(options.seed, 'field-world');
  const step = 20;
  const course: [number, number][] = [[115.6, LATITUDE]];
  let heading = 0;
  for (let i = 0; i < (options.km * 1000) / step; i++) {
    // The heading wanders, and is drawn back to the east so that the line does not run in circles.
    heading = heading * 0.98 + (random.next() - 0.5) * 0.7;
    const [longitude, latitude] = course.at(-1)!;
    const degrees = step / METRES_PER_DEGREE;
    course.push([
      longitude + (degrees * Math.cos(heading)) / Math.cos((LATITUDE * Math.PI) / 180),
      latitude + degrees * Math.sin(heading),
    ]);
  }
  const lineId = 'bench-line';
  const sides = ['试验县甲', '试验县乙'].map((name) => ({ divisionId: null, name }));
  const markers = Array.from({ length: options.markers }, (_, i): FieldArea['markers'][number] => {
    const at = course[Math.floor((i * (course.length - 1)) / options.markers)]!;
    const state = STATES[Math.floor(random.next() * STATES.length)]!;
    return {
      ...blankMarker,
      ...{ id: `bench-marker-${i}`, version: 1, precision: 'surveyed', demo: true, lineIds: [lineId] },
      number: `139901139902${String(i).padStart(4, '0')}`,
      ...{ standing: 'single', faces: 2, material: 'concrete', sourceCrs: 'EPSG:4490', sigmaM: 0.05, state },
      sides: sides.map((side) => ({ ...side, countyId: null, townshipId: null, villageId: null })),
      position: { type: 'Point', coordinates: [at[0], at[1]] },
      heightM: 600 + Math.round(random.next() * 8000) / 10,
      references: [1, 2, 3].map((n) => ({
        name: `独立树${n}`,
        azimuthDeg: Math.round(random.next() * 3599) / 10,
        distanceM: 5 + Math.round(random.next() * 400) / 10,
        position: null,
        note: '树干有红漆标记',
      })),
      note: '试验数据,不是真实界桩',
    };
  });
  return fieldArea.parse({
    ...{ snapshot: 'bench', seq: 1, preparedAt: new Date().toISOString(), signs: [], photos: [] },
    lines: [
      {
        ...blankLine,
        ...{ id: lineId, version: 1, code: '139901139902', name: '试验线', level: 'county', sides, demo: true },
        ...{ computedLengthKm: options.km, markerCount: markers.length, markersByState: {}, nextInspectionDue: null },
        ...{ geometry: { type: 'MultiLineString', coordinates: [course] }, precision: 'surveyed', asOf: '2026-01-01' },
      },
    ],
    markers,
    cases: options.cases.map((file) => ({ ...file, lineId })),
    basemap: {
      sha256: createHash('sha256').update(options.basemap).digest('hex'),
      bytes: Buffer.byteLength(options.basemap),
    },
  });
}
