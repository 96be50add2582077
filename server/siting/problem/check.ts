import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import type { QuestionFault } from './fault.ts';
import { OPEN, SHUT, type LocationProblem, type LocationQuestion } from './problem.ts';

/** Rows told of one by one; of more, the first ones and how many there are. */
export const MOST_NAMED = 100;

/**
 * What is wrong with a question by itself, whatever the tables: a number that is no such number, something missing that its
 * objective needs, or parts that do not go together.
 * @returns all faults, each naming its field; empty when there is none
 * @example
 * checkOptions({ ...plainQuestion('p-median'), p: 2.5 })[0].field; // 'p'
 */
export function checkOptions(question: LocationQuestion): QuestionFault[] {
  const { objective, p, radius, gradual, backup, budget, leastShare, leastSites } = question;
  const faults: QuestionFault[] = [];
  const refuse = (field: keyof LocationQuestion, code: string, message: Text) =>
    faults.push({ kind: 'invalid', field, at: null, code, message });
  const isCover = objective.endsWith('-cover');

  const whole = { p, leastSites };
  for (const [field, value] of Object.entries(whole) as [keyof typeof whole, number | null][])
    if (value !== null && !(Number.isInteger(value) && value >= 0)) refuse(field, 'not-whole', notWhole(value));
  const amounts = { radius, budget };
  for (const [field, value] of Object.entries(amounts) as [keyof typeof amounts, number | null][])
    if (value !== null && !(value >= 0 && value < Infinity)) refuse(field, 'not-an-amount', notAnAmount(value));
  const shares = { backup, leastShare };
  for (const [field, value] of Object.entries(shares) as [keyof typeof shares, number | null][])
    if (value !== null && !(value >= 0 && value <= 1)) refuse(field, 'not-a-share', notAShare(value));
  if (gradual && !(gradual.full >= 0 && gradual.full < gradual.none && gradual.none < Infinity))
    refuse('gradual', 'not-fading', notFading(gradual));

  if (!isCover && p === null && budget === null) refuse('p', 'missing', missingP(objective));
  if ((isCover || leastShare !== null) && radius === null && gradual === null)
    refuse('radius', 'missing', missingRadius);
  if (!isCover && leastShare === null && radius !== null) refuse('radius', 'no-use', uselessRadius(objective));
  if (objective !== 'max-cover') {
    if (gradual) refuse('gradual', 'other-objective', onlyMaxCover);
    if (backup !== null) refuse('backup', 'other-objective', onlyMaxCover);
  }
  if (gradual && backup !== null) refuse('backup', 'not-together', notTogether('gradual', 'backup'));
  return faults;
}

/**
 * What keeps a question from being answered on these tables: what `checkOptions` finds, a column that it needs, more sites asked
 * for than there are, and limits that no plan can keep: demand that no allowed site reaches (each one named), fixed sites beyond p
 * or the budget, capacities that cannot suffice, groups that have too little. It finds what can be seen without a search; that a
 * question passes does not prove that there is a plan.
 * @returns all faults; empty when there is none
 */
export function checkQuestion(problem: LocationProblem, question: LocationQuestion): QuestionFault[] {
  const faults = [...checkOptions(question), ...checkColumns(problem, question)];
  if (faults.length > 0) return faults;
  return [
    ...checkSites(problem, question),
    ...checkReach(problem, question),
    ...checkGroups(problem, question),
    ...checkCapacity(problem, question),
  ];
}

type Fault = Pick<QuestionFault, 'field' | 'code' | 'message'> & { at?: QuestionFault['at'] };
const invalid = (fault: Fault): QuestionFault => ({ kind: 'invalid', at: null, ...fault });
const infeasible = (fault: Fault): QuestionFault => ({ kind: 'infeasible', at: null, ...fault });

function checkColumns({ demand, sites }: LocationProblem, question: LocationQuestion): QuestionFault[] {
  const { objective, capacitated, budget, leastShare, leastSites } = question;
  const needed: [isMissing: boolean, field: keyof LocationQuestion, column: string, table: Text][] = [
    [capacitated !== 'no' && !sites.capacity, 'capacitated', 'capacity', siteTable],
    [budget !== null && !sites.price, 'budget', 'price', siteTable],
    [objective === 'fair-cover' && !demand.group, 'objective', 'group', demandTable],
    [leastShare !== null && !demand.group, 'leastShare', 'group', demandTable],
    [leastSites !== null && !sites.group, 'leastSites', 'group', siteTable],
  ];
  return needed
    .filter(([isMissing]) => isMissing)
    .map(([, field, column, table]) => invalid({ field, code: 'missing-column', message: needsColumn(table, column) }));
}

function checkSites(problem: LocationProblem, { objective, p, budget }: LocationQuestion): QuestionFault[] {
  const { ids, state, place, price } = problem.sites;
  const sites = [...ids.keys()];
  const allowed = sites.filter((site) => state[site] !== SHUT);
  const fixed = sites.filter((site) => state[site] === OPEN);
  const faults: QuestionFault[] = [];
  if (problem.demand.ids.length === 0)
    faults.push(invalid({ field: 'demand', code: 'empty-table', message: noDemand }));
  if (allowed.length === 0) faults.push(invalid({ field: 'sites', code: 'empty-table', message: noSites }));
  else if (p !== null && p > allowed.length)
    faults.push(invalid({ field: 'p', code: 'too-many', message: moreThanSites(p, allowed.length) }));
  if (p !== null && p < fixed.length)
    faults.push(infeasible({ field: 'p', code: 'below-fixed', message: belowFixed(p, named(ids, fixed)) }));
  else if (p === 0 && (objective === 'p-median' || objective === 'p-center'))
    faults.push(infeasible({ field: 'p', code: 'none-open', message: noneOpen }));
  const fixedAt = new Map<number, number>();
  for (const site of fixed) {
    const at = place?.[site] ?? -1;
    const other = fixedAt.get(at);
    if (at === -1) continue;
    if (other === undefined) fixedAt.set(at, site);
    else {
      const message = samePlace(ids[other]!, ids[site]!);
      faults.push(infeasible({ field: 'place', at: { table: 'sites', position: site }, code: 'same-place', message }));
    }
  }
  if (budget !== null && price) {
    // What must be paid whatever the plan: of a free site, the cheaper of open and shut.
    const least = sites.reduce((sum, site) => {
      const [open, shut] = [price.open[site]!, price.shut[site]!];
      return sum + (state[site] === OPEN ? open : state[site] === SHUT ? shut : Math.min(open, shut));
    }, 0);
    if (least > budget * (1 + 1e-9))
      faults.push(infeasible({ field: 'budget', code: 'below-fixed', message: budgetTooSmall(budget, least) }));
  }
  return faults;
}

/** Demand that must be served and that no allowed site reaches. */
function checkReach(problem: LocationProblem, { objective, radius }: LocationQuestion): QuestionFault[] {
  if (objective === 'max-cover' || objective === 'fair-cover') return [];
  const { demand, sites, costs } = problem;
  const isSetCover = objective === 'set-cover';
  const limit = isSetCover ? radius! : Infinity;
  const unreached: number[] = [];
  for (let d = 0; d < demand.ids.length; d++) {
    if (isSetCover && demand.weight[d] === 0) continue;
    let at = costs.rowStart[d]!;
    const end = costs.rowStart[d + 1]!;
    while (at < end && costs.cost[at]! <= limit && sites.state[costs.site[at]!] === SHUT) at++;
    if (at === end || costs.cost[at]! > limit) unreached.push(d);
  }
  const faults = unreached.slice(0, MOST_NAMED).map((position) => {
    const message = isSetCover ? outOfRadius(demand.ids[position]!, limit) : unreachable(demand.ids[position]!);
    return infeasible({ field: 'id', at: { table: 'demand', position }, code: 'unreachable', message });
  });
  if (unreached.length > MOST_NAMED)
    faults.push(infeasible({ field: 'demand', code: 'unreachable', message: unreachableInAll(unreached.length) }));
  return faults;
}

function checkGroups(problem: LocationProblem, question: LocationQuestion): QuestionFault[] {
  const { leastSites, p, objective } = question;
  const { sites, demand, groups } = problem;
  const faults: QuestionFault[] = [];
  if (objective === 'fair-cover' && !demand.group!.some((group, d) => group !== -1 && demand.weight[d]! > 0))
    faults.push(invalid({ field: 'group', code: 'no-weight', message: noGroupWithWeight }));
  if (leastSites === null) return faults;
  groups.forEach((name, group) => {
    const here = sites.group!.reduce((sum, of, s) => sum + (of === group && sites.state[s] !== SHUT ? 1 : 0), 0);
    if (here < leastSites)
      faults.push(infeasible({ field: 'leastSites', code: 'too-few', message: tooFewSites(name, here, leastSites) }));
  });
  const inAll = leastSites * groups.length;
  if (p !== null && p < inAll)
    faults.push(infeasible({ field: 'leastSites', code: 'above-p', message: moreThanP(leastSites, groups.length, p) }));
  return faults;
}

function checkCapacity(problem: LocationProblem, question: LocationQuestion): QuestionFault[] {
  const { objective, capacitated, p } = question;
  const { demand, sites, costs } = problem;
  if (capacitated === 'no' || objective === 'max-cover' || objective === 'fair-cover') return [];
  const capacity = (site: number) => sites.capacity![site]!;
  const faults: QuestionFault[] = [];
  const weight = demand.weight.reduce((sum, one) => sum + one, 0);
  const positions = [...sites.ids.keys()];
  const fixed = positions.filter((site) => sites.state[site] === OPEN);
  const free = positions.filter((site) => sites.state[site] !== OPEN && sites.state[site] !== SHUT);
  free.sort((a, b) => capacity(b) - capacity(a));
  const opened = [...fixed, ...free.slice(0, p === null ? free.length : Math.max(0, p - fixed.length))];
  const most = opened.reduce((sum, site) => sum + capacity(site), 0);
  if (most < weight * (1 - 1e-9))
    faults.push(
      infeasible({ field: 'capacity', code: 'too-small', message: capacityTooSmall(weight, most, opened.length) }),
    );
  if (capacitated === 'split') return faults;
  const tooHeavy = [...demand.ids.keys()].filter((d) => {
    const [from, to] = [costs.rowStart[d]!, costs.rowStart[d + 1]!];
    const reached = [...costs.site.subarray(from, to)].filter((site) => sites.state[site] !== SHUT);
    return reached.length > 0 && reached.every((site) => capacity(site) < demand.weight[d]! * (1 - 1e-9));
  });
  for (const position of tooHeavy.slice(0, MOST_NAMED)) {
    const message = heavierThanAnySite(demand.ids[position]!, demand.weight[position]!);
    faults.push(infeasible({ field: 'weight', at: { table: 'demand', position }, code: 'too-heavy', message }));
  }
  return faults;
}

/** The first few names of some rows. */
function named(ids: readonly string[], positions: readonly number[]): string {
  const first = positions.slice(0, 5).map((position) => ids[position]!);
  return first.join(', ') + (positions.length > first.length ? ' …' : '');
}

const demandTable = text('需求表', 'The table of demand');
const siteTable = text('地点表', 'The table of sites');

const notWhole = (value: number) =>
  text(`${value} 不是不小于 0 的整数`, `${value} is not a whole number of at least 0`);
const notAnAmount = (value: number) => text(`${value} 不是不小于 0 的数值`, `${value} is not a number of at least 0`);
const notAShare = (value: number) => text(`${value} 应在 0 与 1 之间`, `${value} must be between 0 and 1`);
const notFading = ({ full, none }: { full: number; none: number }) =>
  text(
    `渐变覆盖从 ${full} 起减弱,到 ${none} 为零:前者应不小于 0 且小于后者`,
    `Coverage that is whole up to ${full} and gone at ${none}: the first must be at least 0 and below the second`,
  );
const missingP = (objective: string) =>
  text(`${objective} 需要 p(最多开几处)或预算`, `${objective} needs p (how many sites at most) or a budget`);
const missingRadius = text('需要半径:多远以内算覆盖', 'A radius is needed: up to which cost someone is covered');
const uselessRadius = (objective: string) =>
  text(
    `${objective} 不用半径;请去掉半径,或选覆盖类目标`,
    `${objective} has no use for a radius; leave it out, or choose a cover objective`,
  );
const onlyMaxCover = text('只能与 max-cover 同用', 'Goes with max-cover only');
const notTogether = (one: string, other: string) =>
  text(`${one} 与 ${other} 不能同用;请去掉一项`, `${one} and ${other} do not go together; leave one out`);
const needsColumn = (table: Text, column: string) =>
  text(`${table.zh}缺少列 ${column},请补上`, `${table.en} needs a column ${column}; add it`);
const noDemand = text('没有一行需求', 'There is no row of demand');
const noSites = text(
  '没有一处可以开设的候选地点;请增加候选地点或放宽排除条件',
  'There is no site that may be open; add candidates, or exclude fewer',
);
const moreThanSites = (p: number, sites: number) =>
  text(
    `p 为 ${p},而可以开设的地点只有 ${sites} 处;请减小 p`,
    `p is ${p}, and only ${sites} sites may be open; make p smaller`,
  );
const belowFixed = (p: number, names: string) =>
  text(
    `p 为 ${p},少于必须开设的地点(${names});请增大 p 或少固定几处`,
    `p is ${p}, below the number of sites that must be open (${names}); make p larger, or fix fewer`,
  );
const noneOpen = text('p 为 0,没有人能得到服务;请增大 p', 'p is 0, so that no one is served; make p larger');
const samePlace = (one: string, other: string) =>
  text(
    `${one} 与 ${other} 在同一处,不能都必须开设`,
    `${one} and ${other} are at the same place; they cannot both have to be open`,
  );
const budgetTooSmall = (budget: number, least: number) =>
  text(
    `预算 ${budget} 低于任何方案都要付的 ${least}(必须开设的地点在内);请增加预算或少固定几处`,
    `The budget of ${budget} is below the ${least} that any plan costs (sites that must be open within); raise it, or fix fewer`,
  );
const unreachable = (id: string) =>
  text(
    `${id} 到不了任何可以开设的地点;请补上成本,或删去这一行`,
    `${id} reaches no site that may be open; add its costs, or remove this row`,
  );
const outOfRadius = (id: string, radius: number) =>
  text(
    `${id} 在 ${radius} 以内没有可以开设的地点;请放大半径、增加地点或删去这一行`,
    `${id} has no site that may be open within ${radius}; widen the radius, add sites, or remove this row`,
  );
const unreachableInAll = (count: number) =>
  text(
    `共有 ${count} 行需求够不到,只列出前 ${MOST_NAMED} 行`,
    `${count} rows of demand are out of reach; the first ${MOST_NAMED} are named`,
  );
const noGroupWithWeight = text('没有一个组有权重,无从比较', 'No group has any weight to compare');
const tooFewSites = (group: string, found: number, least: number) =>
  text(
    `${group} 只有 ${found} 处可以开设的地点,少于要求的 ${least} 处`,
    `${group} has only ${found} sites that may be open, fewer than the ${least} asked for`,
  );
const moreThanP = (least: number, groups: number, p: number) =>
  text(
    `${groups} 个组各至少 ${least} 处,共 ${least * groups} 处,超过 p(${p})`,
    `At least ${least} in each of ${groups} groups makes ${least * groups}, more than p (${p})`,
  );
const capacityTooSmall = (weight: number, most: number, sites: number) =>
  text(
    `需求共 ${weight},而最多 ${sites} 处地点的容量合计只有 ${most};请增大 p 或容量`,
    `Demand adds up to ${weight}, and ${sites} sites at most serve ${most}; raise p or the capacities`,
  );
const heavierThanAnySite = (id: string, weight: number) =>
  text(
    `${id} 的权重 ${weight} 超过它够得到的任何一处的容量;请增加容量,或允许分开服务(split)`,
    `${id} weighs ${weight}, more than any site in its reach can serve; raise the capacity, or let demand be split`,
  );
