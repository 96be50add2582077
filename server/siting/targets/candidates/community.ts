import { building } from './build.ts';
import { openRows, type Candidate, type Search } from './candidate.ts';
import { placeAt } from './place.ts';
import { upgrading } from './upgrade.ts';

/**
 * No. 9: a community facility in each village that has none; all villages of the counted townships, as areas add up. It
 * comes with a volunteer station, which no. 12 asks of such facilities.
 */
export function areaCandidates({ snapshot, rows }: Search): Candidate[] {
  const { divisions, facilities } = snapshot;
  const served = new Set(facilities.ofKinds(['communityFacility']).map((row) => facilities.village[row]!));
  const counted = new Set(rows.map(({ unitId }) => divisions.indexById.get(unitId)));
  return divisions.ofLevel('village').flatMap((village) => {
    if (served.has(village) || !counted.has(divisions.township[village]!)) return [];
    const place = placeAt(snapshot, village);
    if (!place) return [];
    const subject = { id: divisions.ids[village]!, name: divisions.bodies[village]!.name };
    return [building(snapshot, subject, place, { kind: 'communityFacility', functions: ['volunteerStation'] })];
  });
}

/** No. 12: a volunteer station as a function of the community facility itself, or as a station of its own in it. */
export function volunteerCandidates(search: Search): Candidate[] {
  const { snapshot } = search;
  const { facilities } = snapshot;
  return openRows(search).flatMap(({ unitId }) => {
    const row = facilities.indexById.get(unitId)!;
    const { name, code, countyId, townshipId, villageId, entrance, sourceCrs, demo } = facilities.bodies[row]!;
    const place = { countyId, townshipId, villageId, entrance, sourceCrs, demo };
    const attributes = { hostFacilityCode: code };
    const station =
      code === null ? [] : [building(snapshot, { id: unitId, name }, place, { kind: 'volunteerStation', attributes })];
    const own = upgrading(snapshot, row, ['volunteerStation']);
    return [...(own ? [own] : []), ...station];
  });
}
