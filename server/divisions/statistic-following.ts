import { groupBy } from '../indicators/group-by.ts';
import { mergedStatistic } from './merged-statistics.ts';
import { statisticName, type Placement } from './placement.ts';
import { divisionName, say, type Former, type Planning, type Receiver } from './planning.ts';

interface Taken {
  readonly former: Former;
  readonly placement: Placement;
}

/**
 * Hands the statistics of former divisions over. Where divisions become one, figures of the same indicator and period are
 * joined into one record; a divided division's figures go, whole, to the part that each is assigned to, which is said.
 */
export function moveStatistics(planning: Planning, taken: readonly Taken[], receivers: readonly Receiver[]): void {
  if (receivers.length === 1) joinStatistics(planning, taken, receivers[0]!);
  else for (const each of taken) assignStatistics(planning, each, receivers);
}

const statisticsOf = ({ register }: Planning, divisionId: string): string[] =>
  register.dependentsOf(divisionId).flatMap(({ type, id }) => (type === 'statistic' ? [id] : []));

function joinStatistics(planning: Planning, taken: readonly Taken[], receiver: Receiver): void {
  const { register } = planning;
  const formerIds = taken.map(({ former }) => former.id);
  const divisionIds = receiver.isNew || formerIds.includes(receiver.id) ? formerIds : [receiver.id, ...formerIds];
  const names = new Map(taken.map(({ former }) => [former.id, former.body.name]));
  const all = divisionIds.flatMap((divisionId) =>
    statisticsOf(planning, divisionId).map((id) => ({ id, divisionId, body: register.get('statistic', id)! })),
  );
  for (const group of groupBy(all, ({ body }) => `${body.indicatorId} ${body.periodEnd}`).values()) {
    const parts = divisionIds.map((divisionId) => ({
      divisionName: names.get(divisionId) ?? divisionName(register, divisionId),
      body: group.find((each) => each.divisionId === divisionId)?.body ?? null,
    }));
    const kept = group.find(({ divisionId }) => divisionId === receiver.id) ?? group[0]!;
    if (parts.length === 1) {
      register.update('statistic', kept.id, { divisionId: receiver.id });
      continue;
    }
    const { body, unknownBecause } = mergedStatistic(parts);
    register.update('statistic', kept.id, { ...body, divisionId: receiver.id });
    for (const { id } of group) if (id !== kept.id) register.end('statistic', id);
    tellJoined(planning, kept.id, unknownBecause);
  }
}

function tellJoined(planning: Planning, id: string, unknownBecause: { zh: string; en: string } | null): void {
  const name = statisticName(planning.register.get('statistic', id)!);
  if (unknownBecause) {
    say(
      planning,
      'warn',
      'statistics-not-joined',
      { type: 'statistic', id },
      `“${name.zh}”:${unknownBecause.zh};各部分的数值写在来源中,原记录留在历史中`,
      `"${name.en}": ${unknownBecause.en}; the parts' figures are in its source, and the former records in the history`,
    );
  } else {
    say(
      planning,
      'note',
      'statistics-joined',
      { type: 'statistic', id },
      `“${name.zh}”按各部分合并为一项`,
      `"${name.en}" of the parts is joined into one`,
    );
  }
}

function assignStatistics(planning: Planning, { former, placement }: Taken, receivers: readonly Receiver[]): void {
  const { register } = planning;
  for (const id of statisticsOf(planning, former.id)) {
    const receiver = receivers[placement.get(id)!]!;
    const body = register.get('statistic', id)!;
    const name = statisticName(body);
    const part = divisionName(register, receiver.id);
    register.update('statistic', id, { divisionId: receiver.id });
    say(
      planning,
      'warn',
      'statistic-of-undivided',
      { type: 'statistic', id },
      `“${name.zh}”是${former.body.name}拆分前的数值,整项归入“${part}”,未在各部分间分摊`,
      `"${name.en}" is the figure of ${former.body.name} before it was divided; all of it goes to "${part}" and none to the other parts`,
    );
  }
}
