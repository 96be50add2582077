import type { z } from 'zod';
import { costWithin, secondsOf, walkingSpeeds, type Network } from '../../network/graph.ts';
import { isochroneLines, isochronePolygons } from '../../network/isochrone.ts';
import { cheapestRoute } from '../../network/route.ts';
import { snapTo } from '../../network/snap.ts';
import {
  coverageBounds,
  type isochroneQuery,
  type IsochroneReport,
  type routeQuery,
  type RouteReport,
} from '../contract.ts';
import { accessCost } from '../points.ts';

type IsochroneQuery = z.output<typeof isochroneQuery>;
type RouteQuery = z.output<typeof routeQuery>;

/** The bands that a query names, in minutes, ascending. */
export const bandsOf = ({ minutes }: Pick<IsochroneQuery, 'minutes'>): number[] =>
  [...new Set(minutes.split(',').map(Number))].sort((a, b) => a - b);

/**
 * From where one walks to a point within each band, counted from door to door as coverage counts it.
 * @returns one feature a band, the largest first, so that drawing them in order leaves the nearer on top
 */
export function isochronesOf(network: Network, query: IsochroneQuery): IsochroneReport {
  const snapLimitM = query.snapLimitM ?? coverageBounds.snapLimitM.default;
  const speedMps = query.speedMps ?? walkingSpeeds.default;
  const origin = snapTo(network, query.longitude, query.latitude, snapLimitM);
  const report = { type: 'FeatureCollection', network: network.header.name } as const;
  if (origin === null) return { ...report, snapMetres: null, features: [] };
  const bands = bandsOf(query);
  const question = {
    origin,
    limits: bands.map((minutes) => costWithin(network.header, minutes * 60, speedMps)),
    snapLimitM,
    accessCost: (metres: number) => accessCost(network, metres),
  };
  const [type, shapes] =
    query.geometry === 'lines'
      ? (['MultiLineString', isochroneLines(network, question)] as const)
      : (['MultiPolygon', isochronePolygons(network, question)] as const);
  const features = bands.map((minutes, band) => ({
    type: 'Feature' as const,
    properties: { minutes, seconds: minutes * 60 },
    geometry: { type, coordinates: shapes[band]! },
  }));
  return { ...report, snapMetres: origin.snapMetres, features: features.reverse() };
}

/** The cheapest way from one point to another, from door to door. */
export function routeOf(network: Network, query: RouteQuery): RouteReport {
  const snapLimitM = query.snapLimitM ?? coverageBounds.snapLimitM.default;
  const speedMps = query.speedMps ?? walkingSpeeds.default;
  const from = snapTo(network, query.fromLongitude, query.fromLatitude, snapLimitM);
  const to = snapTo(network, query.toLongitude, query.toLatitude, snapLimitM);
  const route = from && to && cheapestRoute(network, from, to);
  const name = network.header.name;
  if (!route) return { network: name, seconds: null, metres: null, accessMetres: null, coordinates: [] };
  const cost = route.cost + accessCost(network, from.snapMetres) + accessCost(network, to.snapMetres);
  return {
    network: name,
    seconds: secondsOf(network.header, cost, speedMps),
    metres: route.metres,
    accessMetres: from.snapMetres + to.snapMetres,
    coordinates: route.coordinates,
  };
}
