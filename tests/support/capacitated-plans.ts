import type { LocationProblem, LocationQuestion } from '../../server/siting/problem/problem.ts';
import { allowedPlans, priceOf } from './location-problems.ts';

/** Part of a demand at an open site. */
interface Part {
  demand: number;
  site: number;
  cost: number;
  weight: number;
}

const isLeast = ({ objective }: LocationQuestion) => ['p-median', 'p-center', 'set-cover'].includes(objective);
const isCover = ({ objective }: LocationQuestion) => objective.endsWith('-cover');

/** The best value over all plans and all ways to serve demand from them within capacities; null when there is none. */
export function bestCapacitated(problem: LocationProblem, question: LocationQuestion): number | null {
  const serve = question.capacitated === 'split' ? servedInParts : servedWhole;
  let best: number | null = null;
  for (const open of allowedPlans(problem, question)) {
    const value = serve(problem, question, open);
    if (value !== null && (best === null || (isLeast(question) ? value < best : value > best))) best = value;
  }
  return best;
}

function degreeOf({ radius, gradual }: LocationQuestion, cost: number): number {
  if (!gradual) return cost <= (radius ?? Infinity) ? 1 : 0;
  const { full, none } = gradual;
  return cost <= full ? 1 : cost >= none ? 0 : (none - cost) / (none - full);
}

/** Pairs of a demand with open sites that may serve it. */
function choices({ costs, demand }: LocationProblem, question: LocationQuestion, d: number, open: readonly number[]) {
  const parts: Part[] = [];
  for (let i = costs.rowStart[d]!; i < costs.rowStart[d + 1]!; i++) {
    const [site, cost] = [costs.site[i]!, costs.cost[i]!];
    if (open.includes(site) && (!isCover(question) || degreeOf(question, cost) > 0))
      parts.push({ demand: d, site, cost, weight: demand.weight[d]! });
  }
  return parts;
}

/** Share of each group that parts cover; groups without weight are left out. */
function shares({ demand, groups }: LocationProblem, question: LocationQuestion, parts: readonly Part[]): number[] {
  return groups.flatMap((_, g) => {
    const total = demand.weight.reduce((sum, w, d) => sum + (demand.group?.[d] === g ? w : 0), 0);
    const inGroup = parts.filter((part) => demand.group?.[part.demand] === g);
    const covered = inGroup.reduce((sum, part) => sum + part.weight * degreeOf(question, part.cost), 0);
    return total > 0 ? [covered / total] : [];
  });
}

function worth(
  problem: LocationProblem,
  question: LocationQuestion,
  open: readonly number[],
  parts: readonly Part[],
): number | null {
  const { leastShare, backup } = question;
  if (leastShare !== null && shares(problem, question, parts).some((share) => share < leastShare - 1e-9)) return null;
  switch (question.objective) {
    case 'p-median':
      return parts.reduce((sum, part) => sum + part.weight * part.cost, 0);
    case 'p-center':
      return Math.max(0, ...parts.filter((part) => part.weight > 0).map((part) => part.cost));
    case 'set-cover':
      return problem.sites.price ? priceOf(problem, open) : open.length;
    case 'fair-cover':
      return Math.min(1, ...shares(problem, question, parts));
    case 'max-cover':
      return parts.reduce((sum, part) => {
        const within = choices(problem, question, part.demand, open).length;
        const earned = backup !== null && within < 2 ? 1 - backup : 1;
        return sum + part.weight * degreeOf(question, part.cost) * earned;
      }, 0);
  }
}

/** Tries every way to serve each demand by one open site, or by none where the objective lets it. */
function servedWhole(problem: LocationProblem, question: LocationQuestion, open: readonly number[]): number | null {
  const { weight } = problem.demand;
  const room = Float64Array.from(problem.sites.ids, (_, site) => problem.sites.capacity?.[site] ?? Infinity);
  const parts: Part[] = [];
  let best: number | null = null;
  const visit = (d: number): void => {
    if (d === weight.length) {
      const value = worth(problem, question, open, parts);
      if (value !== null && (best === null || (isLeast(question) ? value < best : value > best))) best = value;
      return;
    }
    for (const part of choices(problem, question, d, open)) {
      if (room[part.site]! < part.weight) continue;
      room[part.site]! -= part.weight;
      parts.push(part);
      visit(d + 1);
      parts.pop();
      room[part.site]! += part.weight;
    }
    const everyone = !isCover(question) || (question.objective === 'set-cover' && weight[d]! > 0);
    if (!everyone) visit(d + 1);
  };
  visit(0);
  return best;
}

/** The best way to serve demand in parts, as a flow of weight. Least shares of groups are not part of it. */
function servedInParts(problem: LocationProblem, question: LocationQuestion, open: readonly number[]): number | null {
  const { weight } = problem.demand;
  const asked = weight.reduce((sum, w) => sum + w, 0);
  const all = [...weight.keys()].flatMap((d) => choices(problem, question, d, open));
  const alone = [...weight.keys()].filter((d) => weight[d] === 0 && !all.some((part) => part.demand === d));
  if (!isCover(question) && alone.length > 0) return null;
  const isFull = (parts: readonly Part[]) => flow(problem, open, parts, () => 0).moved >= asked - 1e-9;
  switch (question.objective) {
    case 'set-cover':
      return isFull(all) ? worth(problem, question, open, []) : null;
    case 'p-center': {
      const costs = [0, ...new Set(all.map((part) => part.cost))].sort((a, b) => a - b);
      return costs.find((most) => isFull(all.filter((part) => part.cost <= most))) ?? null;
    }
    case 'p-median': {
      const { moved, cost } = flow(problem, open, all, (part) => part.cost);
      return moved >= asked - 1e-9 ? cost : null;
    }
    case 'max-cover':
      return -flow(problem, open, all, (part) => -degreeOf(question, part.cost), true).cost;
    case 'fair-cover': {
      let [low, high] = [0, 1];
      for (let k = 0; k < 40; k++) {
        const share = (low + high) / 2;
        const needed = problem.groups.map((_, g) => share * groupWeight(problem, g));
        const { moved } = flow(problem, open, all, () => 0, false, needed);
        if (moved >= needed.reduce((sum, n) => sum + n, 0) - 1e-9) low = share;
        else high = share;
      }
      return low;
    }
  }
}

const groupWeight = ({ demand }: LocationProblem, g: number) =>
  demand.weight.reduce((sum, w, d) => sum + (demand.group?.[d] === g ? w : 0), 0);

/**
 * Cheapest flow of weight from demand to open sites by successive shortest paths (Bellman and Ford).
 * @param whileItPays whether to stop when another path no longer lowers the cost; otherwise as much as can be is moved
 * @param needed most that each group sends; demand without a group then sends nothing
 */
function flow(
  problem: LocationProblem,
  open: readonly number[],
  parts: readonly Part[],
  costOf: (part: Part) => number,
  whileItPays = false,
  needed?: readonly number[],
): { moved: number; cost: number } {
  const { weight, group } = problem.demand;
  const [source, sink] = ['source', 'sink'];
  const arcs: { from: string; to: string; room: number; cost: number; back: number }[] = [];
  const arc = (from: string, to: string, room: number, cost: number) => {
    arcs.push(
      { from, to, room, cost, back: arcs.length + 1 },
      { from: to, to: from, room: 0, cost: -cost, back: arcs.length },
    );
  };
  needed?.forEach((most, g) => arc(source, `g${g}`, most, 0));
  weight.forEach((w, d) => {
    if (!needed) arc(source, `d${d}`, w, 0);
    else if ((group?.[d] ?? -1) >= 0) arc(`g${group![d]}`, `d${d}`, w, 0);
  });
  for (const part of parts) arc(`d${part.demand}`, `s${part.site}`, Infinity, costOf(part));
  for (const site of open) arc(`s${site}`, sink, problem.sites.capacity?.[site] ?? Infinity, 0);
  let moved = 0;
  let cost = 0;
  for (;;) {
    const reached = new Map([[source, { cost: 0, by: -1 }]]);
    for (let changed = true; changed;) {
      changed = false;
      arcs.forEach(({ from, to, room, cost: each }, i) => {
        const at = reached.get(from);
        if (!at || room <= 1e-9 || (reached.get(to)?.cost ?? Infinity) <= at.cost + each + 1e-12) return;
        reached.set(to, { cost: at.cost + each, by: i });
        changed = true;
      });
    }
    const end = reached.get(sink);
    if (!end || (whileItPays && end.cost >= -1e-12)) return { moved, cost };
    const path: number[] = [];
    for (let by = end.by; by >= 0; by = reached.get(arcs[by]!.from)!.by) path.push(by);
    const amount = Math.min(...path.map((i) => arcs[i]!.room));
    for (const i of path) {
      arcs[i]!.room -= amount;
      arcs[arcs[i]!.back]!.room += amount;
    }
    moved += amount;
    cost += amount * end.cost;
  }
}
