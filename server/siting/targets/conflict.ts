import { text, type RuleParameters } from '../../../gis-data/catalogue/index.ts';
import { groupBy } from '../../indicators/group-by.ts';
import { inWords, listing } from '../../indicators/evidence.ts';
import { walkingIndicators } from '../../indicators/functions/index.ts';
import { isCount } from '../../indicators/figure.ts';
import type { TargetsAnswer } from '../contract.ts';
import type { Action } from './action.ts';
import type { Candidate } from './candidates/candidate.ts';
import { candidatesFor } from './candidates/index.ts';
import { choiceOf } from './choice.ts';
import type { Exclusion, ExclusionId } from './exclusions.ts';
import { goalInWords, isEntered, type Goal } from './goals.ts';
import type { PathOptions, PreparedPath } from './prepare.ts';
import { Probe } from './probe.ts';
import { programmeOf, weightOf, type Choice, type Terms } from './programme.ts';
import { solveHere } from './solving.ts';
import { actionInWords, actionLabel } from './words.ts';

type Conflict = NonNullable<TargetsAnswer['conflict']>;
type Part = Conflict['parts'][number];

/** Something that a plan is asked to hold to, and that could be given up. */
interface Requirement extends Part {
  readonly goal?: number;
  readonly limit?: 'budgetYuan' | 'count';
  readonly excludes?: (action: Action) => boolean;
  readonly pins?: number;
}

/** Seconds that a conflict may be looked for, whatever time is left: without it the answer would say nothing. */
const LEAST_SECONDS = 2;

/**
 * Why there is no plan: an irreducible conflict, of which any one part taken away leaves something that can be done. A
 * deletion filter over the targets, the limits, what is pinned and forbidden and the rules: each part is left out in turn,
 * and stays out while there still is no plan (Chinneck and Dravnieks 1991). A target that nothing at all can reach stands
 * with the rule that stops it.
 * @returns null where too much could be done to know what all of it brings
 */
export async function conflictOf(
  prepared: PreparedPath,
  exclusion: Exclusion,
  options: PathOptions & { deadline: number },
): Promise<Conflict | null> {
  const stopped = prepared.probe.goals.map((goal, g) => stoppingRule(prepared, goal, g));
  const hopeless = stopped.findIndex((rule) => rule !== null);
  if (hopeless >= 0) return conflictWords([targetPart(prepared.probe.goals[hopeless]!), stopped[hopeless]!]);

  const { choice, sharing } = await everything(prepared, options);
  if (choice.leftOut > 0) return null;
  const requirements = requirementsOf(prepared, choice, exclusion, sharing);
  const deadline = Math.max(options.deadline, performance.now() + LEAST_SECONDS * 1000);
  const impossible = (kept: readonly Requirement[]) => isImpossible(prepared, choice, kept, options, deadline);
  // Plans that only the indicators refuse are not told apart by limits.
  const needed = (await impossible(requirements))
    ? await deletionFilter(requirements, impossible)
    : requirements.filter(({ goal }) => goal !== undefined);
  const parts = needed.map(({ kind, id, text: said }) => ({ kind, id, text: said }));
  const targets = parts.every(({ kind }) => kind === 'target');
  return conflictWords(targets ? [...parts, allDone(parts)] : parts);
}

/** Leaves out each requirement without which there still is no plan. */
export async function deletionFilter<T>(
  requirements: readonly T[],
  impossible: (kept: readonly T[]) => Promise<boolean>,
): Promise<T[]> {
  let kept = [...requirements];
  for (const requirement of requirements) {
    const without = kept.filter((other) => other !== requirement);
    if (await impossible(without)) kept = without;
  }
  return kept;
}

/** All that could be done if nothing were excluded, shared centres with it. */
async function everything(
  prepared: PreparedPath,
  { signal, mostAsked }: PathOptions,
): Promise<{ choice: Choice; sharing: ReadonlySet<string> }> {
  const { probe, candidates, parameters } = prepared;
  const shared = withSharing(prepared);
  const own = new Set(candidates.map(({ id }) => id));
  const extra = shared ? shared.candidates.filter(({ id }) => !own.has(id)) : [];
  const asking = shared?.probe ?? probe;
  const kept = new Set(prepared.question.pinned);
  // Asked to the end: a conflict told from part of what could be done would be none.
  const asked = { kept, signal, mostAsked, deadline: Infinity };
  const choice = await choiceOf(asking, [...candidates, ...extra], prepared.inputs.rates, asked);
  const sharing = parameters.townshipCentre.sharing.allowed ? [] : extra.map(({ id }) => id);
  return { choice, sharing: new Set(sharing) };
}

/** The same search with sharing allowed, where the rule does not allow it and the register has nothing shared yet. */
function withSharing({ parameters, probe, inputs }: PreparedPath): { probe: Probe; candidates: Candidate[] } | null {
  const { townshipCentre } = parameters;
  if (townshipCentre.sharing.allowed || !probe.goals.some(({ indicatorId }) => indicatorId === '8')) return null;
  const sharing = { ...townshipCentre.sharing, allowed: true };
  const allowing: RuleParameters = { ...parameters, townshipCentre: { ...townshipCentre, sharing } };
  const asked = new Probe(inputs.snapshot, allowing, inputs.network, probe.goals);
  if (asked.totals.some((total, g) => total !== probe.totals[g])) return null;
  const candidates = candidatesFor(inputs.snapshot, allowing, asked.base, probe.goals, inputs.rates);
  return { probe: asked, candidates };
}

/** In the order in which they are given up: rules and names first, so that targets and limits are what remains. */
function requirementsOf(
  { question, probe }: PreparedPath,
  choice: Choice,
  exclusion: Exclusion,
  sharing: ReadonlySet<string>,
): Requirement[] {
  const { actions } = choice;
  const excluded = (id: ExclusionId) => (action: Action) => exclusion.ofAction(action).includes(id);
  const exclusions = exclusionParts(actions, question).map((part) => ({ ...part, excludes: excluded(part.id) }));
  const inWordsOf = (a: number) => actionInWords(probe.snapshot, actions[a]!.candidate);
  const positions = new Map(actions.map(({ candidate }, a) => [candidate.id, a]));
  const named = (ids: readonly string[]) => ids.flatMap((id) => positions.get(id) ?? []);
  return [
    ...(sharing.size > 0 ? [{ ...sharingPart, excludes: ({ candidate }: Action) => sharing.has(candidate.id) }] : []),
    ...exclusions,
    ...named(question.forbidden).map((a): Requirement => {
      const { id } = actions[a]!.candidate;
      const said = inWordsOf(a);
      const words = text(`排除了“${said.zh}”`, `Forbidden: ${said.en}`);
      return { kind: 'forbidden', id, text: words, excludes: ({ candidate }) => candidate.id === id };
    }),
    ...named(question.pinned).map((a): Requirement => {
      const said = inWordsOf(a);
      const words = text(`固定了“${said.zh}”`, `Pinned: ${said.en}`);
      return { kind: 'pin', id: actions[a]!.candidate.id, text: words, pins: a };
    }),
    ...limitParts(question),
    ...probe.goals.map((goal, g) => ({ ...targetPart(goal), goal: g })),
  ];
}

async function isImpossible(
  { question }: PreparedPath,
  choice: Choice,
  kept: readonly Requirement[],
  { solve = solveHere }: PathOptions,
  deadline: number,
): Promise<boolean> {
  const timeLimitSeconds = (deadline - performance.now()) / 1000;
  if (timeLimitSeconds <= 0) return false;
  const { actions } = choice;
  const has = (limit: Requirement['limit']) => kept.some((requirement) => requirement.limit === limit);
  const terms: Terms = {
    goals: kept.flatMap(({ goal }) => goal ?? []),
    budgetYuan: has('budgetYuan') ? (question.limits.budgetYuan ?? null) : null,
    count: has('count') ? (question.limits.count ?? null) : null,
    pinned: kept.flatMap(({ pins }) => pins ?? []),
    excluded: new Set(actions.flatMap((action, a) => (kept.some(({ excludes }) => excludes?.(action)) ? [a] : []))),
    notAll: [],
    notExactly: [],
    leavings: [],
  };
  const nothing = actions.map((action) => weightOf(action, 0, 0));
  const { status } = await solve(programmeOf(choice, terms, nothing).mip, { timeLimitSeconds, seed: question.seed });
  return status === 'infeasible';
}

const targetPart = (goal: Goal): Part => ({ kind: 'target', id: goal.id, text: goalInWords(goal) });

const sharingPart: Part = {
  kind: 'rule',
  id: 'townshipCentre.sharing',
  text: text(
    '规划没有允许相邻乡镇(街道)共用一处区域养老服务中心的条文,共用不计入第 8 项',
    'No clause of the plan allows neighbouring townships to share a regional centre, so sharing does not count in no. 8',
  ),
};

function limitParts({ limits: { budgetYuan, count } }: PreparedPath['question']): Requirement[] {
  return [
    ...(budgetYuan === undefined
      ? []
      : [
          {
            kind: 'limit' as const,
            id: 'budgetYuan',
            limit: 'budgetYuan' as const,
            text: text(
              `预算 ${inWords(budgetYuan)} 元(没有费率的措施不能算在预算内)`,
              `Budget of ${inWords(budgetYuan)} yuan (an action without a rate cannot be known to be within it)`,
            ),
          },
        ]),
    ...(count === undefined
      ? []
      : [
          {
            kind: 'limit' as const,
            id: 'count',
            limit: 'count' as const,
            text: text(`最多 ${count} 项措施`, `At most ${count} actions`),
          },
        ]),
  ];
}

/** Exclusions that keep something out. */
function exclusionParts(
  actions: readonly Action[],
  question: PreparedPath['question'],
): (Part & { id: ExclusionId })[] {
  const unpriced = [...new Set(actions.flatMap(({ missingRates }) => missingRates))].sort();
  const labels = question.actions.map(actionLabel);
  return [
    ...(unpriced.length > 0 && question.minimise === 'cost'
      ? [
          {
            kind: 'rule' as const,
            id: 'rate' as const,
            text: text(
              `求费用最少时,没有费率或数量不明的措施不能列入:${unpriced.join('、')}`,
              `For the least cost, actions without a rate or of unknown amount are left out: ${unpriced.join(', ')}`,
            ),
          },
        ]
      : []),
    {
      kind: 'limit' as const,
      id: 'actions' as const,
      text: text(
        `只允许这些措施:${labels.map(({ zh }) => zh).join('、')}`,
        `Only these actions are allowed: ${listing(labels).en}`,
      ),
    },
    ...(question.countyIds
      ? [
          {
            kind: 'limit' as const,
            id: 'countyIds' as const,
            text: text(
              `只在所选的 ${question.countyIds.length} 个县(市、区)内采取措施`,
              `Actions in the ${question.countyIds.length} chosen counties only`,
            ),
          },
        ]
      : []),
  ];
}

/** The rule by which nothing done to a facility can reach a goal; null where something may. */
function stoppingRule({ probe, inputs }: PreparedPath, goal: Goal, g: number): Part | null {
  const { indicatorId } = goal;
  const figure = probe.figures()[g]!;
  if (figure.met) return null;
  if (isEntered(goal)) return enteredRule(indicatorId);
  if (!inputs.network && walkingIndicators.has(indicatorId)) return networkRule(indicatorId);
  if (probe.base.isOpenEnded(indicatorId)) return openEndedRule(indicatorId);
  if (figure.lower === null && !isCount(goal.unit)) return nothingCounted(indicatorId);
  return null;
}

const rule = (id: string, zh: string, en: string): Part => ({ kind: 'rule', id, text: text(zh, en) });

const enteredRule = (id: string) =>
  rule(
    `entered/${id}`,
    '这项指标由统计填报得出,不随设施变化,没有措施可以改变它',
    'This indicator is entered from statistics and does not follow from facilities: no action changes it',
  );
const openEndedRule = (id: string) =>
  rule(
    `open-ended/${id}`,
    '有一部分数据从未填报,数值没有下限,不能证明达标;请先补齐数据',
    'A part was never reported, so that nothing bounds the figure and no target can be proven: complete the data first',
  );
const networkRule = (id: string) =>
  rule(
    `no-network/${id}`,
    '这项指标按步行时间计算,而没有可用的步行路网;请先用 yzt network build 建立',
    'This indicator counts walking times, and there is no walk network to compute them on: build one with yzt network build',
  );
const nothingCounted = (id: string) =>
  rule(`nothing-counted/${id}`, '登记中没有可计数的单位', 'The register has no units to count');

/** Where targets alone cannot be met, it is what the rules count, and how much there is of it. */
function allDone(targets: readonly Part[]): Part {
  return rule(
    `all-done/${targets.map(({ id }) => id).join()}`,
    '即使采取指标计数规则所允许的全部措施也达不到',
    'Even all actions that the counting rules allow together do not reach it',
  );
}

function conflictWords(parts: readonly Part[]): Conflict {
  const listed = groupBy(parts, ({ kind }) => (kind === 'target' ? 'targets' : 'others'));
  const said = (list: readonly Part[] = []) =>
    text(list.map((p) => p.text.zh).join(';'), list.map((p) => p.text.en).join('; '));
  const [targets, others] = [said(listed.get('targets')), said(listed.get('others'))];
  return {
    message: text(
      `不能同时满足:${targets.zh}。原因:${others.zh}`,
      `Cannot hold together: ${targets.en}. Because: ${others.en}`,
    ),
    parts: [...parts],
  };
}
