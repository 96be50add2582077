import { joinedPatch, patched, recordKey } from '../registry/apply.ts';
import type { Finding } from '../registry/contract.ts';
import { problems, type ProblemItem } from '../registry/problem.ts';
import type { ScenarioChange } from './contract.ts';

/** A change as a scenario keeps it: its record always has a name, so that a later change of it can be joined to it. */
export interface KeptChange extends ScenarioChange {
  id: string;
  /** What planning said of the record when it wrote the change, such as figures that could not be joined. */
  said?: readonly Finding[];
}

/** A change without what was said of it, as it is told and committed. */
export function plainChange({ said: _, ...change }: KeptChange): Omit<KeptChange, 'said'> {
  return change;
}

/** Puts findings with the changes of the records that they are about; with the first where there is none. */
export function withFindings(changes: readonly KeptChange[], findings: readonly Finding[]): KeptChange[] {
  const keys = new Set(changes.map(keyOf));
  const home = ({ type, id }: Finding): string => {
    const own = type !== null && id !== null ? recordKey(type, id) : '';
    return keys.has(own) ? own : keyOf(changes[0]!);
  };
  return changes.map((change) => {
    const said = findings.filter((finding) => home(finding) === keyOf(change));
    return said.length === 0 ? change : { ...change, said };
  });
}

/** Key of the record that a change is about. */
export const keyOf = ({ type, id }: Pick<KeptChange, 'type' | 'id'>) => recordKey(type, id);

/**
 * One list of changes with at most one for each record, which does what both lists do one after the other. Each added
 * change is made against what the ones before it leave.
 * @throws Problem `conflict` with one item for each added change that nothing can be joined to
 */
export function joinChanges(earlier: readonly KeptChange[], added: readonly KeptChange[]): KeptChange[] {
  const joined = new Map(earlier.map((change) => [keyOf(change), change]));
  const refused: ProblemItem[] = [];
  added.forEach((change, position) => {
    const key = keyOf(change);
    const first = joined.get(key);
    const outcome = first ? joinedChange(first, change) : change;
    if (outcome === 'gone') joined.delete(key);
    else if (outcome === 'refused') refused.push(refusal(first!, change, position));
    else joined.set(key, outcome);
  });
  if (refused.length > 0) {
    throw problems.conflict(
      { zh: '有变更与方案自身的变更冲突', en: 'Some changes conflict with what the scenario itself changes' },
      refused,
    );
  }
  return [...joined.values()];
}

/** One change for two of the same record; `gone` when together they do nothing. */
function joinedChange(first: KeptChange, second: KeptChange): KeptChange | 'gone' | 'refused' {
  if (second.op === 'create' || first.op === 'delete') return 'refused';
  if (second.op === 'delete') return first.op === 'create' ? 'gone' : { ...withoutFields(first), ...saidOf([second]) };
  const [was, is] = [first.fields ?? {}, second.fields ?? {}];
  const fields = first.op === 'create' ? patched(was, is) : joinedPatch(was, is);
  return { ...first, fields, ...saidOf([first, second]) };
}

function withoutFields({ type, id, baseVersion }: KeptChange): KeptChange {
  return { type, op: 'delete', id, ...(baseVersion === undefined ? {} : { baseVersion }) };
}

/** What was said of some changes together, as a property; none where nothing was. */
export function saidOf(changes: readonly KeptChange[]): Pick<KeptChange, 'said'> {
  const said = changes.flatMap((change) => change.said ?? []);
  return said.length === 0 ? {} : { said };
}

function refusal(first: KeptChange, change: KeptChange, position: number): ProblemItem {
  return {
    path: `changes.${position}`,
    field: keyOf(change),
    ...(first.op === 'delete'
      ? {
          code: 'ended-here',
          message: {
            zh: '方案已终止这条记录;请先撤去那项变更',
            en: 'The scenario ends this record; take that change out first',
          },
        }
      : {
          code: 'exists',
          message: { zh: '方案中已有这条记录', en: 'The scenario has this record already' },
        }),
  };
}
