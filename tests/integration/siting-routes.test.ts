import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coverageReport } from '../../server/coverage/contract.ts';
import { jobView, type JobView } from '../../server/jobs/contract.ts';
import {
  paretoAnswer,
  sitingPartial,
  targetsAnswer,
  whereAnswer,
  type SitingPartial,
  type WhereAnswer,
} from '../../server/siting/contract.ts';
import { apiClient, startServer, type ApiClient, type RunningServer } from '../support/server.ts';

let server: RunningServer;
let admin: ApiClient;
/** The smallest county of the demonstration. */
const county = 'd130804';

beforeAll(async () => {
  server = await startServer();
  admin = await apiClient(server.url);
}, 300_000);

afterAll(async () => {
  await server?.stop();
});

const where = (question: object) => ({
  question: 'where',
  objective: 'max-cover',
  build: { kind: 'dayCareStation' },
  demandCountyIds: [county],
  candidates: { from: 'villages', countyIds: [county] },
  ...question,
});

async function started(question: object): Promise<string> {
  const answer = await admin.call('POST', '/api/v1/siting', question);
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return answer.body.jobId;
}

const jobOf = async (id: string): Promise<JobView> =>
  jobView.parse((await admin.call('GET', `/api/v1/jobs/${id}`)).body);

/** Asks until the job says what is waited for, and tells everything that it told meanwhile. */
async function followed(
  id: string,
  until: (job: JobView) => boolean,
): Promise<{ job: JobView; told: SitingPartial[] }> {
  const told: SitingPartial[] = [];
  for (;;) {
    const job = await jobOf(id);
    if (job.partial) told.push(sitingPartial.parse(job.partial));
    if (until(job)) return { job, told };
    expect(job.finishedAt, JSON.stringify(job.problem)).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function answered(question: object): Promise<unknown> {
  const { job } = await followed(await started(question), ({ finishedAt }) => finishedAt !== null);
  expect(job.problem).toBeNull();
  return job.result;
}

const codesOf = (answer: { status: number; body: { errors?: { path: string; code: string }[] } }) => [
  answer.status,
  ...(answer.body.errors ?? []).map(({ path, code }) => `${path}: ${code}`),
];

describe('where next, on the demonstration city', () => {
  let answer: WhereAnswer;

  beforeAll(async () => {
    answer = whereAnswer.parse(await answered(where({ limits: { count: 5 } })));
  }, 120_000);

  it('proves its plan, prices it, and labels it as a demonstration', () => {
    expect(answer).toMatchObject({ status: 'optimal', gap: 0, demo: true, network: { name: 'demo-walk' } });
    expect(answer.objective).toBe(answer.after.covered);
    expect(answer.after.covered).toBeGreaterThan(answer.before.covered);
    const plan = answer.plan!;
    expect(plan.actions.map(({ action }) => action)).toEqual(Array(5).fill('build'));
    expect(plan.yuan).toBe(5 * 300_000);
    expect(plan).toMatchObject({ missingRates: [], committable: true });
    expect(plan.changes.every(({ fields }) => fields!.demo === true)).toBe(true);
    expect(answer.counties.map(({ countyId }) => countyId)).toEqual([county]);
  });

  it('covers whom coverage says that its changes cover', async () => {
    const asked = await admin.call('POST', '/api/v1/coverage', {
      facilityKinds: ['dayCareStation'],
      asOf: answer.asOf,
      points: false,
      changeSet: { title: '选址方案', effectiveFrom: answer.asOf, changes: answer.plan!.changes },
    });
    expect(asked.status, JSON.stringify(asked.body)).toBe(200);
    const report = coverageReport.parse(asked.body);
    const figure = (counties: typeof report.counties) => counties.find(({ divisionId }) => divisionId === county)!;
    expect(figure(report.counties).population60).toMatchObject(answer.after);
    expect(figure(report.before!.counties).population60).toMatchObject(answer.before);
  });

  it('has the same effect and cost once it is kept as a scenario', async () => {
    const { changes, indicators, yuan } = answer.plan!;
    const kept = await admin.call('POST', '/api/v1/scenarios', { name: '选址', effectiveFrom: answer.asOf, changes });
    expect(kept.status, JSON.stringify(kept.body)).toBe(201);
    const compared = await admin.call('POST', '/api/v1/scenarios/compare', { ids: [kept.body.id], asOf: answer.asOf });
    expect(compared.body.scenarios[0].result).toMatchObject({ indicators, cost: { yuan, unpriced: 0 } });
  });

  it('answers the same again, and otherwise once a site is pinned and another forbidden', async () => {
    const again = whereAnswer.parse(await answered(where({ limits: { count: 5 } })));
    expect({ ...again, seconds: 0 }).toEqual({ ...answer, seconds: 0 });
    const chosen = new Set(answer.plan!.actions.map(({ id }) => id));
    const [forbidden] = chosen;
    const villages = answer.served.map(({ divisionId }) => divisionId);
    const pinned = villages.find((id) => !chosen.has(id))!;
    const other = whereAnswer.parse(
      await answered(where({ limits: { count: 5 }, pinned: [pinned], forbidden: [forbidden] })),
    );
    const ids = other.plan!.actions.map(({ id }) => id);
    expect(ids).toContain(pinned);
    expect(ids).not.toContain(forbidden);
    expect(other.objective!).toBeLessThanOrEqual(answer.objective!);
  });

  it('plans over years: what first', async () => {
    const phases = [
      { year: 2027, count: 1 },
      { year: 2028, count: 2 },
    ];
    const planned = whereAnswer.parse(await answered(where({ phases })));
    expect(planned.status).toBe('optimal');
    expect(planned.plan!.actions.map(({ year }) => year).sort()).toEqual([2027, 2028, 2028]);
  });

  it('takes parcels of a layer as candidates', async () => {
    const layers = (await admin.call('GET', '/api/v1/land-layers')).body.items;
    const parcels = layers.find(({ kind }: { kind: string }) => kind === 'candidateParcels');
    const question = { ...where({ limits: { count: 1 }, demandCountyIds: undefined }) };
    const built = whereAnswer.parse(
      await answered({ ...question, candidates: { from: 'parcels', layerId: parcels.id } }),
    );
    expect(built.candidates + built.unplacedCandidates.length).toBe(parcels.features);
    const other = layers.find(({ kind }: { kind: string }) => kind !== 'candidateParcels');
    const refused = await admin.call('POST', '/api/v1/siting', {
      ...question,
      candidates: { from: 'parcels', layerId: other.id },
    });
    expect(codesOf(refused)).toEqual([400, 'candidates.layerId: not-parcels']);
  });

  it('tells how far a search is, and ends it when it is cancelled', async () => {
    // As hard as it gets: everyone in the city, and capacities.
    const hard = {
      ...where({ demandCountyIds: undefined, limits: { count: 100 }, peoplePerFacility: 900, existing: 'ignore' }),
      candidates: { from: 'villages' },
      timeLimitSeconds: 300,
    };
    const ids = [await started(hard), await started({ ...hard, seed: 2 })];
    const { told } = await followed(ids[0]!, ({ partial }) => partial !== null);
    expect(told[0]!.seconds).toBeGreaterThan(0);
    for (const id of ids) {
      const cancelled = await admin.call('DELETE', `/api/v1/jobs/${id}`);
      expect(cancelled.body).toMatchObject({ status: 'cancelled', partial: null });
    }
    // Two jobs run at a time: another one's turn comes only once these have really ended.
    const began = performance.now();
    await followed(await started(where({ limits: { count: 1 } })), ({ startedAt }) => startedAt !== null);
    expect(performance.now() - began).toBeLessThan(10_000);
  }, 120_000);
});

describe('the other questions', () => {
  it('gives the front of cost and people covered', async () => {
    const front = paretoAnswer.parse(
      await answered({
        question: 'pareto',
        build: { kind: 'dayCareStation' },
        demandCountyIds: [county],
        candidates: { from: 'villages', countyIds: [county] },
        limits: { count: 4 },
      }),
    );
    expect(front.complete).toBe(true);
    expect(front.points.map(({ yuan }) => yuan)).toEqual([0, 1, 2, 3, 4].map((n) => n * 300_000));
    const covered = front.points.map((point) => point.covered);
    expect(covered).toEqual([...new Set(covered)].sort((a, b) => a - b));
    expect(
      front.points.every(
        ({ yuan, plan, candidateIds }) => plan.yuan === yuan && plan.actions.length === candidateIds.length,
      ),
    ).toBe(true);
  });

  it('gives the shortest path to the 60% of townships', async () => {
    const path = targetsAnswer.parse(
      await answered({ question: 'targets', targets: [{ indicatorId: '8' }], minimise: 'actions', alternatives: 0 }),
    );
    expect(path).toMatchObject({ status: 'optimal', gap: 0 });
    expect(path.targets.every(({ metAfter }) => metAfter)).toBe(true);
    expect(path.plan!.indicators.find(({ id }) => id === '8')!.after.verdict).toBe('met');
  });

  it('gives the shortest path to people who reach a facility on foot, confirmed by the preview', async () => {
    const targets = [{ indicatorId: 'careCircle', value: 0.5 }];
    const ask = { question: 'targets', targets, minimise: 'actions', countyIds: [county], alternatives: 0 };
    const near = targetsAnswer.parse(await answered(ask));
    const share = near.targets[0]!.before!;
    const path = targetsAnswer.parse(
      await answered({ ...ask, targets: [{ indicatorId: 'careCircle', value: share + 0.005 }] }),
    );
    expect(path).toMatchObject({ status: 'optimal', gap: 0 });
    expect(path.plan!.actions.length).toBeGreaterThan(0);
    const { before, after } = path.plan!.indicators.find(({ id }) => id === 'careCircle')!;
    expect(before.lower).toBe(share);
    expect(after.lower).toBe(path.targets[0]!.after);
    expect(after.lower).toBeGreaterThanOrEqual(share + 0.005);
    expect(path.findings.map(({ code }) => code)).not.toContain('preview-differs');
  });
});

describe('refusals', () => {
  it('asks a visitor to sign in', async () => {
    const visitor = await apiClient(server.url, '');
    expect((await visitor.call('POST', '/api/v1/siting', where({ limits: { count: 1 } }))).status).toBe(401);
  });

  it('names what makes no sense and what does not go together', async () => {
    const refused = async (question: object) => codesOf(await admin.call('POST', '/api/v1/siting', question));
    expect(await refused(where({ limits: { count: 500 } }))).toEqual([409, 'limits.count: more-than-candidates']);
    expect(await refused(where({ demandCountyIds: ['nowhere'], limits: { count: 1 } }))).toEqual([
      400,
      'demandCountyIds: no-such-county',
    ]);
    expect(await refused(where({ build: { kind: 'guidanceCentre', beds: 5 }, limits: { count: 1 } }))).toEqual([
      400,
      'build.beds: field-not-of-kind',
    ]);
    expect(await refused(where({ limits: { count: -1 } }))).toEqual([400, 'limits.count: too_small']);
    const noNetwork = await admin.call('POST', '/api/v1/siting', where({ network: 'nowhere', limits: { count: 1 } }));
    expect([noNetwork.status, noNetwork.body.code]).toEqual([404, 'no-such-network']);
  });

  it('says which limits cannot hold together, where only the search finds out', async () => {
    const answer = whereAnswer.parse(await answered(where({ limits: { count: 1, leastCountyShare: 0.99 } })));
    expect(answer).toMatchObject({ status: 'infeasible', plan: null, objective: null });
    expect(answer.conflict!.en.length).toBeGreaterThan(10);
  });
});
