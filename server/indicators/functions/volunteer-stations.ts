import { text, type RuleParameters, type Text } from '../../../gis-data/catalogue/index.ts';
import { anyOf, isOperating, offersAll, type Snapshot, type Truth } from '../../snapshot/snapshot.ts';
import { operatingCheck } from '../checks.ts';
import { evidenceRowOf, facilityRecords, facilityUnit, sentences } from '../evidence.ts';
import type { Counted } from '../figure.ts';
import { groupBy } from '../group-by.ts';
import type { Reuse } from '../reuse.ts';

/**
 * No. 12: operating community facilities with a volunteer station, either as a function of their own or as an operating
 * station registered at the facility's code (`hostFacilityCode`). A facility of unknown status is optional.
 */
export function volunteerStations(snapshot: Snapshot, _parameters: RuleParameters, reuse: Reuse): Counted {
  const { facilities } = snapshot;
  const hostOf = (station: number) => facilities.bodies[station]!.attributes['hostFacilityCode'];
  const stationsByHost = groupBy(facilities.ofKinds(['volunteerStation']), hostOf);
  const rows = facilities.ofKinds(['communityFacility']).flatMap((row) => {
    const operating = isOperating(snapshot, row);
    if (operating === 'no') return [];
    const body = facilities.bodies[row]!;
    const stations = (body.code !== null && stationsByHost.get(body.code)) || [];
    const records = [row, ...stations];
    const kept = reuse.row('facility', facilities.ids[row]!, records);
    if (kept) return kept;
    const has = anyOf([
      offersAll(snapshot, row, ['volunteerStation']),
      ...stations.map((station) => isOperating(snapshot, station)),
    ]);
    const counts = operating === 'yes';
    return evidenceRowOf(facilityUnit(snapshot, row), {
      verdict: counts ? has : 'unknown',
      reason: reasonOf(snapshot, row, stations, has, operating),
      confirmed: counts ? { numerator: has === 'yes' ? 1 : 0, denominator: 1 } : undefined,
      lower: { numerator: has === 'yes' ? 1 : 0, denominator: 1 },
      upper: { numerator: has === 'no' ? 0 : 1, denominator: 1 },
      optional: !counts,
      records: facilityRecords(snapshot, records),
      demo: records.some((record) => facilities.bodies[record]!.demo),
    });
  });
  return { rows, findings: [], openEnded: false };
}

function reasonOf(snapshot: Snapshot, row: number, stations: readonly number[], has: Truth, operating: Truth): Text {
  const parts = [stationReason(snapshot, row, stations, has)];
  if (operating === 'unknown') parts.push(operatingCheck(snapshot, row).open());
  return sentences(parts);
}

function stationReason(snapshot: Snapshot, row: number, stations: readonly number[], has: Truth): Text {
  const ownFunction = offersAll(snapshot, row, ['volunteerStation']);
  const deciding = stations.find((station) => isOperating(snapshot, station) === has);
  if (ownFunction !== has && deciding !== undefined) {
    const station = snapshot.facilities.bodies[deciding]!.name;
    return has === 'yes'
      ? text(`${station}设于此,运营中`, `${station} is here and operating`)
      : text(`${station}设于此,未注明运营状态`, `${station} is here but does not state whether it operates`);
  }
  if (has === 'yes') return text('设有志愿服务站点', 'Has a volunteer station');
  if (has === 'unknown') return text('未注明是否设有志愿服务站点', 'Does not state whether it has a volunteer station');
  return text('没有志愿服务站点', 'Has no volunteer station');
}
