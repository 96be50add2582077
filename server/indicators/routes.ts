import { z } from 'zod';
import { defaultRuleParameters, indicators, text } from '../../gis-data/catalogue/index.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { isoDate } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import type { Network } from '../network/graph.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import { areaTrendOf, boardOf } from './board.ts';
import {
  areaFigures,
  areaTrend,
  boardLevel,
  boardReport,
  evidenceReport,
  indicatorReport,
  planFindingReport,
  trendShape,
  type AreaFigures,
  type AreaTrend,
  type BoardReport,
  type EvidenceReport,
  type IndicatorReport,
  type PlanFindingReport,
  type Trend,
} from './contract.ts';
import { assess, planFindings, trend } from './index.ts';

const MOST_TREND_DATES = 24;

const asOf = isoDate.optional().describe('Date on which the registry is read; default today');
const asOfQuery = z.object({ asOf });
const idParams = z.object({ id: z.string().min(1).max(40) });
const trendQuery = z.object({
  dates: z
    .string()
    .refine((list) => isDateList(list), {
      message: `Dates as YYYY-MM-DD, separated by commas, at most ${MOST_TREND_DATES}`,
    })
    .describe('Dates, separated by commas'),
});

function isDateList(list: string): boolean {
  return z.array(isoDate).max(MOST_TREND_DATES).safeParse(list.split(',')).success;
}

const datesOf = (list: string): string[] => [...new Set(list.split(','))];

function requireIndicator(id: string): void {
  if (!indicators.some((indicator) => indicator.id === id)) {
    throw problems.notFound(text(`编号为“${id}”的指标`, `indicator “${id}”`));
  }
}

export interface IndicatorSources {
  snapshots: SnapshotService;
  /** The walk network in use now; null while there is none. */
  walkNetwork(): Promise<Network | null>;
}

/** The indicators' reads: public, because they show public layers only. */
export function indicatorRoutes({ snapshots, walkNetwork }: IndicatorSources): Endpoint[] {
  const assessed = async (asOf: string | undefined) => {
    const snapshot = await snapshots.at(asOf);
    return { snapshot, assessment: assess(snapshot, defaultRuleParameters, await walkNetwork()) };
  };
  const tag = 'indicators';
  const access = 'public';
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/indicators',
      tag,
      summary: 'Every indicator with range, verdict, readings and findings',
      access,
      query: asOfQuery,
      response: indicatorReport,
      handler: async ({ query }): Promise<IndicatorReport> => (await assessed(query.asOf)).assessment.report,
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/indicators/findings',
      tag,
      summary: "Contradictions in the plan's own figures, recomputed",
      access,
      query: asOfQuery,
      response: planFindingReport,
      handler: async ({ query }): Promise<PlanFindingReport> => {
        const snapshot = await snapshots.at(query.asOf);
        return { snapshot: snapshot.id, asOf: snapshot.asOf, findings: planFindings(snapshot) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/indicators/trend',
      tag,
      summary: "Every indicator's value at several dates",
      access,
      query: trendQuery,
      response: trendShape,
      handler: async ({ query }): Promise<Trend> => {
        const days = await Promise.all(datesOf(query.dates).map((date) => snapshots.at(date)));
        return trend(days, defaultRuleParameters, await walkNetwork());
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/indicators/board',
      tag,
      summary: "Every indicator's figure for every area of a level",
      access,
      query: z.object({ level: boardLevel, asOf }),
      response: boardReport,
      handler: async ({ query }): Promise<BoardReport> => {
        const { snapshot, assessment } = await assessed(query.asOf);
        return boardOf(snapshot, assessment, query.level);
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/indicators/{id}/evidence',
      tag,
      summary: 'One row per unit that the indicator counts, with its reason',
      access,
      params: idParams,
      query: asOfQuery,
      response: evidenceReport,
      handler: async ({ params, query }): Promise<EvidenceReport> => {
        requireIndicator(params.id);
        const { snapshot, assessment } = await assessed(query.asOf);
        return {
          snapshot: snapshot.id,
          asOf: snapshot.asOf,
          indicator: assessment.result(params.id),
          rows: [...assessment.evidence(params.id)],
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/indicators/{id}/areas',
      tag,
      summary: "The indicator's figure for each county or township",
      access,
      params: idParams,
      query: z.object({ level: z.enum(['county', 'township']), asOf }),
      response: areaFigures,
      handler: async ({ params, query }): Promise<AreaFigures> => {
        requireIndicator(params.id);
        const { snapshot, assessment } = await assessed(query.asOf);
        return {
          snapshot: snapshot.id,
          asOf: snapshot.asOf,
          indicatorId: params.id,
          level: query.level,
          areas: assessment.areas(params.id, query.level),
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/indicators/{id}/areas/trend',
      tag,
      summary: "The indicator's figure for each county or township at several dates",
      access,
      params: idParams,
      query: trendQuery.extend({ level: z.enum(['county', 'township']) }),
      response: areaTrend,
      handler: async ({ params, query }): Promise<AreaTrend> => {
        requireIndicator(params.id);
        const days = await Promise.all(datesOf(query.dates).map(assessed));
        return areaTrendOf(days, params.id, query.level);
      },
    }),
  ];
}
