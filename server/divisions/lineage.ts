import type { Effect, Finding } from '../registry/contract.ts';
import { finding } from '../registry/record-type.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { DivisionEventBody } from './contract.ts';

/** Rules for one entry of the lineage. */
export function divisionEventRules(effect: Effect, before: Snapshot, after: Snapshot): Finding[] {
  if (effect.after === null) return [];
  const body = effect.after as unknown as DivisionEventBody;
  const findings: Finding[] = [];
  const missing = (id: string) => !before.records.division.has(id) && !after.records.division.has(id);
  const unknownTo = body.toIds.filter(missing);
  if (unknownTo.length > 0) {
    findings.push(
      finding(
        'block',
        'unknown-division',
        {
          zh: `变更后的区划不存在:${unknownTo.join('、')}`,
          en: `Resulting divisions do not exist: ${unknownTo.join(', ')}`,
        },
        effect,
        'toIds',
      ),
    );
  }
  const misshapen = shapeProblem(body.kind, body.fromIds.length, body.toIds.length);
  if (misshapen) findings.push(finding('block', 'event-shape', misshapen, effect, 'fromIds'));
  findings.push(...dateFindings(effect, body, before, after));
  if (makesCycle(effect.id, body, after)) {
    findings.push(
      finding(
        'block',
        'lineage-cycle',
        {
          zh: `沿革成环:“${namesOf(body.toIds, before, after, '、')}”会成为自己的前身,区划不能由自己的后继而来`,
          en: `The lineage would be circular: ${namesOf(body.toIds, before, after, ', ')} would come before itself, and a division cannot descend from its own successor`,
        },
        effect,
        'toIds',
      ),
    );
  }
  return findings;
}

const nameOf = (id: string, before: Snapshot, after: Snapshot) =>
  (after.records.division.get(id) ?? before.records.division.get(id))?.name ?? id;

const namesOf = (ids: readonly string[], before: Snapshot, after: Snapshot, separator: string) =>
  ids.map((id) => nameOf(id, before, after)).join(separator);

/** A division cannot be adjusted after it ended or before it came into being, by what the other entries say. */
function dateFindings(effect: Effect, body: DivisionEventBody, before: Snapshot, after: Snapshot): Finding[] {
  const { effectiveDate } = body;
  const findings: Finding[] = [];
  for (const [id, other] of after.divisionEvents) {
    if (id === effect.id) continue;
    const ended = body.fromIds.filter((from) => other.effectiveDate < effectiveDate && endsIn(other, from));
    const notYet = body.fromIds.filter((from) => other.effectiveDate > effectiveDate && beginsIn(other, from));
    for (const from of ended) {
      findings.push(
        finding(
          'block',
          'lineage-ended',
          {
            zh: `“${nameOf(from, before, after)}”已于 ${other.effectiveDate} 终止(${other.document}),不能在 ${effectiveDate} 再调整`,
            en: `"${nameOf(from, before, after)}" ended on ${other.effectiveDate} (${other.document}) and cannot be adjusted on ${effectiveDate}`,
          },
          effect,
          'fromIds',
        ),
      );
    }
    for (const from of notYet) {
      findings.push(
        finding(
          'block',
          'lineage-before-start',
          {
            zh: `“${nameOf(from, before, after)}”自 ${other.effectiveDate} 才设立(${other.document}),不能在 ${effectiveDate} 调整`,
            en: `"${nameOf(from, before, after)}" came into being on ${other.effectiveDate} (${other.document}) and cannot be adjusted on ${effectiveDate}`,
          },
          effect,
          'fromIds',
        ),
      );
    }
  }
  return findings;
}

/** Whether an entry ends the division; an establishment takes from divisions that go on, unless it stands for all of one. */
const endsIn = (event: DivisionEventBody, id: string) =>
  event.kind !== 'establish' && event.fromIds.includes(id) && !event.toIds.includes(id);
const beginsIn = (event: DivisionEventBody, id: string) =>
  event.toIds.includes(id) && !event.fromIds.includes(id) && event.kind !== 'abolish';

interface EventShape {
  /** Least and most divisions before and after. */
  from: [number, number];
  to: [number, number];
  message: { zh: string; en: string };
}

/** How many divisions each kind of adjustment has before and after. */
const eventShapes: Record<DivisionEventBody['kind'], EventShape> = {
  establish: {
    from: [0, Infinity],
    to: [1, 1],
    message: { zh: '设立须有一个新区划', en: 'An establishment has one new division' },
  },
  abolish: {
    from: [1, 1],
    to: [0, Infinity],
    message: { zh: '撤销须有一个原区划', en: 'An abolition has one former division' },
  },
  merge: {
    from: [2, Infinity],
    to: [1, 1],
    message: {
      zh: '合并须有两个以上原区划和一个新区划',
      en: 'A merger has two or more former divisions and one result',
    },
  },
  split: {
    from: [1, 1],
    to: [2, Infinity],
    message: {
      zh: '拆分须有一个原区划和两个以上新区划',
      en: 'A split has one former division and two or more results',
    },
  },
  rename: {
    from: [1, 1],
    to: [1, 1],
    message: { zh: '更名须有一个原区划和一个新区划', en: 'A renaming has one division before and one after' },
  },
  transfer: { from: [1, 1], to: [1, 1], message: { zh: '改隶须有一个区划', en: 'A transfer concerns one division' } },
};

/** What is wrong with the number of divisions before and after an adjustment; null when it fits the kind. */
export function shapeProblem(kind: DivisionEventBody['kind'], from: number, to: number): EventShape['message'] | null {
  const shape = eventShapes[kind];
  const fits = (count: number, [least, most]: [number, number]) => count >= least && count <= most;
  return fits(from, shape.from) && fits(to, shape.to) ? null : shape.message;
}

/** Whether the lineage, read from former to resulting divisions, would return to where it began. */
function makesCycle(eventId: string, event: DivisionEventBody, snapshot: Snapshot): boolean {
  const next = new Map<string, Set<string>>();
  const add = (e: DivisionEventBody) => {
    for (const from of e.fromIds) {
      const targets = next.get(from) ?? new Set();
      for (const to of e.toIds) if (to !== from) targets.add(to);
      next.set(from, targets);
    }
  };
  for (const [id, other] of snapshot.divisionEvents) if (id !== eventId) add(other);
  add(event);
  const reached = new Set<string>();
  const queue = event.toIds.filter((to) => !event.fromIds.includes(to));
  while (queue.length > 0) {
    const at = queue.pop()!;
    if (event.fromIds.includes(at)) return true;
    if (reached.has(at)) continue;
    reached.add(at);
    queue.push(...(next.get(at) ?? []));
  }
  return false;
}
