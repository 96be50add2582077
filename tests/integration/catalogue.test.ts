import { tmpdir } from 'node:os';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  facilityFields,
  facilityFunctions,
  facilityKinds,
  type FieldDefinition,
} from '../../gis-data/catalogue/index.ts';
import { recordTypes } from '../../server/compose.ts';
import { applyCatalogueConstraints, catalogueConstraints } from '../../server/db/catalogue-constraints.ts';
import { facilityColumns } from '../../server/exchange/columns.ts';
import { blankFacility, facilityBody, type FacilityBody } from '../../server/facilities/contract.ts';
import { checkFacility } from '../../server/facilities/rules.ts';
import { formValues } from '../../web/facilities/form-values.ts';
import { describeEachDatabase } from '../support/database.ts';
import { roomsWithSmallCity } from '../support/registry.ts';

/** Values to try for a field: the edges of what the catalogue allows, and what lies just beyond. */
function probes(field: FieldDefinition): unknown[] {
  const wrongTypes = ['x', 7, true, {}, [], [1]];
  switch (field.type) {
    case 'integer':
    case 'number':
      return [
        ...wrongTypes,
        ...[field.min, field.max].flatMap((edge) => (edge === undefined ? [] : [edge, edge - 1, edge + 1, edge + 0.5])),
      ];
    case 'choice':
      return [...wrongTypes, ...field.choices!.map((c) => c.id), 'no-such-choice'];
    case 'date':
      return [...wrongTypes, '2024-02-29', '2024-13-01', '2024-1-1'];
    case 'items':
      return ['x', 7, true, {}, []];
    default: {
      const longest = field.maxLength ?? (field.type === 'text' ? 200 : 4000);
      return [...wrongTypes, '字'.repeat(longest), '字'.repeat(longest + 1)];
    }
  }
}

const facilityOf = (kind: string, fields: Partial<FacilityBody>): FacilityBody =>
  facilityBody.parse({
    ...blankFacility,
    name: '试验',
    kind,
    countyId: 'c1',
    ...fields,
  });

describeEachDatabase('catalogue', (open) => {
  beforeAll(async () => {
    await roomsWithSmallCity(open(), tmpdir());
  });

  /** Whether the database accepts each body, asked in one round trip that leaves nothing behind. */
  async function databaseAccepts(bodies: readonly FacilityBody[]): Promise<boolean[]> {
    const { columns } = recordTypes.find((t) => t.name === 'facility')!;
    const rows = bodies.map((body, n) => ({
      n,
      ...Object.fromEntries(columns.map((c) => [c.column, c.value(body as never)])),
    }));
    const checks = catalogueConstraints().filter((c) => c.table === 'facility');
    const shape = sql.raw(['n integer', ...columns.map((c) => `${c.column} ${c.type}`)].join(', '));
    const { rows: answers } = await sql<{ n: number; ok: boolean }>`
      SELECT n, coalesce(${sql.raw(checks.map((c) => `(${c.expression})`).join(' IS NOT FALSE AND '))} IS NOT FALSE, true) AS ok
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS facility(${shape}) ORDER BY n`.execute(open().kysely);
    return answers.map((a) => a.ok);
  }

  test('the constraints asked about are the ones that the database enforces', async () => {
    await applyCatalogueConstraints(open().kysely);
    const { rows } = await sql<{
      name: string;
    }>`SELECT conname AS name FROM pg_constraint WHERE conname LIKE 'catalogue\\_%' AND convalidated`.execute(
      open().kysely,
    );
    expect(rows.map((r) => r.name).sort()).toEqual(
      catalogueConstraints()
        .map((c) => c.name)
        .sort(),
    );
    const insert = (attributes: object) =>
      sql`INSERT INTO facility (id, version, valid_from, seq, name, kind, county_id, functions, attributes, demo)
        VALUES ('probe', 1, '2020-01-01', 1, 'x', 'nursingHome', 'c1', '{}', ${JSON.stringify(attributes)}, false)`.execute(
        open().kysely,
      );
    await expect(insert({ beds: 10, nursingBeds: 11 })).rejects.toMatchObject({
      constraint: 'catalogue_attributes_nursingHome',
    });
    await expect(insert({ plotsTotal: 3 })).rejects.toMatchObject({ constraint: 'catalogue_attributes_nursingHome' });
  });

  describe.each(facilityKinds.map((k) => k.id))('%s', (kind) => {
    test('server validation and database constraints agree on every field', async () => {
      const tried = facilityFields(kind).flatMap((field) => probes(field).map((value) => ({ field: field.id, value })));
      const functions = facilityFunctions.map((f) => ({ id: f.id }));
      const bodies = [
        ...tried.map(({ field, value }) => facilityOf(kind, { attributes: { [field]: value } })),
        ...functions.map(({ id }) => facilityOf(kind, { functions: { [id]: true } })),
        facilityOf(kind, { attributes: { noSuchField: 1 } }),
        ...orderProbes(kind),
      ];
      const accepted = await databaseAccepts(bodies);
      const server = bodies.map((body) => checkFacility(body).length === 0);
      const disagreements = bodies
        .filter((_, i) => accepted[i] !== server[i])
        .map((b) => ({ attributes: b.attributes, functions: b.functions }));
      expect(disagreements).toEqual([]);
      // Both answers occur, so the comparison is not empty.
      expect(new Set(server)).toEqual(new Set([true, false]));
    });

    test('the import template and the form carry exactly the catalogue’s fields', () => {
      const fields = facilityFields(kind);
      const functions = facilityKinds.find((k) => k.id === kind)!.functions;
      const columns = facilityColumns(kind);
      expect(columns.flatMap((c) => c.field ?? [])).toEqual(fields.filter((f) => f.type !== 'items'));
      expect(columns.map((c) => c.id).filter((id) => id.startsWith('function.'))).toEqual(
        functions.map((id) => `function.${id}`),
      );
      const form = formValues(facilityOf(kind, {}), '2020-01-01');
      expect(Object.keys(form.attributes)).toEqual(fields.map((f) => f.id));
      expect(Object.keys(form.functions)).toEqual(functions);
    });
  });

  function orderProbes(kind: string): FacilityBody[] {
    const orders = facilityKinds.find((k) => k.id === kind)! as {
      orders?: readonly { lesser: string; greater: string }[];
    };
    return (orders.orders ?? []).flatMap(({ lesser, greater }) =>
      [
        [1, 2],
        [2, 2],
        [3, 2],
      ].map(([a, b]) => facilityOf(kind, { attributes: { [lesser]: a, [greater]: b } })),
    );
  }
});
