import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundaryMarkerList, fieldPlan } from '../../server/boundary/contract.ts';
import { apiClient, startServer, type ApiClient, type RunningServer } from '../support/server.ts';

let server: RunningServer;
let admin: ApiClient;

beforeAll(async () => {
  server = await startServer();
  admin = await apiClient(server.url);
}, 300_000);

afterAll(async () => {
  await server?.stop();
});

describe('field plans over HTTP', () => {
  it('plans markers of the demonstration, and gives the same plan as GPX and KML', async () => {
    const listed = await admin.call('GET', '/api/v1/boundary-markers?limit=5');
    const ids = boundaryMarkerList.parse(listed.body).items.map(({ id }) => id);
    const asked = await admin.call('POST', '/api/v1/field-plans', { markerIds: ids, mostOffNetworkM: 5000 });
    expect(asked.status, JSON.stringify(asked.body)).toBe(200);
    const plan = fieldPlan.parse(asked.body);
    const numbers = plan.days.flatMap(({ stops }) => stops.map(({ number }) => number));
    expect(numbers.length + plan.notVisited.length).toBe(ids.length);
    expect(numbers.length).toBeGreaterThan(0);
    expect(plan).toMatchObject({ demo: true, provenShortest: true });

    const query = `markerIds=${ids.join(',')}&mostOffNetworkM=5000`;
    for (const [format, type] of [
      ['gpx', 'application/gpx+xml'],
      ['kml', 'application/vnd.google-earth.kml+xml'],
    ] as const) {
      const file = await admin.call('GET', `/api/v1/field-plans?${query}&format=${format}`);
      expect(file.status).toBe(200);
      expect(file.headers.get('content-type')).toContain(type);
      expect(file.headers.get('cache-control')).toBe('no-store');
      const written: string = file.body;
      const places = numbers.map((number, i) => written.indexOf(`<name>${i + 1} ${number}</name>`));
      expect(places.every((place, i) => place > (i === 0 ? 0 : places[i - 1]!))).toBe(true);
    }
    const wrong = await admin.call('GET', `/api/v1/field-plans?${query}&start=117.9`);
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors[0].path).toBe('start');
  });

  it('tells nothing to whoever has not signed in', async () => {
    const anonymous = await apiClient(server.url, '');
    for (const answer of [
      await anonymous.call('GET', '/api/v1/field-plans?lineId=bl-1113'),
      await anonymous.call('POST', '/api/v1/field-plans', { lineId: 'bl-1113' }),
    ]) {
      expect(answer.status).toBe(401);
      expect(JSON.stringify(answer.body)).not.toContain('117.');
    }
  });
});
