import { z } from 'zod';
import { endpoint, type Endpoint } from './endpoint.ts';

const configShape = z.object({
  basemap: z
    .object({
      kind: z.enum(['xyz', 'pmtiles']),
      url: z.string(),
      attribution: z.string(),
      approvalNumber: z.string().nullable(),
    })
    .nullable(),
});

/** What the web app must know of how the server is set up. */
export function configRoutes({
  basemap,
}: {
  basemap: { url: string; attribution: string; approvalNumber: string | null } | null;
}): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/config',
      tag: 'operations',
      summary: 'Set-up that the web app follows: the optional basemap',
      access: 'public',
      response: configShape,
      handler: async () => ({
        basemap: basemap && {
          kind: basemap.url.endsWith('.pmtiles') ? 'pmtiles' : 'xyz',
          url: basemap.url,
          attribution: basemap.attribution,
          approvalNumber: basemap.approvalNumber,
        },
      }),
    }),
  ];
}
