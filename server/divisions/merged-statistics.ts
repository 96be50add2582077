import { indicatorDefinition, statisticEntry } from '../../gis-data/catalogue/index.ts';
import type { Text } from '../../gis-data/catalogue/index.ts';
import type { StatisticBody } from '../statistics/contract.ts';
import { sumOf } from './counts.ts';

/** A statistic of a division that becomes part of another. */
export interface StatisticPart {
  divisionName: string;
  /** Null: this division has no figure for the indicator and period. */
  body: StatisticBody | null;
}

/** Longest source document that a statistic takes. */
const LONGEST_SOURCE = 500;

type Figure = Pick<StatisticBody, 'numerator' | 'denominator' | 'value'>;
const unknownFigure: Figure = { numerator: null, denominator: null, value: null };

/**
 * One statistic for several divisions that become one. Counts, numerators and denominators are added; a bare share has no
 * weight, and standards in yuan are set and not counted, so that those join only where they are equal. What cannot be
 * joined is unknown until it is entered, and the source names every part, so that no figure is lost.
 * @param parts one for each of the divisions, at least one with a figure
 * @returns the body without its division, and what there is to say when the figure is unknown
 */
export function mergedStatistic(parts: readonly StatisticPart[]): {
  body: Omit<StatisticBody, 'divisionId'>;
  unknownBecause: Text | null;
} {
  const bodies = parts.flatMap(({ body }) => body ?? []);
  const first = bodies[0]!;
  const days = bodies.map((body) => body.statedOn);
  const joined = joinedFigure(parts);
  return {
    body: {
      indicatorId: first.indicatorId,
      periodEnd: first.periodEnd,
      ...('figure' in joined ? joined.figure : unknownFigure),
      sourceDocument: sourceOf(parts),
      statedOn: days.includes(null) ? null : days.reduce((a, b) => (a! > b! ? a : b))!,
      demo: bodies.some((body) => body.demo),
    },
    unknownBecause: 'figure' in joined ? null : joined.because,
  };
}

function joinedFigure(parts: readonly StatisticPart[]): { figure: Figure } | { because: Text } {
  const absent = parts.filter(({ body }) => body === null).map(({ divisionName }) => divisionName);
  if (absent.length > 0) {
    return {
      because: {
        zh: `${absent.join('、')}没有这一期的数据,合并后的数值未知`,
        en: `${absent.join(', ')} has no figure for this period, so that the joined one is unknown`,
      },
    };
  }
  const bodies = parts.map(({ body }) => body!);
  if (!statisticEntry(bodies[0]!.indicatorId)!.addsUp) return sameFigure(bodies);
  const numerator = sumOf(bodies.map((body) => body.numerator));
  const denominator = sumOf(bodies.map((body) => body.denominator));
  if (indicatorDefinition(bodies[0]!.indicatorId).unit !== 'ratio') {
    return { figure: { numerator, denominator, value: sumOf(bodies.map((body) => body.value)) } };
  }
  if (numerator !== null && denominator !== null) {
    return { figure: { numerator, denominator, value: numerator / denominator } };
  }
  const [share, ...others] = new Set(bodies.map((body) => body.value));
  if (share !== null && others.length === 0) return { figure: { ...unknownFigure, value: share! } };
  return {
    because: {
      zh: '比例没有分子、分母,不能相加,合并后的数值未知',
      en: 'Shares without numerator and denominator cannot be added, so that the joined one is unknown',
    },
  };
}

/** Of figures that do not add up: the one that all parts have. */
function sameFigure(bodies: readonly StatisticBody[]): { figure: Figure } | { because: Text } {
  const [first, ...others] = bodies.map(({ numerator, denominator, value }) => ({ numerator, denominator, value }));
  if (others.every((other) => JSON.stringify(other) === JSON.stringify(first))) return { figure: first! };
  return {
    because: {
      zh: '各部分的标准不同,标准不能相加,合并后的数值在填报前未知',
      en: 'The parts have different standards, and standards cannot be added, so that the joined one is unknown until it is entered',
    },
  };
}

function sourceOf(parts: readonly StatisticPart[]): string {
  const told = parts.map(({ divisionName, body }) => {
    if (!body) return `${divisionName}:未录入`;
    const amounts =
      body.numerator !== null && body.denominator !== null
        ? `${body.numerator}/${body.denominator}`
        : String(body.value ?? '未知');
    return `${divisionName}:${amounts}(${body.sourceDocument})`;
  });
  const whole = `合并自 ${told.join(';')}`;
  return [...whole].length <= LONGEST_SOURCE ? whole : `${[...whole].slice(0, LONGEST_SOURCE - 1).join('')}…`;
}
