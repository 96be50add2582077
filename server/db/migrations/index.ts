import type { Migration } from 'kysely';
import { foundation } from './0001_foundation.ts';
import { accounts } from './0002_accounts.ts';
import { planning } from './0003_planning.ts';
import { land } from './0004_land.ts';
import { boundary } from './0005_boundary.ts';
import { inspection } from './0006_inspection.ts';
import { fieldSync } from './0007_field_sync.ts';
import { placeNames } from './0008_place_names.ts';
import { namingCases } from './0009_naming_cases.ts';
import { signsAndWords } from './0011_signs_and_words.ts';
import { placeNameMerges } from './0012_place_name_merges.ts';
import { placeNameIndex } from './0013_place_name_index.ts';
import { placeNameDistinctions } from './0014_place_name_distinctions.ts';
import { importMapping } from './0015_import_mapping.ts';

/** All migrations in order. Forward only: a released one is never edited, a mistake is mended by the next. */
export const migrations: Record<string, Migration> = {
  '0001_foundation': foundation,
  '0002_accounts': accounts,
  '0003_planning': planning,
  '0004_land': land,
  '0005_boundary': boundary,
  '0006_inspection': inspection,
  '0007_field_sync': fieldSync,
  '0008_place_names': placeNames,
  '0009_naming_cases': namingCases,
  '0011_signs_and_words': signsAndWords,
  '0012_place_name_merges': placeNameMerges,
  '0013_place_name_index': placeNameIndex,
  '0014_place_name_distinctions': placeNameDistinctions,
  '0015_import_mapping': importMapping,
};
