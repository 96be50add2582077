import { createHash } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import {
  coordinateSystems,
  countQualities,
  divisionEventKinds,
  divisionLevels,
  divisionTypes,
  facilityFields,
  facilityKinds,
  facilityStatuses,
  indicators,
  type FacilityKind,
  type FieldDefinition,
} from '../../gis-data/catalogue/index.ts';
import type { Schema } from './schema.ts';

/** A CHECK constraint that follows from the catalogue. */
export interface CatalogueConstraint {
  table: string;
  name: string;
  expression: string;
}

const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;
const array = (values: readonly string[]) => `ARRAY[${values.map(literal).join(', ')}]::text[]`;
const oneOf = (column: string, values: readonly { id: string }[]) =>
  `${column} = ANY (${array(values.map((v) => v.id))})`;

/**
 * The constraints that the catalogue asks of the database. A test compares them with the server's validation, field by
 * field; both are made from the same definitions.
 */
export function catalogueConstraints(): CatalogueConstraint[] {
  const entered = indicators.filter((i) => i.source === 'entered');
  return [
    { table: 'division', name: 'catalogue_level', expression: oneOf('level', divisionLevels) },
    {
      table: 'division',
      name: 'catalogue_type',
      expression: divisionTypes.map((t) => `(type = ${literal(t.id)} AND level = ${literal(t.level)})`).join(' OR '),
    },
    { table: 'division', name: 'catalogue_counts_quality', expression: oneOf('counts_quality', countQualities) },
    { table: 'division_event', name: 'catalogue_kind', expression: oneOf('kind', divisionEventKinds) },
    { table: 'statistic', name: 'catalogue_indicator', expression: oneOf('indicator_id', entered) },
    { table: 'facility', name: 'catalogue_kind', expression: oneOf('kind', facilityKinds) },
    { table: 'facility', name: 'catalogue_level', expression: oneOf('level', divisionLevels) },
    { table: 'facility', name: 'catalogue_status', expression: oneOf('status', facilityStatuses) },
    { table: 'facility', name: 'catalogue_source_crs', expression: oneOf('source_crs', coordinateSystems) },
    ...facilityKinds.flatMap(kindConstraints),
  ];
}

function kindConstraints(kind: FacilityKind): CatalogueConstraint[] {
  const fields = facilityFields(kind.id);
  const orders = (kind.orders ?? []).map(
    (o) =>
      `coalesce((attributes ->> ${literal(o.lesser)})::numeric <= (attributes ->> ${literal(o.greater)})::numeric, true)`,
  );
  const known = `attributes - ${array(fields.map((f) => f.id))} = '{}'::jsonb`;
  // The field checks come first: an order compares numbers only once both are known to be numbers.
  const values = fields.map((f) => fieldCheck(f, 'attributes')).join(' AND ');
  const allOrders = orders.length === 0 ? 'true' : orders.join(' AND ');
  return [
    {
      table: 'facility',
      name: `catalogue_functions_${kind.id}`,
      expression: `kind <> ${literal(kind.id)} OR (jsonb_typeof(functions) = 'object' AND functions - ${array(kind.functions)} = '{}'::jsonb)`,
    },
    {
      table: 'facility',
      name: `catalogue_attributes_${kind.id}`,
      expression: `CASE WHEN kind <> ${literal(kind.id)} THEN true WHEN NOT (jsonb_typeof(attributes) = 'object' AND ${known} AND ${values}) THEN false ELSE ${allOrders} END`,
    },
  ];
}

/** SQL that holds when the field is absent, null or well-formed. */
function fieldCheck(field: FieldDefinition, container: string): string {
  const json = `${container} -> ${literal(field.id)}`;
  const textValue = `${container} ->> ${literal(field.id)}`;
  return `CASE WHEN coalesce(jsonb_typeof(${json}), 'null') = 'null' THEN true ELSE ${valueCheck(field, json, textValue)} END`;
}

function valueCheck(field: FieldDefinition, json: string, textValue: string): string {
  switch (field.type) {
    case 'integer':
    case 'number': {
      const number = `(${textValue})::numeric`;
      const checks = [
        ...(field.type === 'integer' ? [`${number} % 1 = 0`] : []),
        ...(field.min === undefined ? [] : [`${number} >= ${field.min}`]),
        ...(field.max === undefined ? [] : [`${number} <= ${field.max}`]),
      ];
      return `CASE WHEN jsonb_typeof(${json}) = 'number' THEN ${checks.length === 0 ? 'true' : checks.join(' AND ')} ELSE false END`;
    }
    case 'boolean':
      return `jsonb_typeof(${json}) = 'boolean'`;
    case 'choice':
      return `${textValue} = ANY (${array(field.choices!.map((c) => c.id))})`;
    case 'date':
      return `${textValue} ~ '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$'`;
    case 'items':
      return `jsonb_typeof(${json}) = 'array'`;
    default:
      return `(jsonb_typeof(${json}) = 'string' AND char_length(${textValue}) <= ${field.maxLength ?? (field.type === 'text' ? 200 : 4000)})`;
  }
}

/**
 * Makes the database's constraints those of the catalogue, in one transaction. Does nothing when they are already: which
 * catalogue they follow stands in a comment of the database itself, so that it never travels with the rows of a backup.
 * @throws the database's error when stored rows do not fit a changed catalogue; nothing is changed then
 */
export async function applyCatalogueConstraints(db: Kysely<Schema>): Promise<void> {
  const wanted = catalogueConstraints();
  const hash = createHash('sha256').update(JSON.stringify(wanted)).digest('hex');
  const { rows: comments } = await sql<{ comment: string | null }>`
    SELECT obj_description('registry_head'::regclass, 'pg_class') AS comment`.execute(db);
  const comment = `catalogue constraints ${hash}`;
  if (comments[0]?.comment === comment) return;
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ table: string; name: string }>`
      SELECT conrelid::regclass::text AS table, conname AS name FROM pg_constraint WHERE conname LIKE 'catalogue\\_%'`.execute(
      tx,
    );
    for (const old of rows) {
      await sql`ALTER TABLE ${sql.table(old.table)} DROP CONSTRAINT ${sql.ref(old.name)}`.execute(tx);
    }
    for (const c of wanted) {
      await sql`ALTER TABLE ${sql.table(c.table)} ADD CONSTRAINT ${sql.ref(c.name)} CHECK (${sql.raw(c.expression)})`.execute(
        tx,
      );
    }
    await sql`COMMENT ON TABLE registry_head IS ${sql.lit(comment)}`.execute(tx);
  });
}
