import {
  indicatorDefinition,
  indicators,
  text,
  type IndicatorDefinition,
  type Target,
  type Text,
} from '../../../gis-data/catalogue/index.ts';
import type { EvidenceRow, IndicatorResult } from '../../indicators/contract.ts';
import type { TargetsQuestion } from '../contract.ts';
import { invalid, type Refusal } from '../where/refusal.ts';

/** One figure that must reach one value: an indicator's headline, one of its readings, or its condition. */
export interface Goal {
  /** `8`, or `8/subdistricts` for a reading. */
  readonly id: string;
  readonly indicatorId: string;
  /** Null: the headline. */
  readonly reading: string | null;
  readonly name: Text;
  readonly unit: IndicatorDefinition['unit'];
  readonly target: Target;
}

/** Whether an evidence row is counted in the goal's figure. */
export const countsRow = ({ reading }: Goal, row: EvidenceRow): boolean =>
  reading === null ? row.headline : row.readings.includes(reading);

/** The goal's figure in its indicator's result. */
export function figureOfGoal({ reading }: Goal, result: IndicatorResult) {
  return reading === null ? result : result.readings.find(({ id }) => id === reading)!;
}

/**
 * The goals of a question. An indicator's own target is reached when its overall verdict is: headline and condition are
 * then two goals. Where the question names another value, that value of the figure is the goal and nothing else.
 * @returns with the refusal of each target that makes no sense
 */
export function goalsOf(question: Pick<TargetsQuestion, 'targets'>): { goals: Goal[]; refusals: Refusal[] } {
  const refusals: Refusal[] = [];
  const goals = new Map<string, Goal>();
  question.targets.forEach((chosen, i) => {
    const found = goalsOfTarget(chosen);
    const refuse = ({ field, code, message }: Fault) => refusals.push(invalid(`targets.${i}.${field}`, code, message));
    if ('code' in found) refuse(found);
    else if (found.goals.some(({ id }) => goals.has(id))) refuse(twice(chosen));
    else for (const goal of found.goals) goals.set(goal.id, goal);
  });
  return { goals: [...goals.values()], refusals };
}

/** What is wrong with one target, at its field. */
interface Fault {
  field: 'indicatorId' | 'reading' | 'value';
  code: string;
  message: Text;
}

type Chosen = TargetsQuestion['targets'][number];

function goalsOfTarget({ indicatorId, reading, value }: Chosen): { goals: Goal[] } | Fault {
  const definition = indicators.find(({ id }) => id === indicatorId);
  if (!definition) return unknownIndicator(indicatorId);
  const named = reading === null ? null : definition.readings?.find(({ id }) => id === reading);
  if (named === undefined) return unknownReading(definition, reading!);
  const own = named ? named.target : definition.target;
  const comparison = own?.comparison ?? 'atLeast';
  const target = value === undefined ? own : { comparison, value };
  if (!target) return withoutTarget(definition);
  if (!isReachable(definition, target.value)) return impossibleValue(target.value);
  const condition = reading === null && value === undefined ? definition.condition : undefined;
  return {
    goals: [
      goalOf(definition, reading, target),
      ...(condition === undefined ? [] : [goalOf(definition, condition, readingOf(definition, condition).target!)]),
    ],
  };
}

const readingOf = ({ readings }: IndicatorDefinition, id: string) => readings!.find((r) => r.id === id)!;

function goalOf(definition: IndicatorDefinition, reading: string | null, target: Target): Goal {
  const { id, name, unit } = definition;
  const label = reading === null ? null : readingOf(definition, reading).label;
  return {
    id: reading === null ? id : `${id}/${reading}`,
    indicatorId: id,
    reading,
    name: label ? text(`${name.zh}(${label.zh})`, `${name.en} (${label.en})`) : name,
    unit,
    target,
  };
}

/** A share lies between 0 and 1; nothing is fewer than none. */
function isReachable({ unit }: IndicatorDefinition, value: number): boolean {
  return Number.isFinite(value) && value >= 0 && (unit !== 'ratio' || value <= 1);
}

/** How a goal's value is written. */
export function goalInWords({ name, unit, target }: Goal): Text {
  const value = unit === 'ratio' ? `${Number((target.value * 100).toFixed(4))}%` : String(target.value);
  const [zh, en] = target.comparison === 'moreThan' ? ['大于', 'more than'] : ['不低于', 'at least'];
  return text(`${name.zh}${zh} ${value}`, `${name.en}: ${en} ${value}`);
}

/** Whether an indicator is entered from statistics, so that nothing done to a facility changes it. */
export const isEntered = ({ indicatorId }: Goal): boolean => indicatorDefinition(indicatorId).source === 'entered';

const unknownIndicator = (id: string): Fault => ({
  field: 'indicatorId',
  code: 'unknown-indicator',
  message: text(
    `没有编号为“${id}”的指标,可选:${indicators.map((i) => i.id).join('、')}`,
    `There is no indicator "${id}"; choose one of ${indicators.map((i) => i.id).join(', ')}`,
  ),
});

function unknownReading({ id, readings = [] }: IndicatorDefinition, reading: string): Fault {
  const choices = readings.map((r) => r.id);
  return {
    field: 'reading',
    code: 'unknown-reading',
    message: text(
      `指标 ${id} 没有读法“${reading}”;${choices.length > 0 ? `可选:${choices.join('、')}` : '它只有一种读法'}`,
      `Indicator ${id} has no reading "${reading}"; ${choices.length > 0 ? `choose one of ${choices.join(', ')}` : 'it has one reading only'}`,
    ),
  };
}

const withoutTarget = ({ id, name }: IndicatorDefinition): Fault => ({
  field: 'value',
  code: 'target-missing',
  message: text(
    `指标 ${id}(${name.zh})规划未定目标值,请填写要达到的数值`,
    `The plan sets no target for indicator ${id} (${name.en}): give the value to reach`,
  ),
});

const impossibleValue = (value: number): Fault => ({
  field: 'value',
  code: 'target-out-of-range',
  message: text(
    `目标值 ${value} 不可能达到:比例应在 0 至 1 之间,数量不得为负`,
    `The target ${value} is impossible: a share lies between 0 and 1, and a number is not negative`,
  ),
});

const twice = ({ indicatorId }: Chosen): Fault => ({
  field: 'indicatorId',
  code: 'target-twice',
  message: text(
    `指标 ${indicatorId} 的同一读法选了两次,请只保留一个`,
    `The same reading of indicator ${indicatorId} is chosen twice: keep one`,
  ),
});
