import type { BoundaryMarkerBody, ReferenceObject } from '../../server/boundary/contract.ts';
import { direct } from '../../server/boundary/survey/geodesic.ts';
import { randomStream, type Random } from '../../server/random.ts';
import type { Course, Outline } from './boundary-course.ts';
import { squaredDistance, toPlane, type PlanePoint, type Position } from './plane.ts';
import { cityId, demoSource, type SeedRecord } from './records.ts';
import { fractalNoise, type Noise } from './terrain.ts';

export type Marker = SeedRecord<BoundaryMarkerBody>;
type Side = BoundaryMarkerBody['sides'][number];
type Standing = 'single' | 'double' | 'triple';

/** First day on which the demonstration's lines and markers are on record. */
export const boundaryFrom = '2020-01-01';
/** Distance between markers along a line. */
const SPACING_KM = 8;
/** Offset in metres of a marker that does not stand on the line itself, from the point that it marks. */
const offsetsM = { least: 12, most: 35 };

/** Towns and villages by which the sides of a marker are told. */
export interface Settlements {
  /** Nearest township of a county to a place, and its nearest village. */
  nearest(countyId: string, at: Position): { townshipId: string | null; villageId: string | null };
}

/** A point of a line that is marked, with everyone who meets there. */
export interface MarkedPoint {
  at: Position;
  lineIds: readonly string[];
  counties: readonly Outline[];
  /** Names of the divisions beyond the city. */
  neighbours: readonly string[];
  /** A step along the line there, for the side on which a marker stands. */
  along: PlanePoint;
}

/** Makes the markers of points, with everything on their cards. */
export class MarkerMaker {
  readonly markers: Marker[] = [];
  private readonly random: Random;
  private readonly heights: Noise;

  constructor(
    private readonly settlements: Settlements,
    seed: number,
  ) {
    this.random = randomStream(seed, 'boundary markers');
    this.heights = fractalNoise(seed, 'boundary heights', 18);
  }

  /**
   * Marks a point: one marker on it, two on both sides, or three around it.
   * @returns the numbers given
   */
  mark(point: MarkedPoint, lineCode: string, serial: number, standing: Standing): string[] {
    const letters = { single: [''], double: ['A', 'B'], triple: ['C', 'D', 'E'] }[standing];
    return letters.map((letter, i) => {
      const number = `${lineCode}${String(serial).padStart(3, '0')}${letter}`;
      this.markers.push({
        id: `bm-${number}`,
        effectiveFrom: boundaryFrom,
        body: this.bodyOf(point, number, standing, this.placeOf(point, standing, i)),
      });
      return number;
    });
  }

  private placeOf({ at, along }: MarkedPoint, standing: Standing, i: number): Position {
    if (standing === 'single') return at;
    const offset = this.random.integer(offsetsM.least, offsetsM.most);
    const length = Math.sqrt(along.x * along.x + along.y * along.y);
    const quarter = Math.round(bearing(along, length) / 0.1) * 0.1 + 90;
    const turn = standing === 'double' ? i * 180 : i * 120;
    return rounded(direct(at, quarter + turn, offset));
  }

  private bodyOf(point: MarkedPoint, number: string, standing: Standing, at: Position): BoundaryMarkerBody {
    const { random } = this;
    const sides = this.sidesOf(point, at);
    const draw = random.next();
    const state = stateOf(draw);
    const method = random.next() < 0.85 ? 'gnssRtk' : random.pick(['gnssStatic', 'totalStation', 'map']);
    const sigmas = { gnssRtk: 0.05, gnssStatic: 0.02, totalStation: 0.1, map: 25 };
    const references = this.referencesOf(at, state === 'referencesMissing' ? 2 : random.integer(3, 4));
    return {
      number,
      lineIds: [...point.lineIds],
      standing,
      faces: standing === 'single' ? sides.length : 1,
      material: random.next() < 0.8 ? 'granite' : 'concrete',
      sides,
      position: { type: 'Point', coordinates: at },
      sourceCrs: 'EPSG:4490',
      heightM: Math.round((750 + 500 * this.heights(toPlane(at))) * 100) / 100,
      heightDatum: 'EPSG:5737',
      surveyMethod: method,
      sigmaM: random.next() < 0.04 ? null : sigmas[method as keyof typeof sigmas],
      setOn: `${random.integer(1997, 2014)}-${String(random.integer(4, 10)).padStart(2, '0')}-15`,
      custodian: `${point.counties[0]!.name}民政局`,
      references,
      state,
      stateAsOf: state === null ? null : '2021-09-30',
      photos: [],
      note: null,
      asOfDate: '2021-12-31',
      sourceDocument: demoSource,
      demo: true,
    };
  }

  private sidesOf({ counties, neighbours }: MarkedPoint, at: Position): Side[] {
    const own = counties.map((county): Side => ({
      divisionId: county.id,
      name: `河北省承德市${county.name}`,
      countyId: county.id,
      ...this.settlements.nearest(county.id, at),
    }));
    const others = neighbours.map((name): Side => ({
      divisionId: null,
      name,
      countyId: null,
      townshipId: null,
      villageId: null,
    }));
    return [...own, ...others].slice(0, 3);
  }

  private referencesOf(at: Position, count: number): ReferenceObject[] {
    const names = this.random.shuffled(objects).slice(0, count);
    return names.map((name, i) => {
      // Spread around the marker, so that its place can be found from them.
      const azimuthDeg = (Math.floor((i * 3600) / count) + this.random.integer(0, 400)) / 10;
      const distanceM = this.random.integer(800, 25_000) / 100;
      const coordinates = rounded(direct(at, azimuthDeg, distanceM));
      return { name, azimuthDeg: azimuthDeg % 360, distanceM, position: { type: 'Point', coordinates }, note: null };
    });
  }
}

const objects = ['独立树', '山顶', '房角', '电力铁塔', '桥头', '水闸', '公路里程碑', '泉眼', '独立石', '残墙'];

const shares: readonly [state: string | null, share: number][] = [
  ['intact', 0.8],
  ['damaged', 0.06],
  ['moved', 0.02],
  ['lost', 0.03],
  ['endangered', 0.03],
  ['referencesMissing', 0.03],
  ['notReached', 0.02],
  [null, 0.01],
];

function stateOf(draw: number): string | null {
  let sum = 0;
  for (const [state, share] of shares) {
    sum += share;
    if (draw < sum) return state;
  }
  return 'intact';
}

const rounded = ([longitude, latitude]: Position): Position => [
  Math.round(longitude * 1e8) / 1e8,
  Math.round(latitude * 1e8) / 1e8,
];

/** Bearing of a step on the plane, degrees from north. */
const bearing = ({ x, y }: PlanePoint, length: number) =>
  length === 0 ? 0 : ((x < 0 ? -1 : 1) * Math.acos(y / length) * 180) / Math.PI;

/** Points between the ends of a course at even distances, each with the step that it lies on. */
export function pointsBetween({ path }: Course): { at: Position; along: PlanePoint }[] {
  const planes = path.map(toPlane);
  const lengths = planes.slice(1).map((to, i) => Math.sqrt(squaredDistance(planes[i]!, to)));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const count = Math.round(total / SPACING_KM) - 1;
  const points: { at: Position; along: PlanePoint }[] = [];
  let passed = 0;
  lengths.forEach((length, i) => {
    for (;;) {
      const next = ((points.length + 1) * total) / (count + 1);
      if (points.length >= count || next > passed + length) break;
      const share = (next - passed) / length;
      const [from, to] = [path[i]!, path[i + 1]!];
      points.push({
        at: rounded([from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]),
        along: { x: planes[i + 1]!.x - planes[i]!.x, y: planes[i + 1]!.y - planes[i]!.y },
      });
    }
    passed += length;
  });
  return points;
}

/** The city's side of a line along its border, or a county's side of a line within it. */
export const lineSide = (county: Outline | null) =>
  county === null
    ? { divisionId: cityId, name: '河北省承德市' }
    : { divisionId: county.id, name: `河北省承德市${county.name}` };
