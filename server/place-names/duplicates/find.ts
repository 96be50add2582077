import { placeNameClassOf } from '../../../gis-data/catalogue/index.ts';
import type { PlaceNameBody } from '../contract.ts';
import { boxOf, coursesOf, distanceOfPlacesM, METRES_PER_DEGREE } from '../geometry.ts';
import { comparable } from '../naming/characters.ts';
import type { DuplicateWhy } from './contract.ts';

/** Two records that are likely to be of one place. */
export interface LikelyDuplicate {
  a: string;
  b: string;
  why: DuplicateWhy;
  shared: string;
  distanceM: number | null;
}

const sureness: readonly DuplicateWhy[] = ['sameCode', 'sameStandardName', 'sameOtherName'];

/**
 * Pairs of records that are likely to be of one place: they have the same code; or a name in common, are of one class and
 * county, and lie no further apart than `withinM`; where one has no place, they must be in one township. Records that were
 * merged are left out.
 */
export function likelyDuplicates(
  records: Iterable<readonly [string, PlaceNameBody]>,
  withinM: number,
): LikelyDuplicate[] {
  const groups = new Map<string, { id: string; body: PlaceNameBody; isStandard: boolean }[]>();
  const put = (key: string, id: string, body: PlaceNameBody, isStandard: boolean) => {
    const group = groups.get(key);
    if (group) group.push({ id, body, isStandard });
    else groups.set(key, [{ id, body, isStandard }]);
  };
  for (const [id, body] of records) {
    if (body.mergedIntoId !== null) continue;
    if (body.code !== null) put(`code ${body.code}`, id, body, true);
    const standard = comparable(body.standardName);
    const others = new Set(body.otherNames.map(({ name }) => comparable(name)));
    others.delete(standard);
    const scope = `${body.countyId} ${placeNameClassOf(body.category)?.id ?? ''}`;
    put(`name ${scope} ${standard}`, id, body, true);
    for (const name of others) put(`name ${scope} ${name}`, id, body, false);
  }
  const found = new Map<string, LikelyDuplicate>();
  for (const [key, group] of groups) {
    const isCode = key.startsWith('code ');
    for (const [at, one] of group.entries()) {
      for (const other of group.slice(at + 1)) {
        const distanceM = isCode ? knownDistanceM(one.body, other.body) : nearM(one.body, other.body, withinM);
        if (distanceM === undefined) continue;
        const [a, b] = one.id < other.id ? [one.id, other.id] : [other.id, one.id];
        const why = isCode ? 'sameCode' : one.isStandard && other.isStandard ? 'sameStandardName' : 'sameOtherName';
        const known = found.get(`${a} ${b}`);
        if (known && sureness.indexOf(known.why) <= sureness.indexOf(why)) continue;
        found.set(`${a} ${b}`, { a, b, why, shared: key.slice(key.lastIndexOf(' ') + 1), distanceM });
      }
    }
  }
  return [...found.values()].sort(
    (x, y) =>
      sureness.indexOf(x.why) - sureness.indexOf(y.why) ||
      (x.distanceM ?? Infinity) - (y.distanceM ?? Infinity) ||
      (x.a + x.b < y.a + y.b ? -1 : 1),
  );
}

function knownDistanceM({ geometry: a }: PlaceNameBody, { geometry: b }: PlaceNameBody): number | null {
  return a === null || b === null ? null : distanceOfPlacesM(a, b);
}

/** Distance of two places; undefined where they are too far apart to be one, or nothing says that they are near. */
function nearM(one: PlaceNameBody, other: PlaceNameBody, withinM: number): number | null | undefined {
  const [a, b] = [one.geometry, other.geometry];
  if (a === null || b === null)
    return one.townshipId !== null && one.townshipId === other.townshipId ? null : undefined;
  const [p, q] = [boxOf(coursesOf(a)), boxOf(coursesOf(b))];
  const margin = withinM / METRES_PER_DEGREE;
  const wide = margin / Math.cos((Math.max(Math.abs(p[1]), Math.abs(p[3])) * Math.PI) / 180);
  const apart = p[0] > q[2] + wide || q[0] > p[2] + wide || p[1] > q[3] + margin || q[1] > p[3] + margin;
  if (apart) return undefined;
  const distanceM = distanceOfPlacesM(a, b);
  return distanceM <= withinM ? distanceM : undefined;
}
