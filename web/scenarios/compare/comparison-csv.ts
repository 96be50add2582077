import type { TFunction } from 'i18next';
import type { IndicatorDelta } from '../../../server/registry/contract.ts';
import type { ScenarioComparison } from '../../../server/scenarios/contract.ts';
import type { Text } from '../../../gis-data/catalogue/index.ts';
import { downloadCsv } from '../../ui/csv.ts';
import { comparisonRows } from './comparison-rows.ts';

type Words = TFunction<readonly ['scenarios', 'changes']>;
type Figure = IndicatorDelta['before'];

const verdictKeys = {
  met: 'changes:verdict_met',
  unmet: 'changes:verdict_unmet',
  insufficient: 'changes:verdict_insufficient',
} as const;

/** Names of the divisions that a scenario makes and ends. */
export interface DivisionsChanged {
  made: readonly string[];
  ended: readonly string[];
}

/**
 * The table as rows of a file: one for each indicator and state, one for each cost, and one for the divisions that a scenario
 * makes and ends; what is unknown is empty, never 0.
 */
export function comparisonTable(
  comparison: ScenarioComparison,
  divisionsOf: (scenarioId: string) => DivisionsChanged,
  t: Words,
  text: (text: Text) => string,
): unknown[][] {
  const { asOf, snapshot, scenarios } = comparison;
  const verdictOf = (verdict: string) => t(verdictKeys[verdict as keyof typeof verdictKeys]);
  const figure = ({ numerator, denominator, value, lower, upper, verdict }: Figure) => [
    numerator,
    denominator,
    value,
    lower,
    upper,
    verdictOf(verdict),
  ];
  const indicatorRows = comparisonRows(scenarios).flatMap((row) => {
    const head = [row.id, text(row.name), row.unit];
    const difference = ({ before, after }: IndicatorDelta) =>
      before.value === null || after.value === null ? null : after.value - before.value;
    return [
      [...head, t('compare.baseline'), ...figure(row.baseline), null, asOf, snapshot],
      ...scenarios.flatMap(({ scenario }) => {
        const delta = row.under.get(scenario.id);
        return delta ? [[...head, scenario.name, ...figure(delta.after), difference(delta), asOf, snapshot]] : [];
      }),
    ];
  });
  const otherRows = scenarios.flatMap(({ scenario, result }) => {
    if (!result) return [];
    const row = (name: string, unit: string, value: number) => [
      ...['', name, unit, scenario.name, null, null, value, null, null, '', null, asOf, snapshot],
    ];
    const { made, ended } = divisionsOf(scenario.id);
    const named = (key: 'compare.newDivisions' | 'compare.endedDivisions', names: readonly string[]) =>
      names.length === 0
        ? []
        : [row(t(key, { count: names.length }) + names.join(t('csv.between')), t('csv.count'), names.length)];
    return [
      row(t('csv.cost'), t('csv.yuan'), result.cost.yuan),
      row(t('csv.unpriced'), t('csv.count'), result.cost.unpriced),
      ...named('compare.newDivisions', made),
      ...named('compare.endedDivisions', ended),
    ];
  });
  return [...indicatorRows, ...otherRows];
}

/** Downloads the compared figures with the day and snapshot that they depend on. */
export function downloadComparison(
  comparison: ScenarioComparison,
  divisionsOf: (scenarioId: string) => DivisionsChanged,
  t: Words,
  text: (text: Text) => string,
): void {
  downloadCsv(
    `${t('compare.title')}-${comparison.asOf}.csv`,
    [
      t('csv.indicator'),
      t('csv.name'),
      t('csv.unit'),
      t('csv.state'),
      t('csv.numerator'),
      t('csv.denominator'),
      t('csv.value'),
      t('csv.lower'),
      t('csv.upper'),
      t('csv.verdict'),
      t('csv.difference'),
      t('csv.asOf'),
      t('csv.snapshot'),
    ],
    comparisonTable(comparison, divisionsOf, t, text),
  );
}
