import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { signedAreaM2 } from '../../server/boundary/geometry/ellipsoid.ts';
import { nearest, pathOf, positionAt } from '../../server/boundary/geometry/path.ts';
import { direct } from '../../server/boundary/survey/geodesic.ts';
import { randomStream } from '../../server/random.ts';
import { describeEachDatabase } from '../support/database.ts';

const seed = Date.now() % 1_000_000;

/** A winding line of legs up to 400 m, and positions up to so many metres beside it. */
function anyWorld(besideM: number) {
  const { next } = randomStream(seed, `boundary geometry ${besideM}`);
  let azimuth = 360 * next();
  const vertices: [number, number][] = [[116.2 + 2.5 * next(), 40.2 + 2.4 * next()]];
  for (let i = 0; i < 300; i++) {
    azimuth += 90 * (next() - 0.5);
    vertices.push(direct(vertices.at(-1)!, azimuth, 20 + 380 * next()));
  }
  const positions = Array.from({ length: 200 }, () =>
    direct(vertices[Math.floor(300 * next())]!, 360 * next(), besideM * next()),
  );
  return { vertices, positions };
}

const json = (type: string, coordinates: unknown) => JSON.stringify({ type, coordinates });

describeEachDatabase('geometry of lines, with PostGIS as the referee', (open) => {
  /**
   * Our distances of markers to their line, and PostGIS's on the ellipsoid: the least of those to each leg. Of a whole line
   * ST_Distance looks for the nearest leg on a sphere, and of two about as near in different directions takes the farther.
   */
  async function distances(besideM: number) {
    const { vertices, positions } = anyWorld(besideM);
    const legs = vertices.slice(1).map((end, i) => json('LineString', [vertices[i], end]));
    const { rows } = await sql<{ metres: number }>`
      SELECT min(ST_Distance(ST_GeomFromGeoJSON(position)::geography, leg, true)) AS metres
      FROM unnest(${positions.map((position) => json('Point', position))}::text[]) WITH ORDINALITY AS p (position, i),
        (SELECT ST_GeomFromGeoJSON(leg)::geography AS leg FROM unnest(${legs}::text[]) AS l (leg)) AS l
      GROUP BY i ORDER BY i`.execute(open().kysely);
    const path = pathOf(vertices);
    return positions.map((position, i) => ({ ours: nearest(path, position).distanceM, theirs: rows[i]!.metres }));
  }

  test('markers near their line are as far from it as ST_Distance says, to 1 mm and a millionth', async () => {
    for (const { ours, theirs } of await distances(150)) {
      expect(Math.abs(ours - theirs), `seed ${seed}`).toBeLessThan(0.001 + 1e-6 * theirs);
    }
  });

  // Far away the flattening also shifts the nearest place along the line, and what ST_Distance then measures on the
  // ellipsoid is too long, never too short. So ours is asked to be no longer, and to be the length to a place that is on the line.
  test('markers far from it are no farther than ST_Distance says, from a place on the line', async () => {
    const { vertices, positions } = anyWorld(5000);
    const path = pathOf(vertices);
    const feet = positions.map((position) => nearest(path, position));
    const { rows } = await sql<{ line: number; foot: number; off: number }>`
      SELECT ST_Distance(p, line, true) AS line, ST_Distance(p, f, true) AS foot, ST_Distance(f, line, true) AS off
      FROM (SELECT ST_GeomFromGeoJSON(${json('LineString', vertices)})::geography AS line) AS l,
        unnest(${positions.map((position) => json('Point', position))}::text[],
          ${feet.map(({ chainageM }) => json('Point', positionAt(path, chainageM)))}::text[]) WITH ORDINALITY AS given (position, foot_position, i),
        LATERAL (SELECT ST_GeomFromGeoJSON(position)::geography AS p, ST_GeomFromGeoJSON(foot_position)::geography AS f) AS g
      ORDER BY i`.execute(open().kysely);
    feet.forEach(({ distanceM }, i) => {
      const { line, foot, off } = rows[i]!;
      expect(distanceM, `seed ${seed}`).toBeLessThan(line + 0.001 + 1e-6 * line);
      expect(Math.abs(distanceM - foot), `seed ${seed}`).toBeLessThan(0.001 + 1e-6 * foot);
      expect(off, `seed ${seed}`).toBeLessThan(0.01);
    });
  });

  test('areas are what ST_Area says on the ellipsoid, to a hundred-thousandth', async () => {
    for (const corner of anyWorld(1000).positions.slice(0, 5)) {
      const ring = [290, 220, 160, 70, 0].map((azimuth) => direct(corner, azimuth, 300));
      ring.push(ring[0]!);
      const { rows } = await sql<{ area: number }>`
        SELECT ST_Area(ST_GeomFromGeoJSON(${json('Polygon', [ring])})::geography, true) AS area`.execute(open().kysely);
      expect(Math.abs(signedAreaM2(ring) / rows[0]!.area - 1), `seed ${seed}`).toBeLessThan(1e-5);
    }
  });
});
