import { booleanPointInPolygon, kinks } from '@turf/turf';
import type { z } from 'zod';
import { text } from '../../../gis-data/catalogue/index.ts';
import type { PlaceAt } from '../../coverage/edits.ts';
import type { BoundaryGeometry } from '../../divisions/contract.ts';
import { NONE, type Snapshot } from '../../snapshot/snapshot.ts';
import type { candidateSource } from '../contract.ts';
import { invalid, type Refusal } from './refusal.ts';

export type CandidateSource = z.output<typeof candidateSource>;

/** A public land parcel of a layer, by a place on it. */
export interface Parcel {
  readonly id: string;
  readonly name: string | null;
  readonly longitude: number;
  readonly latitude: number;
  readonly demo: boolean;
}

/** A place where a facility may be built. */
export interface Candidate {
  readonly id: string;
  /** Name of the place; null = it has none. */
  readonly name: string | null;
  /** EPSG:4490 degrees; NaN = not located. */
  readonly longitude: number;
  readonly latitude: number;
  readonly countyId: string;
  readonly townshipId: string | null;
  readonly villageId: string | null;
  readonly demo: boolean;
}

/**
 * The places that a question lets be chosen, in the order of the register, the layer or the question.
 * @param parcels of the layer that the question names; empty where it names none
 */
export function candidatesOf(
  snapshot: Snapshot,
  source: CandidateSource,
  parcels: readonly Parcel[],
  placeAt: PlaceAt,
): { candidates: Candidate[]; refusals: Refusal[] } {
  const within = 'within' in source ? source.within : undefined;
  const refusals = within ? areaRefusals(within) : [];
  if (refusals.length > 0) return { candidates: [], refusals };
  const { candidates, refusals: misplaced } = source.from === 'points' ? fromPoints(source.points, placeAt) : found();
  if (misplaced.length > 0) return { candidates, refusals: misplaced };
  const chosen = within ? candidates.filter((candidate) => isWithin(within, candidate)) : candidates;
  return { candidates: chosen, refusals: chosen.length > 0 ? [] : [nothingFound(within)] };

  function found(): { candidates: Candidate[]; refusals: Refusal[] } {
    return source.from === 'villages'
      ? { candidates: fromVillages(snapshot, source.countyIds), refusals: [] }
      : { candidates: fromParcels(parcels, placeAt), refusals: [] };
  }

  function nothingFound(area: BoundaryGeometry | undefined): Refusal {
    if (area && !touchesStudyArea(area, placeAt) && !fromVillages(snapshot, undefined).some((v) => isWithin(area, v)))
      return invalid(
        'candidates.within',
        'outside-area',
        text('所画范围在研究区域之外', 'The drawn area lies outside the study area'),
      );
    return invalid(
      'candidates',
      'no-candidates',
      text(
        '没有任何候选位置:请扩大范围,或另选县(市、区)、地块图层或点位',
        'There is no candidate site: widen the area, or choose other counties, another parcel layer or points',
      ),
    );
  }
}

function fromVillages({ divisions }: Snapshot, countyIds: readonly string[] | undefined): Candidate[] {
  const counties = countyIds && new Set(countyIds);
  return divisions.ofLevel('village').flatMap((row): Candidate[] => {
    const county = divisions.county[row]!;
    if (county === NONE || (counties && !counties.has(divisions.ids[county]!))) return [];
    const township = divisions.township[row]!;
    const { name, demo } = divisions.bodies[row]!;
    return [
      {
        id: divisions.ids[row]!,
        name,
        longitude: divisions.longitude[row]!,
        latitude: divisions.latitude[row]!,
        countyId: divisions.ids[county]!,
        townshipId: township === NONE ? null : divisions.ids[township]!,
        // Whoever names a village names its township too.
        villageId: township === NONE ? null : divisions.ids[row]!,
        demo,
      },
    ];
  });
}

/** Parcels in no county cannot be built on for one, and are none of the candidates. */
function fromParcels(parcels: readonly Parcel[], placeAt: PlaceAt): Candidate[] {
  return parcels.flatMap((parcel): Candidate[] => {
    const place = placeAt(parcel.longitude, parcel.latitude);
    return place ? [{ ...parcel, ...place, villageId: null }] : [];
  });
}

function fromPoints(
  points: Extract<CandidateSource, { from: 'points' }>['points'],
  placeAt: PlaceAt,
): { candidates: Candidate[]; refusals: Refusal[] } {
  const refusals: Refusal[] = [];
  const seen = new Set<string>();
  const candidates = points.flatMap(({ id, name, at }, i): Candidate[] => {
    if (seen.has(id))
      refusals.push(
        invalid(
          `candidates.points.${i}.id`,
          'duplicate-id',
          text(`候选点标识“${id}”重复`, `The candidate id "${id}" occurs twice`),
        ),
      );
    seen.add(id);
    const [longitude, latitude] = at.coordinates;
    const place = placeAt(longitude, latitude);
    if (!place) {
      refusals.push(
        invalid(
          `candidates.points.${i}.at`,
          'outside-area',
          text(`候选点“${name ?? id}”不在任何县(市、区)内`, `The candidate "${name ?? id}" lies in no county`),
        ),
      );
      return [];
    }
    return [{ id, name: name ?? null, longitude, latitude, ...place, villageId: null, demo: false }];
  });
  return { candidates, refusals };
}

const isWithin = (area: BoundaryGeometry, { longitude, latitude }: Candidate) =>
  !Number.isNaN(longitude) && booleanPointInPolygon([longitude, latitude], area);

const ringsOf = (area: BoundaryGeometry) => (area.type === 'Polygon' ? area.coordinates : area.coordinates.flat());

const touchesStudyArea = (area: BoundaryGeometry, placeAt: PlaceAt) =>
  ringsOf(area).some((ring) => ring.some(([longitude, latitude]) => placeAt(longitude, latitude) !== null));

function areaRefusals(area: BoundaryGeometry): Refusal[] {
  const open = ringsOf(area).some((ring) => String(ring[0]) !== String(ring.at(-1)));
  if (open)
    return [
      invalid(
        'candidates.within',
        'ring-not-closed',
        text(
          '所画范围的边界没有闭合:首尾两点应相同',
          'The drawn area is not closed: its first and last point must be the same',
        ),
      ),
    ];
  if (kinks(area).features.length > 0)
    return [
      invalid(
        'candidates.within',
        'self-intersection',
        text('所画范围的边界自相交,请重画', 'The drawn area intersects itself; draw it again'),
      ),
    ];
  return [];
}
