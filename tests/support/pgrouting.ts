import type { Client } from 'pg';
import { COORDINATE_UNIT, UNREACHED, weightBetween, type Network } from '../../server/network/graph.ts';

const BATCH_ROWS = 50_000;

/** One row per segment with the cost both ways in millimetres, as pgRouting likes it; -1 where closed. */
export async function loadSegments(client: Client, network: Network): Promise<void> {
  await client.query('CREATE EXTENSION IF NOT EXISTS postgis; CREATE EXTENSION IF NOT EXISTS pgrouting');
  await client.query(`
    CREATE UNLOGGED TABLE segment (
      id bigserial, source bigint, target bigint, cost float8, reverse_cost float8, geom geometry(LineString, 4326))`);
  const { forward, longitude, latitude } = network;
  const at = (column: Int32Array, node: number) => column[node]! * COORDINATE_UNIT;
  let columns: number[][] = Array.from({ length: 8 }, () => []);
  const send = async () => {
    await client.query(
      `INSERT INTO segment (source, target, cost, reverse_cost, geom)
       SELECT s, t, c, r, ST_SetSRID(ST_MakeLine(ST_MakePoint(x1, y1), ST_MakePoint(x2, y2)), 4326)
       FROM unnest($1::bigint[], $2::bigint[], $3::float8[], $4::float8[],
                   $5::float8[], $6::float8[], $7::float8[], $8::float8[]) AS u (s, t, c, r, x1, y1, x2, y2)`,
      columns,
    );
    columns = columns.map(() => []);
  };
  for (let tail = 0; tail < network.header.nodes; tail++) {
    for (let arc = forward.offset[tail]!; arc < forward.offset[tail + 1]!; arc++) {
      const head = forward.head[arc]!;
      const back = weightBetween(forward, head, tail);
      if (back !== UNREACHED && tail > head) continue;
      const row = [tail, head, forward.weight[arc]!, back === UNREACHED ? -1 : back];
      row.push(at(longitude, tail), at(latitude, tail), at(longitude, head), at(latitude, head));
      row.forEach((value, i) => columns[i]!.push(value));
      if (columns[0]!.length >= BATCH_ROWS) await send();
    }
  }
  await send();
  await client.query('CREATE INDEX ON segment USING gist (geom); ALTER TABLE segment ADD PRIMARY KEY (id)');
  await client.query('ANALYZE segment');
}

/** A node that pgRouting reached, and its cost. */
export interface Reached {
  node: string;
  agg_cost: number;
}

/** Every node that pgRouting reaches from one within a cost; `where` restricts the segments that it may use. */
export async function drivingDistance(client: Client, start: number, limit: number, where = ''): Promise<Reached[]> {
  const edges = `SELECT id, source, target, cost, reverse_cost FROM segment ${where}`;
  const { rows } = await client.query<Reached>(
    'SELECT node, agg_cost FROM pgr_drivingDistance($1, $2::bigint, $3::float8, true)',
    [edges, start, limit],
  );
  return rows;
}
