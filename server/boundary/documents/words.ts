import {
  boundaryLevels,
  heightDatums,
  markerMaterials,
  markerStandings,
  markerStates,
  surveyMethods,
  type CatalogueWord,
  type Language,
} from '../../../gis-data/catalogue/index.ts';
import { sayIn, type Say } from '../../reports/document/content.ts';

export { sayIn, type Say };

/** What is written where a field is not known; a cell of a document is never empty. */
export const unknownWord = (say: Say): string => say('未知', 'unknown');

const vocabularies = {
  level: boundaryLevels,
  standing: markerStandings,
  material: markerMaterials,
  state: markerStates,
  method: surveyMethods,
  heightDatum: heightDatums,
} as const satisfies Record<string, readonly CatalogueWord[]>;

/** The catalogue's word in the document's language; null is said to be unknown. */
export function wordOf(vocabulary: keyof typeof vocabularies, id: string | null, language: Language): string {
  const word: CatalogueWord | undefined = vocabularies[vocabulary].find((each) => each.id === id);
  if (id === null || word === undefined) return id ?? unknownWord(sayIn(language));
  return word.label[language];
}

/** Names of the sides in the order of the record, as forms of boundary surveys call them. */
export const sideName = (index: number, say: Say): string => {
  const letter = 'ABC'[index]!;
  return say(`${letter} 方`, `Side ${letter}`);
};
