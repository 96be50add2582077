import type { Clause, Text } from '../../gis-data/catalogue/index.ts';
import { text } from '../../gis-data/catalogue/index.ts';
import { countyOf, townshipOf } from '../snapshot/facility-place.ts';
import { NONE, type Snapshot } from '../snapshot/snapshot.ts';
import type { WorklistEntry } from './contract.ts';

type Place = Pick<WorklistEntry, 'countyId' | 'countyName' | 'townshipId' | 'townshipName'>;

function placeOf({ divisions }: Snapshot, county: number, township: number): Place {
  return {
    countyId: county === NONE ? null : divisions.ids[county]!,
    countyName: county === NONE ? null : divisions.bodies[county]!.name,
    townshipId: township === NONE ? null : divisions.ids[township]!,
    townshipName: township === NONE ? null : divisions.bodies[township]!.name,
  };
}

export const facilityPlace = (snapshot: Snapshot, row: number): Place =>
  placeOf(snapshot, countyOf(snapshot, row), townshipOf(snapshot, row));

export const divisionPlace = (snapshot: Snapshot, row: number): Place =>
  placeOf(snapshot, snapshot.divisions.county[row]!, snapshot.divisions.township[row]!);

/** A clause as one sentence: document and place. */
export const clauseText = ({ document, place }: Clause): Text =>
  text(`《${document.zh}》${place.zh}`, `${document.en}, ${place.en}`);

export const yearOf = (isoDate: string): number => Number(isoDate.slice(0, 4));
