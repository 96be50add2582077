import { z } from 'zod';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { rawBody } from '../../http/raw-body.ts';
import type { SnapshotService } from '../../snapshot/service.ts';
import { readCourseAnswer, sourcePosition, storedPosition } from '../contract.ts';
import { problems } from '../../registry/problem.ts';
import { outsideStudyAreaM } from '../study-area.ts';
import { lineLengthM } from '../survey/geodesic.ts';
import { positionIn } from './position-in.ts';
import { readCourse } from './read-course.ts';

const LIMIT_BYTES = 20 * 2 ** 20;
const courseQuery = z.object({ crs: sourcePosition.shape.crs.describe('System of the coordinates in the file') });

/** Coordinates in the systems in which offices have them, turned into EPSG:4490; nothing is stored. */
export function courseRoutes({ snapshots }: { snapshots: SnapshotService }): Endpoint[] {
  const outsideOf = async () => {
    const snapshot = await snapshots.at();
    return (position: readonly number[]) => outsideStudyAreaM(snapshot, position);
  };
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/boundary-lines/course',
      tag: 'boundaries',
      summary: 'The course of a line from a file: GeoJSON, KML, or a CSV table of points along it; stores nothing',
      access: 'editor',
      query: courseQuery,
      response: readCourseAnswer,
      idempotent: false,
      async handler({ query, request, response }) {
        const bytes = await rawBody(request, response, LIMIT_BYTES);
        const { format, geometry } = readCourse(bytes, query.crs, await outsideOf());
        const metres = geometry.coordinates.reduce((sum, piece) => sum + lineLengthM(piece), 0);
        return {
          ...{ format, geometry, pieces: geometry.coordinates.length },
          points: geometry.coordinates.flat().length,
          lengthKm: Math.round(metres) / 1000,
        };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/boundary-positions',
      tag: 'boundaries',
      summary: 'A position given in another system, in EPSG:4490; stores nothing',
      access: 'editor',
      body: sourcePosition,
      response: storedPosition,
      idempotent: false,
      async handler({ body: { x, y, crs } }) {
        const { stored, trouble } = positionIn({ x, y }, crs, await outsideOf());
        if (trouble) throw problems.invalid([{ field: 'position', ...trouble }]);
        return { position: { type: 'Point' as const, coordinates: stored }, sourceCrs: crs };
      },
    }),
  ];
}
