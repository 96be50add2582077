import {
  boundaryLevels,
  coordinateSystems,
  heightDatums,
  inspectionSteps,
  markerMaterials,
  markerStandings,
  markerStates,
  surveyMethods,
  text,
  type Text,
} from '../../gis-data/catalogue/index.ts';

interface Word {
  readonly id: string;
  readonly label: Text;
}

const catalogues = {
  level: boundaryLevels,
  standing: markerStandings,
  material: markerMaterials,
  state: [...markerStates, { id: 'unknown', label: text('未知', 'Unknown') }],
  method: surveyMethods,
  datum: heightDatums,
  step: inspectionSteps,
  crs: coordinateSystems,
} as const satisfies Record<string, readonly Word[]>;

/** The wording of a catalogue's word; a word that the catalogue does not have is shown as it is. */
export function wordOf(catalogue: keyof typeof catalogues, id: string): Text {
  const found = (catalogues[catalogue] as readonly Word[]).find((word) => word.id === id);
  return found?.label ?? text(id, id);
}

/** States of markers with the unknown one, in the order of lists and legends. */
export const statesAndUnknown: readonly Word[] = catalogues.state;
