import type { ColumnType, Generated, JSONColumnType } from 'kysely';

/** `date` and `timestamptz` are read as text: a calendar date has no time zone and must not become a moment. */
type DateText = string;
type Timestamp = ColumnType<string, string | undefined, string>;
type Json<T> = JSONColumnType<T & object, string, string>;

interface CurrentRow {
  id: string;
  version: number;
  valid_from: DateText;
  seq: number;
}

export interface DivisionRow extends CurrentRow {
  code: string;
  name: string;
  level: string;
  type: string;
  parent_id: string | null;
  boundary: string | null;
  centre: string | null;
  population: number | null;
  population60: number | null;
  population80: number | null;
  households: number | null;
  counts_as_of: DateText | null;
  counts_quality: string | null;
  source_document: string | null;
  demo: boolean;
}

export interface DivisionEventRow extends CurrentRow {
  kind: string;
  effective_date: DateText;
  document: string;
  from_ids: string[];
  to_ids: string[];
  note: string | null;
  demo: boolean;
}

export interface FacilityRow extends CurrentRow {
  code: string | null;
  name: string;
  kind: string;
  level: string | null;
  county_id: string;
  township_id: string | null;
  village_id: string | null;
  entrance: string | null;
  source_crs: string | null;
  accuracy_m: number | null;
  status: string | null;
  status_since: DateText | null;
  functions: Json<Record<string, boolean | null>>;
  attributes: Json<Record<string, unknown>>;
  as_of_date: DateText | null;
  source_document: string | null;
  demo: boolean;
}

export interface StatisticRow extends CurrentRow {
  indicator_id: string;
  division_id: string;
  period_end: DateText;
  numerator: number | null;
  denominator: number | null;
  value: number | null;
  source_document: string;
  stated_on: DateText | null;
  demo: boolean;
}

export interface BoundaryLineRow extends CurrentRow {
  code: string;
  name: string;
  level: string;
  sides: Json<Record<string, unknown>[]>;
  stated_length_km: number | null;
  tri_points: Json<Record<string, unknown>[]>;
  adopted_document: string | null;
  adopted_on: DateText | null;
  geom: string | null;
  sections: Json<Record<string, unknown>[]>;
  last_inspection_year: number | null;
  as_of_date: DateText | null;
  source_document: string | null;
  demo: boolean;
}

export interface PlaceNameRow extends CurrentRow {
  code: string;
  standard_name: string;
  pinyin: Json<Record<string, unknown>> | null;
  minority_spellings: Json<Record<string, unknown>[]>;
  category: string;
  county_id: string;
  township_id: string | null;
  village_id: string | null;
  names_division_id: string | null;
  geom: string | null;
  named_on: DateText | null;
  origin: string | null;
  meaning: string | null;
  history: string | null;
  other_names: Json<Record<string, unknown>[]>;
  status: string;
  approving_document: string | null;
  approved_on: DateText | null;
  heritage: boolean | null;
  photos: string[];
  as_of_date: DateText | null;
  source_document: string | null;
  merged_into_id: string | null;
  demo: boolean;
}

export interface PlaceNameSignRow extends CurrentRow {
  place_name_id: string;
  kind: string;
  text: string | null;
  pinyin_text: string | null;
  geom: string | null;
  source_crs: string | null;
  condition: string | null;
  condition_as_of: DateText | null;
  material: string | null;
  installed_on: DateText | null;
  next_inspection_on: DateText | null;
  custodian: string | null;
  photos: string[];
  note: string | null;
  as_of_date: DateText | null;
  source_document: string | null;
  demo: boolean;
}

export interface ReservedWordRow extends CurrentRow {
  word: string;
  kind: string;
  everyday: boolean;
  source: string;
  listed_on: DateText;
  note: string | null;
  demo: boolean;
}

export interface BoundaryMarkerRow extends CurrentRow {
  number: string;
  line_ids: string[];
  standing: string | null;
  faces: number | null;
  material: string | null;
  sides: Json<Record<string, unknown>[]>;
  geom: string | null;
  source_crs: string | null;
  height_m: number | null;
  height_datum: string | null;
  survey_method: string | null;
  sigma_m: number | null;
  set_on: DateText | null;
  custodian: string | null;
  reference_objects: Json<Record<string, unknown>[]>;
  state: string | null;
  state_as_of: DateText | null;
  photos: string[];
  note: string | null;
  as_of_date: DateText | null;
  source_document: string | null;
  demo: boolean;
}

/**
 * One body that held from `valid_from` until `valid_to` (open when null), as the registry believed from sequence number
 * `recorded_seq` until `superseded_seq` (still believed when null).
 */
export interface RecordHistoryRow {
  history_id: Generated<number>;
  type: string;
  record_id: string;
  version: number;
  op: string;
  valid_from: DateText;
  valid_to: DateText | null;
  recorded_seq: number;
  superseded_seq: number | null;
  change_set_id: string;
  body: Json<Record<string, unknown>>;
}

export interface ChangeSetRow {
  id: string;
  title: string;
  reason: string;
  origin: string;
  status: string;
  author_id: string;
  author_name: string;
  effective_from: DateText;
  created_at: Timestamp;
  committed_at: ColumnType<string | null, string | null | undefined, string | null>;
  seq: number | null;
  undo_of: string | null;
  change_count: number;
}

export interface ChangeRow {
  change_set_id: string;
  position: number;
  body: Json<Record<string, unknown>>;
}

export interface AuditRow {
  id: Generated<number>;
  at: Timestamp;
  actor_id: string;
  actor_name: string;
  source: string;
  action: string;
  target: string | null;
  reason: string | null;
  detail: Json<Record<string, unknown>> | null;
}

export interface ImportJobRow {
  id: string;
  created_at: Timestamp;
  author: string;
  author_name: string;
  file_name: string;
  file_hash: string;
  file_size: number;
  status: string;
  options: Json<Record<string, unknown>> | null;
  report: Json<Record<string, unknown>> | null;
  change_set_id: string | null;
}

export interface ImportMappingRow {
  id: string;
  name: string;
  headings: string[];
  options: Json<Record<string, unknown>>;
  author: string;
  author_name: string;
  saved_at: Timestamp;
}

/** A planner's alternative: changes against the registry that are not committed. */
export interface ScenarioRow {
  id: string;
  version: number;
  name: string;
  note: string;
  shared: boolean;
  status: string;
  owner_id: string;
  owner_name: string;
  effective_from: DateText;
  /** Sequence number that the changes were last worked out against. */
  base_seq: number;
  forked_from: string | null;
  changes: Json<Record<string, unknown>[]>;
  /** The change set that adopting it committed. */
  change_set_id: string | null;
  created_at: Timestamp;
  updated_at: Timestamp;
}

/** What an action of a plan costs; null subjects mean any. */
export interface CostRateRow {
  id: string;
  version: number;
  action: string;
  facility_kind: string | null;
  function_id: string | null;
  per: string;
  yuan: number;
  source: string;
  demo: boolean;
  updated_at: Timestamp;
  updated_by: string;
}

/** A pair of place names found to be of two places; it holds until it is taken back. */
export interface PlaceNameDistinctionRow {
  id: string;
  a_id: string;
  b_id: string;
  reason: string;
  recorded_by: string;
  recorded_at: Timestamp;
  taken_back_by: string | null;
  taken_back_at: ColumnType<string | null, string | null | undefined, string | null>;
}

/** What people said of an item of a worklist; the items themselves are computed. */
export interface WorklistItemRow {
  list: string;
  item_key: string;
  version: number;
  assignee_id: string | null;
  assignee_name: string | null;
  due_on: DateText | null;
  note: string;
  updated_at: Timestamp;
  updated_by: string;
}

/** A reference layer of land beside the register. */
export interface LandLayerRow {
  id: string;
  version: number;
  kind: string;
  name: string;
  source: string;
  licence: string;
  as_of: DateText;
  demo: boolean;
  feature_count: number;
  updated_at: Timestamp;
  updated_by: string;
}

export interface LandFeatureRow {
  layer_id: string;
  id: string;
  /** Place in the layer's file, from 1. */
  position: number;
  name: string | null;
  geom: string;
  attributes: Json<Record<string, unknown>>;
}

/** What users set in place of the catalogue's rule of a kind of land, from a day on. */
export interface ExclusionRuleRow {
  kind: string;
  effective_from: DateText;
  effective_to: DateText | null;
  distance_m: number;
  clause_zh: string;
  clause_en: string;
  confirmed: boolean;
  version: number;
  updated_at: Timestamp;
  updated_by: string;
}

/** A marker edit from a device in the field, by the key under which it is stored once. */
export interface FieldEditRow {
  key: string;
  device_id: string;
  record_type: string;
  record_id: string;
  /** SHA-256 of the item as it was sent. */
  item_hash: string;
  change_set_id: string;
  hash: string;
  device_time: Timestamp;
  recorded_at: Timestamp;
  recorded_by: string;
}

/** A picture by its content; `completed_at` is null until all chunks are there and were checked as a whole. */
export interface FieldPhotoRow {
  sha256: string;
  bytes: number | null;
  mime: string | null;
  width: number | null;
  height: number | null;
  touched_at: Timestamp;
  completed_at: ColumnType<string | null, string | null | undefined, string | null>;
  uploaded_by: string;
}

/** A case of a joint inspection; `entries` and `head` say how far its file goes. */
export interface InspectionCaseRow {
  /** The key of its first entry. */
  id: string;
  line_id: string;
  entries: number;
  head: string;
}

export interface NamingCaseRow {
  /** The key of its first entry. */
  id: string;
  /** null: an application for a name that is not in the register. */
  place_name_id: string | null;
  county_id: string;
  entries: number;
  open: boolean;
}

export interface NamingCaseEntryRow {
  case_id: string;
  position: number;
  key: string;
  author: string;
  recorded_at: string;
  /** JSON. */
  content: string;
}

/** An entry of a case's file. All that is hashed is text as it was hashed. */
export interface InspectionEntryRow {
  case_id: string;
  position: number;
  key: string;
  author: string;
  device_time: string;
  /** Canonical JSON. */
  content: string;
  recorded_at: string;
  content_hash: string;
  previous_hash: string | null;
  hash: string;
}

/** Accounts as better-auth keeps them; only the columns that our own queries touch. */
interface AccountTables {
  user: {
    id: string;
    name: string;
    username: string;
    email: string;
    role: 'viewer' | 'editor' | 'approver' | 'administrator';
    /** JSON array of county division ids; null = all. */
    countyScope: string | null;
    disabled: Generated<boolean>;
    createdAt: Timestamp;
    updatedAt: Timestamp;
  };
  session: { id: string; userId: string };
  account: {
    id: string;
    userId: string;
    accountId: string;
    providerId: string;
    password: string | null;
    updatedAt: Timestamp;
  };
}

export interface Schema extends AccountTables {
  registry_head: { only: boolean; seq: number; committed_at: Timestamp };
  division: DivisionRow;
  division_event: DivisionEventRow;
  facility: FacilityRow;
  statistic: StatisticRow;
  boundary_line: BoundaryLineRow;
  boundary_marker: BoundaryMarkerRow;
  place_name: PlaceNameRow;
  place_name_sign: PlaceNameSignRow;
  reserved_word: ReservedWordRow;
  place_name_serial: { prefix: string; last: number };
  place_name_distinction: PlaceNameDistinctionRow;
  record_history: RecordHistoryRow;
  change_set: ChangeSetRow;
  change: ChangeRow;
  audit: AuditRow;
  import_job: ImportJobRow;
  import_mapping: ImportMappingRow;
  idempotency_key: {
    key: string;
    actor: string;
    route: string;
    body_hash: string;
    status: number | null;
    response: Json<Record<string, unknown>> | null;
    created_at: Timestamp;
  };
  scenario: ScenarioRow;
  cost_rate: CostRateRow;
  worklist_item: WorklistItemRow;
  land_layer: LandLayerRow;
  land_feature: LandFeatureRow;
  exclusion_rule: ExclusionRuleRow;
  field_edit: FieldEditRow;
  field_photo: FieldPhotoRow;
  field_photo_chunk: { sha256: string; position: number; content: Buffer };
  inspection_case: InspectionCaseRow;
  inspection_entry: InspectionEntryRow;
  naming_case: NamingCaseRow;
  naming_case_entry: NamingCaseEntryRow;
  setting: { key: string; value: Json<Record<string, unknown>> };
}
