import { worklistDefinition, type WorklistId } from '../../gis-data/catalogue/index.ts';
import type { Actor } from '../registry/contract.ts';
import type {
  Assignment,
  WorklistEntry,
  WorklistFilter,
  WorklistItem,
  WorklistSortKey,
  WorklistSummary,
} from './contract.ts';

/** Entries with what people said of them. */
export function withAssignments(
  entries: readonly WorklistEntry[],
  assignments: ReadonlyMap<string, Assignment>,
): WorklistItem[] {
  return entries.map((entry) => ({ ...entry, assignment: assignments.get(entry.key) ?? null }));
}

/** Whether someone answers for the item; a note or a date alone is no assignment. */
export const isAssigned = ({ assignment }: WorklistItem): boolean =>
  assignment !== null && assignment.assigneeName !== null;

/** Whether the item's due date lies before the day. */
export const isOverdue = ({ assignment }: WorklistItem, today: string): boolean =>
  assignment !== null && assignment.dueOn !== null && assignment.dueOn < today;

/** What the overview says of a list. Who does what is for those who sign in. */
export function summaryOf(
  id: WorklistId,
  items: readonly WorklistItem[],
  today: string,
  signedIn: boolean,
): WorklistSummary {
  const count = (holds: (item: WorklistItem) => boolean) => items.filter(holds).length;
  return {
    id,
    total: items.length,
    unknown: count(({ state }) => state === 'unknown'),
    assigned: signedIn ? count(isAssigned) : null,
    overdue: signedIn ? count((item) => isOverdue(item, today)) : null,
    demo: items.some(({ demo }) => demo),
  };
}

/** How an assignee is named in a filter: a user by id, a role by its words. */
export const assigneeValue = ({ assigneeId, assigneeName }: Assignment): string | null => assigneeId ?? assigneeName;

/** Whom items are assigned to, each once, by name. */
export function assigneesOf(items: readonly WorklistItem[]): { value: string; name: string }[] {
  const names = new Map<string, string>();
  for (const { assignment } of items) {
    const value = assignment && assigneeValue(assignment);
    if (value) names.set(value, assignment.assigneeName ?? value);
  }
  return [...names].map(([value, name]) => ({ value, name })).sort((a, b) => byName.compare(a.name, b.name));
}

/** Items that a filter lets through, in its order or else in the list's own. */
export function listed(
  list: WorklistId,
  items: readonly WorklistItem[],
  filter: WorklistFilter,
  today: string,
): WorklistItem[] {
  const { county, indicator, assignee, overdue } = filter;
  const found = items.filter(
    (item) =>
      (!county || item.countyId === county) &&
      (!indicator || item.indicatorIds.includes(indicator)) &&
      (!assignee || isAssignedTo(item, assignee)) &&
      (!overdue || isOverdue(item, today)),
  );
  return sorted(found, filter.sort ?? ownOrder(list));
}

function isAssignedTo(item: WorklistItem, assignee: string): boolean {
  if (assignee === 'none') return !isAssigned(item);
  return item.assignment !== null && assigneeValue(item.assignment) === assignee;
}

type Sort = NonNullable<WorklistFilter['sort']>;

const ownOrder = (list: WorklistId): Sort => (worklistDefinition(list).rank.order === 'ascending' ? 'rank' : '-rank');

const byName = new Intl.Collator('zh-CN', { numeric: true });

const sortValues: Record<WorklistSortKey, (item: WorklistItem) => string | number | null> = {
  rank: ({ rank }) => rank,
  subject: ({ subject }) => subject.label,
  county: ({ countyName }) => countyName,
  township: ({ townshipName }) => townshipName,
  state: ({ state }) => state,
  assignee: ({ assignment }) => assignment?.assigneeName ?? null,
  dueOn: ({ assignment }) => assignment?.dueOn ?? null,
};

/** Unknown values come last in either direction; equal ones come by county, name and key, so that pages do not shift. */
function sorted(items: readonly WorklistItem[], sort: Sort): WorklistItem[] {
  const descending = sort.startsWith('-');
  const valueOf = sortValues[(descending ? sort.slice(1) : sort) as WorklistSortKey];
  const direction = descending ? -1 : 1;
  return [...items].sort((a, b) => {
    const [left, right] = [valueOf(a), valueOf(b)];
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1;
    } else {
      const order = typeof left === 'number' ? left - Number(right) : byName.compare(left, String(right));
      if (order !== 0) return direction * order;
    }
    return tieBreak(a, b);
  });
}

const tieBreak = (a: WorklistItem, b: WorklistItem): number =>
  byName.compare(a.countyName ?? '', b.countyName ?? '') ||
  byName.compare(a.subject.label, b.subject.label) ||
  (a.key < b.key ? -1 : 1);

/** The page after a cursor, which is the key of the last item before; one that is no longer listed starts again. */
export function pageOf(items: readonly WorklistItem[], limit: number, cursor: string | undefined) {
  const from = cursor === undefined ? 0 : items.findIndex(({ key }) => key === cursor) + 1;
  const page = items.slice(from, from + limit);
  const nextCursor = from + limit < items.length ? (page.at(-1)?.key ?? null) : null;
  return { page, nextCursor };
}

/** Whether an editor may say who does an item: as with the records themselves, by county. */
export function mayAssign(actor: Pick<Actor, 'countyScope'>, { countyId }: Pick<WorklistEntry, 'countyId'>): boolean {
  return actor.countyScope === null || (countyId !== null && actor.countyScope.includes(countyId));
}
