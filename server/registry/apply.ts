import { isDeepStrictEqual } from 'node:util';
import { problems, type ProblemItem } from './problem.ts';
import type { Change, Effect } from './contract.ts';
import type { Body, RecordType } from './record-type.ts';

/** A record as it stands: what a change is applied to. */
export interface CurrentRecord {
  version: number;
  validFrom: string;
  body: Body;
}

export const isMap = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Fields whose entries are changed one by one: a patch of one function leaves the others as they are. */
export const mergedFields: ReadonlySet<string> = new Set(['functions', 'attributes']);

/**
 * The body after a patch. Named fields are replaced; `functions` and `attributes` are merged entry by entry, an entry of
 * `null` becoming unknown.
 */
export function patched(body: Body, fields: Body): Body {
  const next: Body = { ...body };
  for (const [field, value] of Object.entries(fields)) {
    const old = body[field];
    next[field] = mergedFields.has(field) && isMap(old) && isMap(value) ? withoutNulls({ ...old, ...value }) : value;
  }
  return next;
}

/** The one patch that does what two do one after the other. */
export function joinedPatch(first: Body, second: Body): Body {
  const joined: Body = { ...first };
  for (const [field, value] of Object.entries(second)) {
    const old = first[field];
    joined[field] = mergedFields.has(field) && isMap(old) && isMap(value) ? { ...old, ...value } : value;
  }
  return joined;
}

/** Unknown entries are left out, so that "never said" and "said to be unknown" are one state with one spelling. */
function withoutNulls(map: Body): Body {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null && value !== undefined));
}

/** A body in its one spelling: every field present, unknown entries of maps absent. */
export function normalised(recordType: RecordType, fields: Body): Body {
  const body: Body = { ...recordType.blank, ...fields };
  for (const field of mergedFields) if (isMap(body[field])) body[field] = withoutNulls(body[field]);
  return body;
}

/**
 * What one change does to one record. Pure; the preview and the commit both use it, so they cannot differ.
 * @param current the record as it stands, or null when there is none
 * @returns the effect, or the problems that keep it from having one
 */
export function effectOf(
  recordType: RecordType,
  change: Change,
  current: CurrentRecord | null,
): { effect: Effect } | { errors: ProblemItem[] } {
  const before = current?.body ?? null;
  const after =
    change.op === 'delete' ? null : change.op === 'create' ? change.fields : patched(before!, change.fields);
  if (after === null) return { effect: effect(recordType, change, current, before, null) };

  const parsed = recordType.body.safeParse(normalised(recordType, after));
  if (!parsed.success) {
    return {
      errors: parsed.error.issues.map((issue) => ({
        path: `${change.type}/${change.id}/${issue.path.join('.')}`,
        field: issue.path.join('.'),
        ...(change.sourceRow === null ? {} : { row: change.sourceRow }),
        code: issue.code ?? 'invalid',
        message: {
          zh: `字段“${issue.path.join('.')}”不符合要求:${issue.message}`,
          en: `Field "${issue.path.join('.')}": ${issue.message}`,
        },
      })),
    };
  }
  return { effect: effect(recordType, change, current, before, parsed.data) };
}

function effect(
  recordType: RecordType,
  change: Change,
  current: CurrentRecord | null,
  before: Body | null,
  after: Body | null,
): Effect {
  const changedFields =
    before && after ? Object.keys(after).filter((field) => !isDeepStrictEqual(before[field], after[field])) : [];
  const unchanged = change.op === 'update' && changedFields.length === 0;
  return {
    type: change.type,
    id: change.id,
    op: unchanged ? 'unchanged' : change.op,
    label: recordType.label(after ?? before!),
    version: (current?.version ?? 0) + (unchanged ? 0 : 1),
    effectiveFrom: change.effectiveFrom,
    before,
    after,
    changedFields,
    row: change.sourceRow,
  };
}

/**
 * Checks changes against the records they were made for: a create must be new, an update or delete must name the version
 * it was made against.
 * @throws Problem `stale-version` (412), `not-found`, `conflict` with one item per change at fault
 */
export function checkVersions(changes: readonly Change[], current: ReadonlyMap<string, CurrentRecord>): void {
  const stale: ProblemItem[] = [];
  const conflicts: ProblemItem[] = [];
  const seen = new Set<string>();
  for (const change of changes) {
    const key = recordKey(change.type, change.id);
    const path = `${change.type}/${change.id}`;
    const row = change.sourceRow === null ? {} : { row: change.sourceRow };
    if (seen.has(key)) {
      conflicts.push({
        path,
        ...row,
        code: 'twice',
        message: { zh: '同一记录在一次变更中出现两次', en: 'The record appears twice in one change set' },
      });
    }
    seen.add(key);
    const record = current.get(key);
    if (change.op === 'create') {
      if (record)
        conflicts.push({
          path,
          ...row,
          code: 'exists',
          message: { zh: '记录已存在', en: 'The record exists already' },
        });
    } else if (!record) {
      conflicts.push({
        path,
        ...row,
        code: 'gone',
        message: { zh: '记录不存在或已终止', en: 'The record does not exist or has ended' },
      });
    } else if (change.baseVersion === null) {
      conflicts.push({
        path,
        ...row,
        code: 'no-version',
        message: {
          zh: '修改或终止须注明所依据的版本',
          en: 'An update or delete must name the version it was made against',
        },
      });
    } else if (change.baseVersion !== record.version) {
      stale.push({
        path,
        ...row,
        code: 'stale-version',
        message: {
          zh: `依据第 ${change.baseVersion} 版修改,现为第 ${record.version} 版`,
          en: `Made against version ${change.baseVersion}; the record is at version ${record.version}`,
        },
      });
    }
  }
  if (conflicts.length > 0) {
    throw problems.conflict(
      { zh: '有变更与登记簿现状冲突', en: 'Some changes conflict with the register as it stands' },
      conflicts,
    );
  }
  if (stale.length > 0) throw problems.stale(stale);
}

/** Key of a record across all types. */
export const recordKey = (type: string, id: string) => `${type}/${id}`;
