import { booleanPointInPolygon } from '@turf/turf';
import { text } from '../../../gis-data/catalogue/index.ts';
import type { DivisionBody } from '../../divisions/contract.ts';
import type { GeometryFinding } from '../contract.ts';
import { signedAreaM2 } from './ellipsoid.ts';
import type { Vertex } from './path.ts';
import { boxOf, isWithin, positionInside, type Box } from './rings.ts';
import { finding, partsOf, squareMetres } from './world.ts';

/** Share of a hole's area by which its filling may differ from it. */
const FILLED_WITHIN = 0.01;

/** One polygon of a division's area. */
interface Part {
  id: string;
  name: string;
  rings: readonly (readonly Vertex[])[];
  box: Box;
  areaM2: number;
  inside: Vertex;
  /** The greatest part of its division. */
  main: boolean;
}

/**
 * Parts of divisions that lie apart from their main part or wholly inside another division (飞地), and holes that no
 * division fills; one level at a time, since divisions of two levels lie over each other by design. An enclave is a fact to
 * know (a note); a hole that stays empty, and a part that lies on another division's area, are troubles.
 */
export function enclaveFindings(divisions: ReadonlyMap<string, DivisionBody>): GeometryFinding[] {
  const levels = new Map<string, Part[]>();
  for (const [id, body] of divisions) {
    const ofLevel = levels.get(body.level) ?? [];
    levels.set(body.level, ofLevel);
    ofLevel.push(...partsFrom(id, body));
  }
  return [...levels.values()].flatMap((parts) => levelFindings(parts));
}

function partsFrom(id: string, { name, boundary }: DivisionBody): Part[] {
  if (boundary === null) return [];
  const polygons = partsOf(boundary).map((rings) => ({
    rings,
    areaM2: rings.reduce((sum, ring, i) => sum + (i === 0 ? 1 : -1) * Math.abs(signedAreaM2(ring)), 0),
  }));
  const greatest = polygons.reduce((a, b) => (b.areaM2 > a.areaM2 ? b : a));
  return polygons.map((one) => ({
    id,
    name,
    ...one,
    box: boxOf(one.rings[0]!),
    inside: positionInside(one.rings),
    main: one === greatest,
  }));
}

function levelFindings(parts: readonly Part[]): GeometryFinding[] {
  const hostOf = new Map<Part, Part>();
  const holes = parts.flatMap((host) =>
    host.rings.slice(1).flatMap((hole) => {
      const box = boxOf(hole);
      const filling = parts.filter((part) => part.id !== host.id && isWithin(part.box, box) && contains([hole], part));
      for (const part of filling) hostOf.set(part, host);
      return emptyHole(host, hole, filling);
    }),
  );
  const enclosed = parts.flatMap((part) => {
    const host = hostOf.get(part);
    if (host) return enclave(part, host);
    const under = parts.find(
      (other) => other.id !== part.id && isWithin(part.box, other.box) && contains(other.rings, part),
    );
    if (under && part.areaM2 < under.areaM2) return lyingOn(part, under);
    return part.main ? [] : apart(part);
  });
  return [...holes, ...enclosed];
}

const contains = (rings: readonly (readonly Vertex[])[], part: Part): boolean =>
  booleanPointInPolygon([...part.inside], { type: 'Polygon', coordinates: rings as number[][][] });

function enclave(part: Part, host: Part): GeometryFinding {
  const area = squareMetres(part.areaM2);
  const whole = part.main
    ? text(`“${part.name}”(${area.zh})`, `"${part.name}" (${area.en})`)
    : text(`“${part.name}”的一块飞地(${area.zh})`, `A part of "${part.name}" (${area.en})`);
  const message = text(`${whole.zh}被“${host.name}”完全包围`, `${whole.en} is wholly surrounded by "${host.name}"`);
  return enclaveFinding('note', message, [part.id, host.id], part);
}

function apart(part: Part): GeometryFinding {
  const area = squareMetres(part.areaM2);
  const message = text(
    `“${part.name}”有一块(${area.zh})与主体不相连`,
    `A part of "${part.name}" (${area.en}) is cut off from its main part`,
  );
  return enclaveFinding('note', message, [part.id], part);
}

function lyingOn(part: Part, under: Part): GeometryFinding {
  const area = squareMetres(part.areaM2);
  const message = text(
    `“${part.name}”的一块(${area.zh})落在“${under.name}”的范围内,后者没有为它留出空缺`,
    `A part of "${part.name}" (${area.en}) lies on the area of "${under.name}", which has no hole for it`,
  );
  return { ...enclaveFinding('warn', message, [part.id, under.id], part), code: 'overlap' };
}

function emptyHole(host: Part, hole: readonly Vertex[], filling: readonly Part[]): GeometryFinding[] {
  const holeM2 = Math.abs(signedAreaM2(hole));
  // What fills it may have holes of its own, which others fill: the outlines count.
  const filledM2 = filling.reduce((sum, { rings }) => sum + Math.abs(signedAreaM2(rings[0]!)), 0);
  if (Math.abs(holeM2 - filledM2) <= FILLED_WITHIN * holeM2) return [];
  const [area, filled] = [squareMetres(holeM2), squareMetres(filledM2)];
  return [
    finding({
      code: 'enclave',
      severity: 'warn',
      message: text(
        `“${host.name}”中的空缺(${area.zh})与其中同级区划的面积(${filled.zh})不符`,
        `The hole in "${host.name}" (${area.en}) is not what the divisions in it fill (${filled.en})`,
      ),
      divisionIds: [host.id, ...new Set(filling.map(({ id }) => id))],
      place: { type: 'Polygon', coordinates: [hole] },
      measure: Math.abs(holeM2 - filledM2),
    }),
  ];
}

function enclaveFinding(
  severity: GeometryFinding['severity'],
  message: GeometryFinding['message'],
  divisionIds: string[],
  { rings, areaM2 }: Part,
): GeometryFinding {
  const place = { type: 'Polygon', coordinates: rings };
  return finding({ code: 'enclave', severity, message, divisionIds, place, measure: areaM2 });
}
