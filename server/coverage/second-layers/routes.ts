import { defaultRuleParameters, text } from '../../../gis-data/catalogue/index.ts';
import { isAnonymous } from '../../http/account-service.ts';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { jobStarted } from '../../jobs/contract.ts';
import { callerOf, type JobContext, type Jobs } from '../../jobs/jobs.ts';
import { problems } from '../../registry/problem.ts';
import { accessibilityOf, kindsWithAmount } from './accessibility.ts';
import {
  accessibilityReport,
  accessibilityRequest,
  coverageQuery,
  dependenceReport,
  distributionReport,
  equityReport,
  equityRequest,
  monteCarloRequest,
  sensitivityReport,
  sensitivityRequest,
  type AccessibilityReport,
  type DependenceReport,
  type DistributionReport,
  type EquityReport,
  type MonteCarloReport,
  type SensitivityReport,
} from '../contract.ts';
import { dependenceOf } from './dependence.ts';
import { equityOf } from './equity-report.ts';
import { drawSharesInThread } from './monte-carlo-thread.ts';
import { drawInputOf, monteCarloReportOf } from './monte-carlo.ts';
import { coverageFor } from '../remembered.ts';
import { headerOf } from '../report.ts';
import { sensitivityOf } from './sensitivity.ts';
import { distributionOf } from './walking-times.ts';
import type { CoverageService, PreparedCoverage } from '../service.ts';

/** What is asked beyond coverage itself. Public, as coverage is: nothing is stored. */
export function secondLayerEndpoints(service: CoverageService, jobs: Jobs): Endpoint[] {
  const common = { method: 'post', tag: 'coverage', access: 'public', idempotent: false } as const;
  return [
    endpoint({
      ...common,
      path: '/api/v1/coverage/dependence',
      summary: 'Who loses coverage if one facility closes',
      body: coverageQuery,
      response: dependenceReport,
      handler: async ({ body, signal }): Promise<DependenceReport> => {
        const prepared = await service.prepared(body);
        return { ...headerOf(prepared.coverage), facilities: await dependenceOf(prepared.coverage, signal) };
      },
    }),
    endpoint({
      ...common,
      path: '/api/v1/coverage/accessibility',
      summary: 'Capacity per 1,000 aged 60+ within reach (2SFCA, E2SFCA)',
      body: accessibilityRequest,
      response: accessibilityReport,
      handler: async ({ body, signal }): Promise<AccessibilityReport> => {
        const { method, capacityField, ...query } = body;
        const prepared = await service.prepared(query);
        requireAmount(prepared.question.facilityKinds, capacityField);
        const answer = await accessibilityOf(prepared.coverage, method, capacityField, signal);
        return { ...headerOf(prepared.coverage), ...answer };
      },
    }),
    endpoint({
      ...common,
      path: '/api/v1/coverage/distribution',
      summary: 'How long people aged 60+ walk to the nearest facility, by city and county',
      body: coverageQuery,
      response: distributionReport,
      handler: async ({ body }): Promise<DistributionReport> => {
        const { coverage } = await service.prepared(body);
        return { ...headerOf(coverage), ...distributionOf(coverage) };
      },
    }),
    endpoint({
      ...common,
      path: '/api/v1/coverage/equity',
      summary: 'How evenly access is spread among people aged 60+: Lorenz curve and Gini coefficient',
      body: equityRequest,
      response: equityReport,
      handler: async ({ body, signal }): Promise<EquityReport> => {
        const { measure, capacityField, ...query } = body;
        const { coverage, question } = await service.prepared(query);
        if (measure !== 'minutes') requireAmount(question.facilityKinds, capacityField);
        const answer = await equityOf(coverage, measure, capacityField, signal);
        return { ...headerOf(coverage), measure, capacityField, ...answer };
      },
    }),
    endpoint({
      ...common,
      path: '/api/v1/coverage/sensitivity',
      summary: 'Which townships flip at other minutes and speeds',
      body: sensitivityRequest,
      response: sensitivityReport,
      handler: async ({ body }): Promise<SensitivityReport> => {
        const { share = defaultRuleParameters.townshipPeople.coveredShare, ...query } = body;
        const prepared = await service.prepared(query);
        const { snapshot, network, question } = prepared;
        const coverageAt = (other: typeof question) => coverageFor(snapshot, network, other);
        return { ...headerOf(prepared.coverage), ...sensitivityOf(snapshot, network, question, share, coverageAt) };
      },
    }),
    endpoint({
      ...common,
      path: '/api/v1/coverage/monte-carlo',
      summary: 'How sure the ranking of townships is, over draws of the uncertain inputs; a job',
      status: 202,
      body: monteCarloRequest,
      response: jobStarted,
      handler: async ({ body, actor }) => {
        const { draws, seed, worst, ...query } = body;
        // What cannot be answered is refused now and not by the job.
        const prepared = await service.prepared(query);
        const work = (context: JobContext) => drawAndRank(prepared, { draws, seed, worst }, context);
        return { jobId: jobs.start('coverage.monteCarlo', callerOf(actor, isAnonymous(actor)), work).id };
      },
    }),
  ];
}

async function drawAndRank(
  prepared: PreparedCoverage,
  { draws, seed, worst }: { draws: number; seed: number; worst: number },
  { progress, signal }: JobContext,
): Promise<MonteCarloReport> {
  const input = drawInputOf(prepared.coverage, { draws, seed });
  const drawn = await drawSharesInThread(prepared.network, input, {
    signal,
    onProgress: (done) => progress(done / draws, text(`已抽样 ${done}/${draws}`, `${done} of ${draws} draws`)),
  });
  return { ...headerOf(prepared.coverage), ...monteCarloReportOf(prepared.coverage, input, drawn, worst) };
}

function requireAmount(kinds: readonly string[], fieldId: string): void {
  if (kindsWithAmount(kinds, fieldId).length > 0) return;
  throw problems.invalid([
    {
      path: 'capacityField',
      code: 'no-such-field',
      message: text(
        `所选设施类型都没有数值字段“${fieldId}”;可用 beds(床位数)或 capacity(服务容量)`,
        `None of the chosen kinds has a numeric field “${fieldId}”; use beds or capacity`,
      ),
    },
  ]);
}
