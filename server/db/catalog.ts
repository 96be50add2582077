import type pg from 'pg';

export interface Column {
  name: string;
  /** As SQL writes it, for example `geometry(Point,4490)`. */
  type: string;
  /** The sequence that numbers it, when one does. */
  sequence: string | null;
}

export interface Table {
  name: string;
  /** Without generated columns, which the database fills itself. */
  columns: Column[];
}

/** Tables of the application: those in `public` that belong to no extension and not to the migrations' own bookkeeping. */
const tablesQuery = `
  SELECT c.relname AS name,
    (SELECT json_agg(json_build_object(
        'name', a.attname,
        'type', format_type(a.atttypid, a.atttypmod),
        'sequence', pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname)) ORDER BY a.attnum)
      FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname NOT LIKE 'kysely\\_migration%'
    AND NOT EXISTS (
      SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  ORDER BY c.relname`;

/** References checked at once, which want the referenced table's rows first. */
const referencesQuery = `
  SELECT a.relname AS referring, b.relname AS referred
  FROM pg_constraint k JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid
  WHERE k.contype = 'f' AND NOT k.condeferrable AND k.conrelid <> k.confrelid`;

/** Referenced tables before those that refer to them. */
function inInsertOrder(tables: Table[], references: { referring: string; referred: string }[]): Table[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const ordered = new Set<Table>();
  const visited = new Set<string>();
  const visit = (name: string): void => {
    const table = byName.get(name);
    if (table === undefined || visited.has(name)) return;
    visited.add(name);
    for (const { referring, referred } of references) if (referring === name) visit(referred);
    ordered.add(table);
  };
  for (const { name } of tables) visit(name);
  return [...ordered];
}

/** The application's tables with their columns, in an order in which their rows can be inserted. */
export async function listTables(client: pg.ClientBase): Promise<Table[]> {
  const tables = await client.query<Table>(tablesQuery);
  const references = await client.query<{ referring: string; referred: string }>(referencesQuery);
  return inInsertOrder(tables.rows, references.rows);
}
