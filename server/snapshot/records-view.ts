/** The part of a table that its records can be read back from. */
interface RecordTable<Body> {
  readonly ids: readonly string[];
  readonly bodies: readonly Body[];
  readonly indexById: ReadonlyMap<string, number>;
}

/** A table's records as a map from id to body, in row order, without a copy. */
export function recordsOf<Body>(table: RecordTable<Body>): ReadonlyMap<string, Body> {
  const { ids, bodies } = table;
  function* entries(): Generator<[string, Body], undefined> {
    for (let row = 0; row < ids.length; row++) yield [ids[row]!, bodies[row]!];
  }
  const view: ReadonlyMap<string, Body> = {
    size: ids.length,
    has: (id) => table.indexById.has(id),
    get: (id) => {
      const row = table.indexById.get(id);
      return row === undefined ? undefined : bodies[row];
    },
    forEach: (visit, self) => {
      for (const [id, body] of entries()) visit.call(self, body, id, view);
    },
    entries,
    keys: () => ids.values(),
    values: () => bodies.values(),
    [Symbol.iterator]: entries,
  };
  return view;
}
