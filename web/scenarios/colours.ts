import type { AreaFigures } from '../../server/indicators/contract.ts';
import type { ScenarioComparison } from '../../server/scenarios/contract.ts';
import type { ColourMode } from '../app/url-state.ts';
import { choropleth, suitableMode, type Choropleth, type ValueScale } from '../map/layers/choropleth.ts';
import { differenceChoropleth, differenceScale, type DifferenceScale } from '../map/layers/difference.ts';
import { indicatorDefinition, valueScale } from '../../gis-data/catalogue/index.ts';
import { baselineMap, type Shown } from './scenario-view.ts';

/** How the maps compared are coloured: one scale for all of them. */
export interface Colours {
  mode: ColourMode | 'difference';
  values: ValueScale | null;
  differences: DifferenceScale | null;
  /** By scenario id, `baseline` for the registry as it stands. */
  maps: ReadonlyMap<string, Choropleth>;
}

/** Differences of the confirmed figures of the areas that have one on both sides. */
export function areaDifferences(before: AreaFigures, after: AreaFigures): number[] {
  const values = new Map(before.areas.map(({ divisionId, value }) => [divisionId, value]));
  return after.areas.flatMap(({ divisionId, value }) => {
    const was = values.get(divisionId) ?? null;
    return was === null || value === null ? [] : [value - was];
  });
}

/** Divisions of the registry that at least one scenario ends, by merging or abolishing them. */
function endedAreas(baseline: AreaFigures, under: readonly AreaFigures[]): Set<string> {
  const ids = under.map(({ areas }) => new Set(areas.map(({ divisionId }) => divisionId)));
  const gone = baseline.areas.filter(({ divisionId }) => ids.some((kept) => !kept.has(divisionId)));
  return new Set(gone.map(({ divisionId }) => divisionId));
}

/** Colours of the baseline and of every scenario that could be worked out; `null` where no indicator is asked for. */
export function comparisonColours(comparison: ScenarioComparison, shown: Shown): Colours | null {
  const { baseline } = comparison;
  if (!baseline) return null;
  const under = comparison.scenarios.flatMap(({ scenario, result }) =>
    result?.areas ? [[scenario.id, result.areas] as const] : [],
  );
  const all: (readonly [string, AreaFigures])[] = [[baselineMap, baseline], ...under];
  if (shown === 'difference') {
    const differences = differenceScale(under.flatMap(([, figures]) => areaDifferences(baseline, figures)));
    const maps = new Map(
      under.map(([id, figures]) => [id, differenceChoropleth(baseline, figures, differences)] as const),
    );
    const ended = endedAreas(
      baseline,
      under.map(([, figures]) => figures),
    );
    maps.set(baselineMap, differenceChoropleth(baseline, baseline, differences, ended));
    return { mode: 'difference', values: null, differences, maps };
  }
  const mode = suitableMode(baseline.indicatorId, baseline.level);
  const areas = all.flatMap(([, figures]) => figures.areas);
  const values = mode === 'value' ? valueScale(areas, indicatorDefinition(baseline.indicatorId).unit) : null;
  const maps = new Map(all.map(([id, figures]) => [id, choropleth(figures, mode, values)]));
  return { mode, values, differences: null, maps };
}
