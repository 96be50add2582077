import type { IndicatorDelta } from '../../../server/registry/contract.ts';
import type { ComparedScenario } from '../../../server/scenarios/contract.ts';

/** One indicator as it is and under each scenario that could be worked out, by scenario id. */
export interface ComparisonRow {
  id: string;
  name: IndicatorDelta['name'];
  unit: string;
  baseline: IndicatorDelta['before'];
  under: ReadonlyMap<string, IndicatorDelta>;
  changed: boolean;
}

/** Indicators in their own order, with what each scenario makes of them. Empty where no scenario could be worked out. */
export function comparisonRows(scenarios: readonly ComparedScenario[]): ComparisonRow[] {
  const workedOut = scenarios.flatMap(({ scenario, result }) => (result ? [{ id: scenario.id, result }] : []));
  const first = workedOut[0];
  if (!first) return [];
  return first.result.indicators.map(({ id, name, unit, before }) => {
    const under = new Map(
      workedOut.flatMap(({ id: scenarioId, result }) => {
        const delta = result.indicators.find((indicator) => indicator.id === id);
        return delta ? [[scenarioId, delta] as const] : [];
      }),
    );
    return { id, name, unit, baseline: before, under, changed: [...under.values()].some(({ changed }) => changed) };
  });
}
