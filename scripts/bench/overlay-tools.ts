import { defaultRuleParameters, type RuleParameters } from '../../gis-data/catalogue/index.ts';
import type { FacilityBody } from '../../server/facilities/contract.ts';
import { assess, compareAssessments } from '../../server/indicators/index.ts';
import type { Network } from '../../server/network/graph.ts';
import { patched } from '../../server/registry/apply.ts';
import type { CostRate } from '../../server/scenarios/contract.ts';
import type { PlanTools } from '../../server/siting/plan.ts';
import { facilityEffect } from '../../server/siting/where/effects.ts';
import type { Snapshot } from '../../server/snapshot/snapshot.ts';

/** Prices and previews plans on a snapshot, as the registry does, without a database: its rules find nothing here. */
export function overlayTools(
  snapshot: Snapshot,
  rates: readonly CostRate[],
  parameters: RuleParameters = defaultRuleParameters,
  network: Network | null = null,
): PlanTools {
  const assessed = (of: Snapshot) => assess(of, parameters, network);
  return {
    rates,
    versionsOf: (ids) => Promise.resolve(new Map(ids.map((id) => [id, 1]))),
    preview: (changes) => {
      const effects = changes.map(({ id, fields }) => {
        const before = snapshot.records.facility.get(id!);
        const after = before ? patched({ ...before }, fields!) : fields;
        return facilityEffect(snapshot, id!, after as FacilityBody);
      });
      const after = snapshot.with(effects);
      const of = (op: string) => effects.filter((effect) => effect.op === op).length;
      return Promise.resolve({
        snapshot: after.id,
        asOf: snapshot.asOf,
        committable: true,
        counts: { create: of('create'), update: of('update'), delete: 0, unchanged: 0 },
        effects,
        findings: [],
        indicators: compareAssessments(assessed(snapshot), assessed(after)),
      });
    },
  };
}

/** Rates as the table holds them, from their bodies. */
export function ratesOf(
  bodies: readonly Pick<CostRate, 'action' | 'facilityKind' | 'functionId' | 'per' | 'yuan'>[],
): CostRate[] {
  return bodies.map((body, i) => ({
    ...body,
    id: `r${i}`,
    version: 1,
    source: '演示费率,非真实造价',
    demo: true,
    updatedAt: '',
    updatedBy: '',
  }));
}
