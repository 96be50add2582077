import type { MarkerState } from '../../../gis-data/catalogue/boundaries.ts';
import type { SignConditionId } from '../../../gis-data/catalogue/place-name-signs.ts';
import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import type { FieldArea } from '../../../server/field-sync/contract.ts';

/** What the map and the list need of a marker. Reading the cards of thousands of markers takes longer than drawing them. */
export type MarkerSight = Pick<BoundaryMarkerItem, 'id' | 'number' | 'state' | 'position' | 'precision' | 'demo'>;

/** In the order of their numbers. */
export const sightsOf = (markers: readonly BoundaryMarkerItem[]): MarkerSight[] =>
  markers
    .map(({ id, number, state, position, precision, demo }) => ({ id, number, state, position, precision, demo }))
    .sort((a, b) => (a.number < b.number ? -1 : 1));

/** How the map of an area draws conditions of signs: by the signs of the states of markers that are closest to them. */
const stateOfCondition: Readonly<Record<SignConditionId, MarkerState>> = {
  intact: 'intact',
  illegible: 'damaged',
  leaning: 'endangered',
  damaged: 'damaged',
  missing: 'lost',
};

/** What the map and the list need of place-name signs, in the order of their texts. */
export const sightsOfSigns = (signs: FieldArea['signs']): MarkerSight[] =>
  signs
    .map(({ id, text, placeName, condition, position, demo }) => ({
      ...{ id, number: text ?? placeName?.standardName ?? id, position, precision: 'surveyed' as const, demo },
      state: condition && stateOfCondition[condition],
    }))
    .sort((a, b) => a.number.localeCompare(b.number, 'zh'));
