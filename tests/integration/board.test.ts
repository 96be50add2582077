import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indicators } from '../../gis-data/catalogue/index.ts';
import { coverageReport, distributionReport, equityReport } from '../../server/coverage/contract.ts';
import { areaFigures, areaTrend, boardReport, indicatorReport } from '../../server/indicators/contract.ts';
import { apiClient, startServer, type ApiClient, type RunningServer } from '../support/server.ts';

let server: RunningServer;
let anonymous: ApiClient;

beforeAll(async () => {
  server = await startServer();
  anonymous = await apiClient(server.url, '');
}, 300_000);

afterAll(() => server?.stop());

async function read(path: string): Promise<unknown> {
  const answer = await anonymous.call('GET', `/api/v1/${path}`);
  expect(answer.status, JSON.stringify(answer.body).slice(0, 500)).toBe(200);
  return answer.body;
}

async function ask(path: string, body: object): Promise<unknown> {
  const answer = await anonymous.call('POST', path, body);
  expect(answer.status, JSON.stringify(answer.body).slice(0, 500)).toBe(200);
  return answer.body;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('the board', () => {
  it.each(['county', 'township'] as const)('holds for every %s what each indicator says alone', async (level) => {
    const board = boardReport.parse(await read(`indicators/board?level=${level}&asOf=2025-12-31`));
    expect(board.areas).toHaveLength(level === 'county' ? 11 : 217);
    expect(board.demo).toBe(true);
    expect(board.indicators.map(({ id }) => id)).toEqual(indicators.map(({ id }) => id));
    for (const id of ['7', '8', '9', 'careCircle']) {
      const { areas } = areaFigures.parse(await read(`indicators/${id}/areas?level=${level}&asOf=2025-12-31`));
      const { figures } = board.indicators.find((column) => column.id === id)!;
      expect(figures!.value).toEqual(areas.map((area) => area.value));
      expect(figures!.lower).toEqual(areas.map((area) => area.lower));
      expect(figures!.upper).toEqual(areas.map((area) => area.upper));
      expect(figures!.verdict).toEqual(areas.map((area) => area.verdict));
      expect(areas.map((area) => area.divisionId)).toEqual(board.areas.map((area) => area.divisionId));
    }
  });

  it('holds for the city what the list of indicators says', async () => {
    const board = boardReport.parse(await read('indicators/board?level=city'));
    const { results, snapshot } = indicatorReport.parse(await read('indicators'));
    expect(board.snapshot).toBe(snapshot);
    expect(board.indicators.map(({ figures }) => [figures!.value[0], figures!.verdict[0]])).toEqual(
      results.map((result) => [result.value, result.overallVerdict]),
    );
  });

  it('is not sent again while the registry stands still', async () => {
    const first = await fetch(`${server.url}/api/v1/indicators/board?level=township`);
    const etag = first.headers.get('etag')!;
    await first.arrayBuffer();
    const again = await fetch(`${server.url}/api/v1/indicators/board?level=township`, {
      // As a browser asks again; without it fetch asks for an answer from no cache.
      headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
    });
    expect(again.status).toBe(304);
  });

  it.each(['indicators/board', 'indicators/board?level=village', 'indicators/board?level=city&asof=2025-12-31'])(
    'refuses %s',
    async (path) => {
      expect((await anonymous.call('GET', `/api/v1/${path}`)).status).toBe(400);
    },
  );

  it('follows areas over time: the last date is the board’s, an earlier one its own', async () => {
    const dates = ['2022-12-31', '2025-12-31'];
    const trend = areaTrend.parse(await read(`indicators/8/areas/trend?level=county&dates=${dates.join(',')}`));
    expect(trend.dates).toEqual(dates);
    for (const [at, asOf] of dates.entries()) {
      const { areas } = areaFigures.parse(await read(`indicators/8/areas?level=county&asOf=${asOf}`));
      expect(trend.series.map(({ value }) => value[at])).toEqual(areas.map((area) => area.value));
    }
    expect(
      (await anonymous.call('GET', '/api/v1/indicators/99/areas/trend?level=county&dates=2025-12-31')).status,
    ).toBe(404);
  });
});

describe('the spread of access', () => {
  it('holds everybody aged 60+ once, and agrees with coverage within 15 minutes', async () => {
    const { areas, bins, demo } = distributionReport.parse(await ask('/api/v1/coverage/distribution', {}));
    const { total, counties } = coverageReport.parse(await ask('/api/v1/coverage', { points: false }));
    expect(demo).toBe(true);
    expect(areas).toHaveLength(1 + counties.length);
    const within15 = bins.findIndex((bin) => bin.toMinutes === 15) + 1;
    for (const [i, area] of areas.entries()) {
      const { covered, uncovered, unknown } = (i === 0 ? total : counties[i - 1]!).population60;
      const reached = area.known60.map((people, bin) => people + area.atMost60[bin]!);
      expect(sum(reached.slice(0, within15))).toBe(covered);
      expect(sum(reached) + area.notReached60 + area.perhapsReached60 + area.unknown60).toBe(
        covered + uncovered + unknown,
      );
    }
  });

  it('gives the Gini coefficient of the accessibility report, and one of minutes', async () => {
    const access = (await ask('/api/v1/coverage/accessibility', {})) as { gini: number };
    const scores = equityReport.parse(await ask('/api/v1/coverage/equity', {}));
    expect(scores.areas[0]!.gini).toBe(access.gini);
    const minutes = equityReport.parse(await ask('/api/v1/coverage/equity', { measure: 'minutes' }));
    for (const { gini, curve } of minutes.areas) {
      expect(gini).toBeGreaterThan(0);
      expect(gini).toBeLessThan(1);
      expect(curve.at(-1)).toEqual({ people: 1, amount: 1 });
    }
  });

  it('refuses a capacity that no kind has', async () => {
    const answer = await anonymous.call('POST', '/api/v1/coverage/equity', { capacityField: 'wings' });
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].path).toBe('capacityField');
  });
});
