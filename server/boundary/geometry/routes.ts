import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { problems } from '../../registry/problem.ts';
import type { SnapshotService } from '../../snapshot/service.ts';
import { geometryFindingQuery, geometryFindingReport } from '../contract.ts';
import { assessGeometry } from './assessment.ts';
import { toldFindings } from './public-findings.ts';

/** Findings of the geometry of lines and markers over HTTP. */
export function geometryRoutes({ snapshots }: { snapshots: SnapshotService }): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/boundary-findings',
      tag: 'boundaries',
      summary:
        'Troubles of the geometry of lines, markers and divisions on a date, with places as far as the reader may see them',
      access: 'public',
      query: geometryFindingQuery,
      response: geometryFindingReport,
      handler: async ({ actor, query }) => {
        const snapshot = await snapshots.at(query.asOf);
        const { lineId } = query;
        if (lineId !== undefined && !snapshot.records.boundaryLine.has(lineId)) {
          throw problems.notFound({ zh: '这条界线', en: 'boundary line' });
        }
        const findings = assessGeometry(snapshot).filter((found) => lineId === undefined || found.lineId === lineId);
        return { snapshot: snapshot.id, asOf: snapshot.asOf, items: toldFindings(findings, actor, snapshot) };
      },
    }),
  ];
}
