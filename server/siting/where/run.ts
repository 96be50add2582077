import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import type { SitingPartial } from '../contract.ts';
import type { PlanTools } from '../plan.ts';
import type { PreparedWhere } from './prepare.ts';
import { walksBetween, type Walks } from './walks.ts';

/** What a search is run with: how a plan is priced and previewed, and whom it tells how far it is. */
export interface RunTools extends PlanTools {
  /** @param fraction done, 0…1 */
  progress(fraction: number, message: Text): void;
  tell(partial: SitingPartial): void;
  /** Aborts when nobody waits for the answer; it ends within a second. */
  readonly signal: AbortSignal;
}

/** Share of the work that measuring walks counts as. */
export const WALKS_SHARE = 0.3;
/** Share of it after which what remains is the preview. */
export const SEARCH_SHARE = 0.95;

/** Who follows a search is told no more often. */
const TELL_EVERY_MS = 250;

/** Measures the walks of a question. @throws NetworkError cancelled */
export function measureWalks(prepared: PreparedWhere, { progress, signal }: RunTools): Promise<Walks> {
  const { network, demand, sites, reach } = prepared;
  const message = text('正在计算步行时间', 'Measuring walks');
  let told = performance.now();
  progress(0, message);
  return walksBetween(network, demand.points, demand.modelled, sites, reach, {
    signal,
    onProgress(share) {
      if (performance.now() - told < TELL_EVERY_MS) return;
      told = performance.now();
      progress(WALKS_SHARE * share, message);
    },
  });
}

/** Sites of a plan as a partial answer tells of them: those at which it does something. */
export function sitesTold({ sites }: PreparedWhere, positions: readonly number[]): SitingPartial['sites'] {
  return positions.map((s) => {
    const { id, longitude, latitude } = sites[s]!;
    return { id, at: { type: 'Point', coordinates: [longitude, latitude] } };
  });
}
