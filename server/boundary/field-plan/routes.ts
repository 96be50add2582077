import { z } from 'zod';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { parseShape } from '../../http/problem-answer.ts';
import { fieldPlan, fieldPlanRequest, type FieldPlanRequest } from '../contract.ts';
import { planAsGpx, planAsKml } from './export.ts';
import type { FieldPlanService } from './service.ts';

/** A plan in the address, so that it can be opened as a file; lists are separated by commas, places by semicolons. */
const fieldPlanQuery = z.object({
  format: z.enum(['json', 'gpx', 'kml']).default('json'),
  lineId: z.string().optional(),
  section: z.string().optional(),
  markerIds: z.string().optional().describe('Separated by commas'),
  start: z.string().optional().describe('longitude,latitude'),
  end: z.string().optional().describe('longitude,latitude'),
  nights: z.string().optional().describe('longitude,latitude;longitude,latitude'),
  mostHoursPerDay: z.coerce.number().optional(),
  minutesPerMarker: z.coerce.number().optional(),
  speedMps: z.coerce.number().optional(),
  mostOffNetworkM: z.coerce.number().optional(),
  asOf: z.string().optional(),
});

const place = (value: string): number[] => value.split(',').map(Number);

function requestOf({ format: _, ...query }: z.output<typeof fieldPlanQuery>): FieldPlanRequest {
  const { markerIds, start, end, nights } = query;
  return parseShape(fieldPlanRequest, {
    ...query,
    ...(markerIds === undefined ? {} : { markerIds: markerIds.split(',') }),
    ...(start === undefined ? {} : { start: place(start) }),
    ...(end === undefined ? {} : { end: place(end) }),
    ...(nights === undefined ? {} : { nights: nights.split(';').map(place) }),
  });
}

const fileTypes = { gpx: 'application/gpx+xml', kml: 'application/vnd.google-earth.kml+xml' } as const;

/** Field plans over HTTP. They hold precise positions: besides the role, the service asks about every marker. */
export function fieldPlanRoutes(plans: FieldPlanService): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/field-plans',
      tag: 'boundaries',
      summary: 'The order in which to visit markers on foot, day by day; nothing is stored',
      access: 'editor',
      body: fieldPlanRequest,
      response: fieldPlan,
      idempotent: false,
      timeoutSeconds: 60,
      handler: ({ actor, body, signal }) => plans.plan(actor, body, signal),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/field-plans',
      tag: 'boundaries',
      summary: 'The same as JSON, GPX 1.1 or KML 2.2',
      access: 'editor',
      query: fieldPlanQuery,
      response: 'raw',
      timeoutSeconds: 60,
      handler: async ({ actor, query, language, response, signal }) => {
        const plan = await plans.plan(actor, requestOf(query), signal);
        response.setHeader('Cache-Control', 'no-store');
        if (query.format === 'json') return response.json(plan);
        const name = encodeURIComponent(`${plan.name}.${query.format}`);
        response.setHeader('Content-Disposition', `attachment; filename*=UTF-8''${name}`);
        const written = query.format === 'gpx' ? planAsGpx(plan, language) : planAsKml(plan, language);
        return response.type(fileTypes[query.format]).send(written);
      },
    }),
  ];
}
