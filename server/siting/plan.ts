import { actionsOf } from '../scenarios/actions.ts';
import type { CostRate, ScenarioAction } from '../scenarios/contract.ts';
import { costOf } from '../scenarios/cost.ts';
import type { ChangeInput, Effect, Preview } from '../registry/contract.ts';
import type { PlanAction, SitingPlan } from './contract.ts';

/** A plan before it is priced and previewed. */
export interface DraftPlan {
  readonly actions: readonly Omit<PlanAction, 'yuan'>[];
  /**
   * What the actions make of the facilities: at most one change for each, with its `id`. Without `baseVersion`, which is
   * looked up, and without a day of its own: whoever keeps the plan says from when it holds.
   */
  readonly changes: readonly ChangeInput[];
}

/** What it takes to price and preview a plan, handed in so that the analysis itself reads no register. */
export interface PlanTools {
  readonly rates: readonly CostRate[];
  /** Versions of facilities in the register by id; those that it has not are absent. */
  versionsOf(facilityIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** What changes would do on the question's day; stores nothing. */
  preview(changes: readonly ChangeInput[]): Promise<Preview>;
}

/**
 * Prices a plan and works out what it does to every indicator. Prices come from what the changes amount to in the
 * register, by the rules and rates that price scenarios, so that a plan kept as a scenario costs the same there.
 */
export async function planOf(draft: DraftPlan, tools: PlanTools): Promise<SitingPlan> {
  const changes = await withVersions(draft.changes, tools);
  const { effects, indicators, findings, committable } = await tools.preview(changes);
  const priced = costOf(actionsOf(effects), tools.rates).actions;
  return {
    actions: withPrices(draft.actions, priced),
    yuan: sumOf(priced),
    missingRates: missingOf(priced),
    changes,
    indicators,
    findings,
    committable,
  };
}

/** What effects cost by the rates: null where a rate or an amount is missing. An effect that is no action costs nothing. */
export function priceOf(
  effects: readonly Effect[],
  rates: readonly CostRate[],
): { yuan: number | null; missingRates: string[]; demo: boolean } {
  const cost = costOf(actionsOf(effects), rates);
  return { yuan: sumOf(cost.actions), missingRates: missingOf(cost.actions), demo: cost.demo };
}

async function withVersions(changes: readonly ChangeInput[], tools: PlanTools): Promise<ChangeInput[]> {
  const standing = changes.flatMap(({ op, id }) => (op === 'create' || id === undefined ? [] : [id]));
  const versions = standing.length === 0 ? new Map<string, number>() : await tools.versionsOf(standing);
  return changes.map((change) => {
    const version = change.op === 'create' ? undefined : versions.get(change.id!);
    return version === undefined ? change : { ...change, baseVersion: version };
  });
}

/**
 * Each action with the price of what it amounts to at its facility: the same action, and for functions its own ones.
 * What else happens at a facility is the price of the first action there.
 */
function withPrices(actions: DraftPlan['actions'], priced: readonly ScenarioAction[]): PlanAction[] {
  const shares = new Map<DraftPlan['actions'][number], ScenarioAction[]>(actions.map((action) => [action, []]));
  for (const part of priced) {
    const here = actions.filter(({ facilityId }) => facilityId === part.facilityId);
    const own = here.find(
      ({ action, functionIds }) =>
        action === part.action && (part.functionId === null || functionIds.includes(part.functionId)),
    );
    const owner = own ?? here[0];
    if (owner) shares.get(owner)!.push(part);
  }
  return actions.map((action) => ({ ...action, yuan: sumOf(shares.get(action)!) }));
}

function sumOf(priced: readonly ScenarioAction[]): number | null {
  return priced.some(({ yuan }) => yuan === null) ? null : priced.reduce((sum, { yuan }) => sum + yuan!, 0);
}

/** `action/kind` or `action/kind/function` for a missing rate, with `?measure` after it where an amount is unknown. */
function missingOf(priced: readonly ScenarioAction[]): string[] {
  const missing = priced.flatMap(({ action, facilityKind, functionId, missing: lacks }) => {
    const subject = [action, facilityKind, ...(functionId === null ? [] : [functionId])].join('/');
    return lacks.map((lack) => (lack === 'rate' ? subject : `${subject}?${lack}`));
  });
  return [...new Set(missing)].sort();
}
