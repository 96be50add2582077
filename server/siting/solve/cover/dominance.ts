import type { CoverRow } from './coverage.ts';
import type { SiteLimits } from './limits.ts';

/** The rows that each site covers, ascending, and how well (0: best). */
interface Profile {
  readonly rows: number[];
  readonly levels: number[];
}

/**
 * Free sites that no best plan needs: another covers all that they cover, at least as well, costs no more and is bound by no
 * further limit; or they cover nothing. Each is judged by those that are left, so all may be dropped at once.
 * @returns sites to drop, ascending
 */
export function dominatedSites(rows: readonly CoverRow[], limits: SiteLimits): number[] {
  const profiles = profilesOf(rows);
  const reserved = reservedSites(rows, limits);
  const sizes = rows.map(({ levels }) => levels.reduce((sum, { sites }) => sum + sites.length, 0));
  const dropped = new Set<number>();
  const canReplace = replacements(limits);
  for (const site of limits.free) {
    // Its being open beside its better must be no gain: neither a second cover, nor money saved, nor one of a group's sites.
    if (reserved.has(site) || limits.addedPrice[site]! < 0) continue;
    const profile = profiles.get(site);
    if (!profile || isDominated(site, profile)) dropped.add(site);
  }
  return [...dropped];

  function isDominated(site: number, profile: Profile): boolean {
    let rarest = 0;
    for (let i = 1; i < profile.rows.length; i++)
      if (sizes[profile.rows[i]!]! < sizes[profile.rows[rarest]!]!) rarest = i;
    const { levels } = rows[profile.rows[rarest]!]!;
    for (let level = 0; level <= profile.levels[rarest]!; level++) {
      for (const other of levels[level]!.sites) {
        if (other === site || dropped.has(other) || !canReplace(site, other)) continue;
        if (coversAll(profiles.get(other)!, profile)) return true;
      }
    }
    return false;
  }
}

function profilesOf(rows: readonly CoverRow[]): Map<number, Profile> {
  const profiles = new Map<number, Profile>();
  rows.forEach(({ levels }, row) =>
    levels.forEach(({ sites }, level) => {
      for (const site of sites) {
        let profile = profiles.get(site);
        if (!profile) profiles.set(site, (profile = { rows: [], levels: [] }));
        profile.rows.push(row);
        profile.levels.push(level);
      }
    }),
  );
  return profiles;
}

/** Sites that may be wanted beside any other: where a second cover earns, or a group needs a number of them. */
function reservedSites(rows: readonly CoverRow[], limits: SiteLimits): Set<number> {
  const backed = rows.filter(({ second }) => second > 0).flatMap(({ levels }) => levels[0]!.sites);
  return new Set([...backed, ...limits.quotas.flatMap(({ sites }) => sites)]);
}

/** Whether a plan stays allowed, at no greater price, when the first site is exchanged for the second. */
function replacements(limits: SiteLimits): (site: number, other: number) => boolean {
  const place = new Map(limits.exclusive.flatMap((sites, i) => sites.map((site) => [site, i] as const)));
  return (site, other) => {
    if (limits.addedPrice[other]! > limits.addedPrice[site]!) return false;
    const at = place.get(other);
    return at === undefined || at === place.get(site);
  };
}

function coversAll(better: Profile, worse: Profile): boolean {
  if (better.rows.length < worse.rows.length) return false;
  let at = 0;
  for (let i = 0; i < worse.rows.length; i++) {
    const row = worse.rows[i]!;
    while (at < better.rows.length && better.rows[at]! < row) at++;
    if (at === better.rows.length || better.rows[at] !== row || better.levels[at]! > worse.levels[i]!) return false;
  }
  return true;
}

/** Rows of a set cover that hold whenever the others do, because they contain all sites of another. @returns those to keep */
export function impliedRowsLeftOut(rows: readonly (readonly number[])[]): number[] {
  const rowsOf = new Map<number, number[]>();
  rows.forEach((sites, row) => {
    for (const site of sites) {
      const list = rowsOf.get(site);
      if (list) list.push(row);
      else rowsOf.set(site, [row]);
    }
  });
  const isImplied = new Uint8Array(rows.length);
  const bySize = [...rows.keys()].sort((a, b) => rows[a]!.length - rows[b]!.length || a - b);
  for (const row of bySize) {
    const sites = rows[row]!;
    if (isImplied[row] || sites.length === 0) continue;
    const rarest = sites.reduce((best, site) => (rowsOf.get(site)!.length < rowsOf.get(best)!.length ? site : best));
    for (const other of rowsOf.get(rarest)!)
      if (other !== row && !isImplied[other] && contains(rows[other]!, sites)) isImplied[other] = 1;
  }
  return [...rows.keys()].filter((row) => !isImplied[row]);
}

/** Whether the first list contains the second; both ascending. */
function contains(all: readonly number[], some: readonly number[]): boolean {
  if (all.length < some.length) return false;
  let at = 0;
  for (const value of some) {
    while (at < all.length && all[at]! < value) at++;
    if (at === all.length || all[at] !== value) return false;
    at++;
  }
  return true;
}
