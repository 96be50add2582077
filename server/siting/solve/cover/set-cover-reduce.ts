import { dominatedSites, impliedRowsLeftOut } from './dominance.ts';
import { withFree, withOpened, type SiteLimits } from './limits.ts';

/** A set cover: each row needs at least one open site of its list. */
export interface SetCover {
  /** Sites of each row, ascending. */
  readonly rows: readonly (readonly number[])[];
  /** What limits the sites; those already chosen are among its fixed ones. */
  readonly limits: SiteLimits;
}

/**
 * The set cover with all that is plain decided (Toregas and ReVelle 1973): the only site of a row is opened, rows that follow
 * from others and sites that others replace are left out, until nothing changes.
 * @returns null when some row has no site left, so that no plan is allowed
 */
export function reduceSetCover(cover: SetCover): SetCover | null {
  let { rows, limits } = cover;
  for (;;) {
    const before = rows.length + limits.free.length;
    const single = [...new Set(rows.filter((sites) => sites.length === 1).map(([site]) => site!))];
    limits = withOpened(limits, single);
    rows = restricted(rows, limits, new Set(single));
    limits = withFree(limits, without(limits.free, dominatedSites(rows.map(asCoverRow), limits)));
    rows = restricted(rows, limits, new Set());
    if (rows.some((sites) => sites.length === 0) || limits.isImpossible) return null;
    rows = impliedRowsLeftOut(rows).map((row) => rows[row]!);
    if (rows.length + limits.free.length === before) return { rows, limits };
  }
}

const asCoverRow = (sites: readonly number[]) => ({
  levels: [{ sites, weight: 1, counted: 1 }],
  second: 0,
  group: -1,
});

const without = (sites: readonly number[], dropped: readonly number[]) => {
  const gone = new Set(dropped);
  return sites.filter((site) => !gone.has(site));
};

/** Rows that none of the opened sites covers, with only the sites that may still be opened. */
function restricted(
  rows: readonly (readonly number[])[],
  limits: SiteLimits,
  opened: ReadonlySet<number>,
): readonly (readonly number[])[] {
  const isLeft = new Set(limits.free);
  return rows
    .filter((sites) => !sites.some((site) => opened.has(site)))
    .map((sites) => sites.filter((site) => isLeft.has(site)));
}

/** Parts of a set cover that share no site, and so can be solved apart. Sites without rows are in none. */
export function independentParts(rows: readonly (readonly number[])[]): (readonly (readonly number[])[])[] {
  const parent = new Map<number, number>();
  const root = (site: number): number => {
    let at = site;
    while (parent.get(at)! !== at) {
      parent.set(at, parent.get(parent.get(at)!)!);
      at = parent.get(at)!;
    }
    return at;
  };
  for (const sites of rows)
    for (const site of sites) {
      if (!parent.has(site)) parent.set(site, site);
      parent.set(root(site), root(sites[0]!));
    }
  const parts = new Map<number, (readonly number[])[]>();
  for (const sites of rows) {
    const part = parts.get(root(sites[0]!));
    if (part) part.push(sites);
    else parts.set(root(sites[0]!), [sites]);
  }
  return [...parts.values()];
}
