import type { BurialParcel } from '../contract.ts';

/** What decides the rank of a parcel. */
export type RankedBy = Pick<BurialParcel, 'layerId' | 'id' | 'capacityPlots' | 'need' | 'admissibleShare' | 'access'>;

/** What a parcel brings, and its place among the others. */
export type Rank = Pick<BurialParcel, 'meetsPlots' | 'addsPlots' | 'rank'>;

/**
 * Ranks parcels by the burial places that each adds, of what those before it leave of its people's need; then by the
 * share of them that is admissible, by the mean way to them, and by their ids. One whose need is not known comes after
 * those of which it is, by room. One without room for a place has no rank.
 *
 * Parcels of the same people meet the same need: the larger is taken first, so that no order adds more with the first n
 * of them.
 *
 * @returns in the order of the parcels
 */
export function rankParcels(parcels: readonly RankedBy[]): Rank[] {
  const meets = parcels.map(({ capacityPlots, need }) =>
    need === null || need.neededPlots === null ? null : Math.min(capacityPlots, need.neededPlots),
  );
  const better = (a: number, b: number): number =>
    (meets[b] ?? -1) - (meets[a] ?? -1) || betterBesides(parcels[a]!, parcels[b]!);
  const usable = parcels.flatMap(({ capacityPlots }, at) => (capacityPlots >= 1 ? [at] : []));

  const adds: (number | null)[] = parcels.map(() => null);
  const left = new Map<string, number>();
  for (const at of [...usable].sort(better)) {
    const { need, capacityPlots } = parcels[at]!;
    if (need === null || need.neededPlots === null) continue;
    const open = left.get(need.divisionId) ?? need.neededPlots;
    adds[at] = Math.min(capacityPlots, open);
    left.set(need.divisionId, open - adds[at]);
  }
  const order = [...usable].sort((a, b) => (adds[b] ?? -1) - (adds[a] ?? -1) || better(a, b));
  const rankOf = new Map(order.map((at, position) => [at, position + 1]));
  return parcels.map((_, at) => ({
    meetsPlots: meets[at]!,
    addsPlots: adds[at]!,
    rank: rankOf.get(at) ?? null,
  }));
}

function betterBesides(a: RankedBy, b: RankedBy): number {
  const unknown = ({ need }: RankedBy) => need === null || need.neededPlots === null;
  const byRoom = unknown(a) && unknown(b) ? b.capacityPlots - a.capacityPlots : 0;
  const seconds = ({ access }: RankedBy) => access?.meanSeconds ?? Infinity;
  const byWay = seconds(a) === seconds(b) ? 0 : seconds(a) - seconds(b);
  const text = ({ layerId, id }: RankedBy) => `${layerId}/${id}`;
  return byRoom || b.admissibleShare - a.admissibleShare || byWay || (text(a) < text(b) ? -1 : 1);
}
