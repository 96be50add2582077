import { building } from './build.ts';
import type { Candidate, Search } from './candidate.ts';
import { placeIn } from './place.ts';
import { unitCandidates } from './units.ts';

const stated = (serviceScope: 'urban' | 'rural') => ({ publicBenefit: true, plotsUsed: 0, serviceScope });

/** No. 14: a public-benefit burial facility with places left in each county that has none. */
export function countyBurialCandidates(search: Search): Candidate[] {
  const { publicBurialKinds: kinds } = search.parameters;
  return unitCandidates(search, { level: 'county', kinds, functions: [], attributes: stated('rural') });
}

/** Urban public-benefit burial facilities: one more of each kind in any county. */
export function urbanBurialCandidates({ snapshot, parameters }: Search): Candidate[] {
  const { divisions } = snapshot;
  return divisions.ofLevel('county').flatMap((county) => {
    const place = placeIn(snapshot, county);
    if (!place) return [];
    const subject = { id: divisions.ids[county]!, name: divisions.bodies[county]!.name };
    return parameters.publicBurialKinds.map((kind) =>
      building(snapshot, subject, place, { kind, attributes: stated('urban'), variant: 'urban' }),
    );
  });
}
