import { text, type RuleParameters, type Text } from '../../../gis-data/catalogue/index.ts';
import { allOf, type Snapshot, type Truth } from '../../snapshot/snapshot.ts';
import { operatingCheck, type Check } from '../checks.ts';
import { countCoverage } from '../coverage.ts';
import { evidenceRowOf, facilityRecords, facilityUnit, inWords, sentences } from '../evidence.ts';
import type { Counted } from '../figure.ts';
import type { Reuse } from '../reuse.ts';

/**
 * No. 14: counties with an operating public-benefit burial facility that still has places. The second reading leaves out
 * the districts of the urban core, as the plan's text does ("县(市、远离主城区的区)").
 */
export function countyBurial(snapshot: Snapshot, parameters: RuleParameters, reuse: Reuse): Counted {
  const urbanCore = new Set(parameters.urbanCoreDistrictCodes);
  return countCoverage(
    snapshot,
    {
      level: 'county',
      thing: text('公益性安葬(放)设施', 'public-benefit burial facility'),
      candidates: snapshot.facilities.ofKinds(parameters.publicBurialKinds),
      checks: (row) => [
        operatingCheck(snapshot, row),
        publicBenefitCheck(snapshot, row),
        remainingPlacesCheck(snapshot, row),
      ],
      satisfied: (row) => {
        const left = inWords(remainingPlaces(snapshot, row));
        return text(`运营中,剩余 ${left} 个穴(格)位`, `is operating and has ${left} places left`);
      },
      readings: (row) => (urbanCore.has(snapshot.divisions.bodies[row]!.code) ? [] : ['countiesAndFarDistricts']),
    },
    reuse,
  );
}

/**
 * Operating public-benefit burial facilities that serve the urban population. Facilities known to be rural are no units;
 * one whose scope is not stated may be.
 */
export function urbanBurialSites(snapshot: Snapshot, parameters: RuleParameters, reuse: Reuse): Counted {
  const rows = snapshot.facilities.ofKinds(parameters.publicBurialKinds).flatMap((row) => {
    const scope = urbanScopeCheck(snapshot, row);
    if (scope.truth === 'no') return [];
    const kept = reuse.row('facility', snapshot.facilities.ids[row]!, [row]);
    if (kept) return kept;
    const checks = [operatingCheck(snapshot, row), publicBenefitCheck(snapshot, row), scope];
    const verdict = allOf(...checks.map((c) => c.truth));
    return evidenceRowOf(facilityUnit(snapshot, row), {
      verdict,
      reason: siteReason(snapshot, row, verdict, checks),
      confirmed: { numerator: verdict === 'yes' ? 1 : 0, denominator: 0 },
      lower: { numerator: verdict === 'yes' ? 1 : 0, denominator: 0 },
      upper: { numerator: verdict === 'no' ? 0 : 1, denominator: 0 },
      records: facilityRecords(snapshot, [row]),
      demo: snapshot.facilities.bodies[row]!.demo,
    });
  });
  return { rows, findings: [], openEnded: false };
}

function siteReason(snapshot: Snapshot, row: number, verdict: Truth, checks: readonly Check[]): Text {
  const { name } = snapshot.facilities.bodies[row]!;
  if (verdict === 'yes') {
    return text(`${name}为运营中的城市公益性安葬设施`, `${name} is an operating urban public-benefit facility`);
  }
  const deciding = checks.filter((c) => c.truth === verdict);
  const words = sentences(deciding.map((c) => (verdict === 'no' ? c.failed() : c.open())));
  return text(`${name}${words.zh}`, `${name} ${words.en}`);
}

const truthOf = (flag: number): Truth => (Number.isNaN(flag) ? 'unknown' : flag === 1 ? 'yes' : 'no');

/** Whether a facility is for the public benefit. */
export function publicBenefitCheck({ facilities }: Snapshot, row: number): Check {
  const stated = truthOf(facilities.attribute('publicBenefit')[row]!);
  // A public-benefit cemetery is one by its very kind; a columbarium or land-saving site may be commercial.
  const byKind = stated === 'unknown' && facilities.bodies[row]!.kind === 'publicCemetery';
  return {
    truth: byKind ? 'yes' : stated,
    failed: () => text('不是公益性设施', 'is not a public-benefit facility'),
    open: () => text('未注明是否公益性', 'does not state whether it is public-benefit'),
  };
}

/** Places left; NaN = unknown. No places at all leave none, whatever is said of the used ones. */
export function remainingPlaces({ facilities }: Snapshot, row: number): number {
  const total = facilities.attribute('plotsTotal')[row]!;
  return total === 0 ? 0 : total - facilities.attribute('plotsUsed')[row]!;
}

function remainingPlacesCheck(snapshot: Snapshot, row: number): Check {
  const left = remainingPlaces(snapshot, row);
  return {
    truth: Number.isNaN(left) ? 'unknown' : left > 0 ? 'yes' : 'no',
    failed: () => text('已无剩余穴(格)位', 'has no places left'),
    open: () => text('未注明穴(格)位总数或已用数', 'does not state its total or used places'),
  };
}

function urbanScopeCheck({ facilities }: Snapshot, row: number): Check {
  const scope = facilities.bodies[row]!.attributes['serviceScope'] ?? null;
  return {
    truth: scope === null ? 'unknown' : scope === 'urban' ? 'yes' : 'no',
    failed: () => text('服务范围为农村', 'serves the rural population'),
    open: () => text('未注明服务范围(城市或农村)', 'does not state whether it serves the urban population'),
  };
}
