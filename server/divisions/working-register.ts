import type { ChangeInput, RecordTypeName } from '../registry/contract.ts';
import type { RecordBodies, Snapshot } from '../snapshot/snapshot.ts';
import { dependentsIn, divisionIdsIn, namesByDivision, referencesOf, type Dependent } from './references.ts';

type BodyOf<Name extends RecordTypeName> = RecordBodies[Name] extends ReadonlyMap<string, infer Body> ? Body : never;
type Fields = Readonly<Record<string, unknown>>;

/**
 * The register while adjustments are planned one after another: each sees what the ones before it did, and all that
 * happens to one record comes out as one change. Fields are replaced whole; nothing is written anywhere.
 */
export interface WorkingRegister {
  /** The record as it stands now; undefined when it does not exist or has ended. */
  get<Name extends RecordTypeName>(type: Name, id: string): BodyOf<Name> | undefined;
  /**
   * Whether the record was made here or by the changes that the snapshot overlays, so that it has no past before the day
   * of the adjustments.
   */
  isNew(type: RecordTypeName, id: string): boolean;
  /** Records that name the division now. */
  dependentsOf(divisionId: string): Dependent[];
  /** Records of place names that name the division as the one that bears the name. */
  namesOf(divisionId: string): string[];
  /** @param body the whole body */
  create<Name extends RecordTypeName>(type: Name, id: string, body: BodyOf<Name>): void;
  /** @throws RangeError when there is no such record */
  update<Name extends RecordTypeName>(type: Name, id: string, fields: Partial<BodyOf<Name>>): void;
  end(type: RecordTypeName, id: string): void;
  /** One change for each record that differs, in the order in which they were first touched. */
  changes(effectiveFrom: string): ChangeInput[];
}

interface Written {
  type: RecordTypeName;
  id: string;
  isNew: boolean;
  /** What differs from the record as the snapshot has it; the whole body of a new one. Null: ended. */
  fields: Fields | null;
  body: Fields | null;
}

/** A working register over a snapshot. */
export function workingRegister(snapshot: Snapshot): WorkingRegister {
  const written = new Map<string, Written>();
  const added = new Map<string, Dependent[]>();
  const dependents = dependentsIn(snapshot);
  const registered = (snapshot.origin?.base ?? snapshot).records;
  const keyOf = (type: RecordTypeName, id: string) => `${type}/${id}`;

  const current = (type: RecordTypeName, id: string): Fields | undefined => {
    const entry = written.get(keyOf(type, id));
    if (entry) return entry.body ?? undefined;
    return snapshot.records[type].get(id) as Fields | undefined;
  };

  const write = (entry: Written) => {
    written.set(keyOf(entry.type, entry.id), entry);
    for (const { field, id } of referencesOf(entry.type, entry.body ?? {})) {
      const list = added.get(id) ?? [];
      added.set(id, [...list, { type: entry.type, id: entry.id, field }]);
    }
  };

  return {
    get: <Name extends RecordTypeName>(type: Name, id: string) => current(type, id) as BodyOf<Name> | undefined,

    isNew: (type, id) => !registered[type].has(id) && current(type, id) !== undefined,

    dependentsOf(divisionId) {
      const found = new Map<string, Dependent>();
      for (const dependent of [...(dependents.get(divisionId) ?? []), ...(added.get(divisionId) ?? [])]) {
        if (!divisionIdsIn(current(dependent.type, dependent.id)?.[dependent.field]).includes(divisionId)) continue;
        found.set(`${keyOf(dependent.type, dependent.id)}/${dependent.field}`, dependent);
      }
      return [...found.values()];
    },

    namesOf(divisionId) {
      const touched = [...written.values()].flatMap(({ type, id }) => (type === 'placeName' ? [id] : []));
      const ids = new Set([...(namesByDivision(snapshot).get(divisionId) ?? []), ...touched]);
      return [...ids].filter((id) => current('placeName', id)?.namesDivisionId === divisionId);
    },

    create: (type, id, body) => write({ type, id, isNew: true, fields: body as Fields, body: body as Fields }),

    update(type, id, fields) {
      const body = current(type, id);
      if (!body) throw new RangeError(`There is no ${type} "${id}" to update`);
      const changed = Object.entries(fields).filter(([field, value]) => body[field] !== value);
      if (changed.length === 0) return;
      const entry = written.get(keyOf(type, id));
      const patch = Object.fromEntries(changed);
      write({
        type,
        id,
        isNew: entry?.isNew ?? false,
        fields: { ...entry?.fields, ...patch },
        body: { ...body, ...patch },
      });
    },

    end(type, id) {
      const key = keyOf(type, id);
      if (written.get(key)?.isNew) written.delete(key);
      else write({ type, id, isNew: false, fields: null, body: null });
    },

    changes: (effectiveFrom) =>
      [...written.values()].map(({ type, id, isNew, fields }): ChangeInput => {
        if (fields === null) return { type, op: 'delete', id, effectiveFrom };
        return { type, op: isNew ? 'create' : 'update', id, effectiveFrom, fields: { ...fields } };
      }),
  };
}
