import type { Snapshot } from '../snapshot/snapshot.ts';
import { patched } from './apply.ts';
import type { Actor, Effect, HistoryEntry, RecordTypeName } from './contract.ts';
import type { Body, RecordType } from './record-type.ts';

/** A change as far as what it says of a record goes. */
export interface Told {
  type: RecordTypeName;
  id?: string;
  fields?: Body;
}

/**
 * Bodies as one actor may see them. Whoever may not see a record as it is, before or after a change, sees the public
 * form of both: otherwise a change of its sides alone would open it.
 */
export interface RestrictedView {
  effects(effects: readonly Effect[], before: Snapshot, after: Snapshot): Effect[];
  /** @param current bodies as they stand, by `type/id`; absent where a record is not there (yet) */
  changes<C extends Told>(changes: readonly C[], current: (type: RecordTypeName, id: string) => Body | null): C[];
  history(type: RecordTypeName, entries: readonly HistoryEntry[]): HistoryEntry[];
}

/** @param snapshot the register as it stands: what a body belongs to is looked up here where nothing newer is at hand */
export function restrictedView(
  types: ReadonlyMap<RecordTypeName, RecordType>,
  actor: Actor,
  snapshot: Snapshot,
): RestrictedView {
  const restrictionOf = (type: RecordTypeName) => types.get(type)?.restriction;
  return {
    effects: (effects, before, after) =>
      effects.map((effect) => {
        const restriction = restrictionOf(effect.type);
        if (!restriction) return effect;
        const seen =
          (effect.before === null || restriction.maySee(actor, effect.before, before)) &&
          (effect.after === null || restriction.maySee(actor, effect.after, after));
        if (seen) return effect;
        return {
          ...effect,
          before: effect.before && restriction.publicBody(effect.before),
          after: effect.after && restriction.publicBody(effect.after),
        };
      }),

    changes: (changes, current) =>
      changes.map((change) => {
        const restriction = restrictionOf(change.type);
        if (!restriction || change.fields === undefined) return change;
        const body = change.id === undefined ? null : current(change.type, change.id);
        const seen =
          (body === null || restriction.maySee(actor, body, snapshot)) &&
          restriction.maySee(actor, body ? patched(body, change.fields) : change.fields, snapshot);
        return seen ? change : { ...change, fields: restriction.publicBody(change.fields) };
      }),

    history(type, entries) {
      const restriction = restrictionOf(type);
      if (!restriction) return [...entries];
      const seen = entries.every(({ body }) => body === null || restriction.maySee(actor, body, snapshot));
      return seen
        ? [...entries]
        : entries.map((entry) => ({ ...entry, body: entry.body && restriction.publicBody(entry.body) }));
    },
  };
}
