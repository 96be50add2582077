import type { HistoryEntry } from '../registry/contract.ts';
import { problems, type ProblemItem } from '../registry/problem.ts';
import type { Registry } from '../registry/registry.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { DivisionAdjustment } from './contract.ts';

/**
 * Refuses adjustments of divisions that do not exist on the day, and says by their history whether they have ended, are
 * not there yet, or never were.
 * @throws Problem `invalid` with one item for each
 */
export async function refuseAbsent(
  registry: Pick<Registry, 'history'>,
  snapshot: Snapshot,
  adjustments: readonly DivisionAdjustment[],
): Promise<void> {
  const named = adjustments.flatMap(({ fromIds, to = [] }, i) => [
    ...fromIds.map((id, j) => ({ id, path: `adjustments.${i}.fromIds.${j}` })),
    ...to.flatMap(({ id }, j) => (id === undefined ? [] : [{ id, path: `adjustments.${i}.to.${j}.id` }])),
  ]);
  const absent = named.filter(({ id }) => !snapshot.records.division.has(id));
  const items = await Promise.all(
    absent.map(async ({ id, path }): Promise<ProblemItem> => {
      const history = await registry.history('division', id);
      return { path, ...whyAbsent(id, history, snapshot.asOf) };
    }),
  );
  if (items.length > 0) throw problems.invalid(items);
}

function whyAbsent(id: string, history: readonly HistoryEntry[], day: string): Pick<ProblemItem, 'code' | 'message'> {
  const believed = history.filter(({ supersededSeq, body }) => supersededSeq === null && body !== null);
  const name = String(believed[0]?.body?.name ?? id);
  const starts = believed.map(({ validFrom }) => validFrom).filter((from) => from > day);
  const ends = believed.flatMap(({ validTo }) => (validTo !== null && validTo <= day ? [validTo] : []));
  if (ends.length > 0) {
    const end = ends.reduce((a, b) => (a > b ? a : b));
    return {
      code: 'division-ended',
      message: {
        zh: `“${name}”已于 ${end} 终止,不能在 ${day} 调整`,
        en: `"${name}" ended on ${end} and cannot be adjusted on ${day}`,
      },
    };
  }
  if (starts.length > 0) {
    const start = starts.reduce((a, b) => (a < b ? a : b));
    return {
      code: 'division-not-yet',
      message: {
        zh: `“${name}”自 ${start} 才设立,不能在 ${day} 调整`,
        en: `"${name}" came into being on ${start} and cannot be adjusted on ${day}`,
      },
    };
  }
  return {
    code: 'no-division',
    message: { zh: `没有标识为 ${id} 的区划`, en: `There is no division with the identifier ${id}` },
  };
}
