import type { NamingCheck } from '../../../../gis-data/naming/index.ts';
import type { NamingFunction } from '../context.ts';
import {
  genericAlone,
  genericKind,
  genericMissing,
  genericStacked,
  genericThreshold,
  placeOfFacility,
} from './generic.ts';
import {
  direction,
  duplicate,
  famousFeature,
  formerName,
  homophone,
  lookAlike,
  sameSpecific,
  scopeUnknown,
} from './others.ts';
import { reservedWord } from './words.ts';
import {
  compatibilityCharacter,
  digits,
  invisibleCharacter,
  length,
  notChinese,
  ordinal,
  rareCharacter,
  traditionalForm,
} from './written.ts';

/** The function of each check. */
export const namingFunctions: Readonly<Record<NamingCheck, NamingFunction>> = {
  length,
  'invisible-character': invisibleCharacter,
  'compatibility-character': compatibilityCharacter,
  'not-chinese': notChinese,
  digits,
  'traditional-form': traditionalForm,
  'rare-character': rareCharacter,
  ordinal,
  duplicate,
  homophone,
  'look-alike': lookAlike,
  'same-specific': sameSpecific,
  'former-name': formerName,
  'scope-unknown': scopeUnknown,
  'generic-missing': genericMissing,
  'generic-alone': genericAlone,
  'generic-stacked': genericStacked,
  'generic-kind': genericKind,
  'generic-threshold': genericThreshold,
  'reserved-word': reservedWord,
  direction,
  'famous-feature': famousFeature,
  'place-of-facility': placeOfFacility,
};
