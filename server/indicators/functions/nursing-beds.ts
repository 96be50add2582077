import { indicatorDefinition, text, type RuleParameters, type Text } from '../../../gis-data/catalogue/index.ts';
import { isOperating, type Snapshot, type Truth } from '../../snapshot/snapshot.ts';
import { operatingCheck } from '../checks.ts';
import { evidenceRowOf, facilityRecords, facilityUnit, inWords, percent, sentences } from '../evidence.ts';
import { ownVerdict, type Amounts, type Counted } from '../figure.ts';
import type { Reuse } from '../reuse.ts';

/**
 * No. 7: nursing beds ÷ beds of operating elder-care institutions. A number not known ranges over all it can be: nursing
 * beds from 0 to the beds, beds from the nursing beds to the rule's upper bound. An institution of unknown status is
 * optional. Only institutions with both numbers known are confirmed.
 */
export function nursingBeds(snapshot: Snapshot, parameters: RuleParameters, reuse: Reuse): Counted {
  const { facilities } = snapshot;
  const target = indicatorDefinition('7').target!;
  const bedColumn = facilities.attribute('beds');
  const nursingColumn = facilities.attribute('nursingBeds');
  const rows = facilities.ofKinds(parameters.elderCareInstitutionKinds).flatMap((row) => {
    const operating = isOperating(snapshot, row);
    if (operating === 'no') return [];
    const kept = reuse.row('facility', facilities.ids[row]!, [row]);
    if (kept) return kept;
    const beds = bedColumn[row]!;
    const nursing = nursingColumn[row]!;
    const { lower, upper } = bedRange(beds, nursing, parameters.unknownBedsUpperBound);
    const known = !Number.isNaN(beds) && !Number.isNaN(nursing);
    const verdict = operating === 'unknown' ? 'unknown' : ownVerdict(lower, upper, target);
    const body = facilities.bodies[row]!;
    return evidenceRowOf(facilityUnit(snapshot, row), {
      verdict,
      reason: reasonOf(snapshot, row, beds, nursing, operating),
      confirmed: known && operating === 'yes' ? { numerator: nursing, denominator: beds } : undefined,
      lower,
      upper,
      optional: operating === 'unknown',
      readings: body.kind === 'destituteCareHome' ? ['destituteCareHomes'] : [],
      records: facilityRecords(snapshot, [row]),
      demo: body.demo,
    });
  });
  return { rows, findings: [], openEnded: false };
}

function bedRange(beds: number, nursing: number, bedsUpperBound: number): { lower: Amounts; upper: Amounts } {
  const most = Number.isNaN(beds) ? Math.max(bedsUpperBound, Number.isNaN(nursing) ? 0 : nursing) : beds;
  const least = Number.isNaN(beds) && !Number.isNaN(nursing) ? nursing : most;
  return {
    lower: { numerator: Number.isNaN(nursing) ? 0 : nursing, denominator: most },
    upper: { numerator: Number.isNaN(nursing) ? most : nursing, denominator: least },
  };
}

function reasonOf(snapshot: Snapshot, row: number, beds: number, nursing: number, operating: Truth): Text {
  const parts: Text[] = [];
  if (Number.isNaN(beds)) parts.push(text('床位数未知', 'Number of beds unknown'));
  else parts.push(text(`床位 ${inWords(beds)} 张`, `${inWords(beds)} beds`));
  if (Number.isNaN(nursing)) parts.push(text('护理型床位未认定', 'nursing beds not yet assessed'));
  else parts.push(text(`护理型床位 ${inWords(nursing)} 张`, `${inWords(nursing)} nursing beds`));
  if (beds > 0 && !Number.isNaN(nursing)) parts.push(text(`占 ${percent(nursing / beds)}`, percent(nursing / beds)));
  if (operating === 'unknown') parts.push(operatingCheck(snapshot, row).open());
  return sentences(parts);
}
