import type { DependenceReport } from '../contract.ts';
import type { Coverage } from '../coverage.ts';
import { pairsWithin } from './pairs.ts';

type DependentFacility = DependenceReport['facilities'][number];

/**
 * Who loses coverage if one facility closes: the people at points that it serves within the asked time and no other
 * facility that surely serves does. Exact, as if each facility had been closed and everything computed again. A point
 * whose count is unknown is named and adds no people.
 *
 * @returns every facility that surely serves, those with the most people to lose first
 * @throws NetworkError cancelled
 */
export async function dependenceOf(coverage: Coverage, signal?: AbortSignal): Promise<DependentFacility[]> {
  const { snapshot, points, sites } = coverage;
  const sure = [...sites.values()].filter((site) => site.serves === 'yes');
  const servedBy = new Map<number, number | null>();
  for (const { point, site } of await pairsWithin(coverage, sure, signal)) {
    servedBy.set(point, servedBy.has(point) ? null : site.number);
  }
  const losing = new Map<number, number[]>(sure.map((site) => [site.number, []]));
  for (const [point, only] of servedBy) if (only !== null) losing.get(only)!.push(point);

  const people = (counts: Float64Array, of: readonly number[]) =>
    of.reduce((sum, p) => sum + (Number.isNaN(counts[p]!) ? 0 : counts[p]!), 0);
  const rows = sure.map((site): DependentFacility => {
    const lost = losing.get(site.number)!;
    const { name, kind, countyId, townshipId } =
      snapshot.facilities.bodies[snapshot.facilities.indexById.get(site.facilityId)!]!;
    return {
      facilityId: site.facilityId,
      name,
      kind,
      countyId,
      townshipId,
      loses60: people(points.population60, lost),
      loses80: people(points.population80, lost),
      pointIds: lost.map((p) => snapshot.divisions.ids[points.rows[p]!]!),
    };
  });
  return rows.sort((a, b) => b.loses60 - a.loses60 || b.pointIds.length - a.pointIds.length);
}
