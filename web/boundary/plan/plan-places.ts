import type { FieldPlan } from '../../../server/boundary/contract.ts';
import type { RouteStop } from '../map/boundary-layers.ts';
import type { Route } from '../map/BoundaryMap.tsx';

/** A plan as it is drawn: straight from stop to stop in their order, each named by its day and place within it. */
export function routeOf(plan: FieldPlan): Route {
  const stops = plan.days.flatMap(({ day, stops: ofDay }) =>
    ofDay.map(({ markerId, position }, index): RouteStop => ({ markerId, position, label: `${day}-${index + 1}` })),
  );
  const coordinates = plan.days.flatMap(({ stops: ofDay, night }) => [
    ...ofDay.map(({ position }) => position),
    ...(night ? [night] : []),
  ]);
  return { stops, path: coordinates.length < 2 ? null : { type: 'LineString', coordinates } };
}

export const walkedKm = (seconds: number, speedMps: number): number => (seconds * speedMps) / 1000;
