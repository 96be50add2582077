import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { text } from '../../../gis-data/catalogue/index.ts';
import type { NetworkLibrary } from '../../network/library.ts';
import { problems } from '../../registry/problem.ts';
import { coverageBounds, isochroneQuery, isochroneReport, routeQuery, routeReport } from '../contract.ts';
import { openNetwork } from '../service.ts';
import { bandsOf, isochronesOf, routeOf } from './report.ts';

/** Isochrones and routes over HTTP. Public: they show the network, and nothing that is registered. */
export function isochroneEndpoints(networks: NetworkLibrary): Endpoint[] {
  const tag = 'coverage';
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/coverage/isochrones',
      tag,
      summary: 'Areas or ways from which one walks to a point within each band of minutes, door to door',
      access: 'public',
      query: isochroneQuery,
      response: isochroneReport,
      handler: async ({ query }) => {
        checkBands(bandsOf(query));
        return isochronesOf(await openNetwork(networks, query.network), query);
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/coverage/route',
      tag,
      summary: 'The cheapest way from one point to another, door to door',
      access: 'public',
      query: routeQuery,
      response: routeReport,
      handler: async ({ query }) => routeOf(await openNetwork(networks, query.network), query),
    }),
  ];
}

function checkBands(bands: readonly number[]): void {
  const { least, most } = coverageBounds.minutes;
  const wrong = bands.filter((minutes) => minutes < least || minutes > most);
  if (wrong.length === 0) return;
  const message = text(
    `分钟数应在 ${least} 与 ${most} 之间,收到的是 ${wrong.join('、')}`,
    `Minutes must lie between ${least} and ${most}, not ${wrong.join(', ')}`,
  );
  throw problems.invalid([{ path: 'minutes', code: 'out-of-range', message }]);
}
