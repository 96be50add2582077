/**
 * Vector tiles beside what is bare, in one run: tiles that are not kept beside the query of ST_AsMVT on PostgreSQL that makes
 * the same ones (without clusters, which it has none of), and kept tiles over HTTP beside a Node server that does nothing but
 * send the same bytes.
 *
 *   npx tsx scripts/bench/tiles.ts [--points 200000] [--areas 5000] [--rounds 5] [--connections 32] [--seconds 4]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { parseArgs } from 'node:util';
import type { Geometry } from 'geojson';
import { Client } from 'pg';
import { collectionById } from '../../server/ogc/collections.ts';
import { randomStream } from '../../server/random.ts';
import type { TileAddress } from '../../server/tiles/cut.ts';
import { placeLayer, tileOf } from '../../server/tiles/layer.ts';
import { toWorld } from '../../server/tiles/world.ts';
import { startPostgres } from '../../tests/support/postgres-server.ts';
import { startServer } from '../../tests/support/server.ts';
import { median, timed } from './times.ts';

const options = { points: '200000', areas: '5000', rounds: '5', connections: '32', seconds: '4' };
const { values } = parseArgs({
  options: Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, { type: 'string', default: value }]),
  ),
});
const number = (name: keyof typeof options) => Number(values[name]);
const print = (line: string) => void process.stdout.write(`${line}\n`);

const [west, south, width, height] = [117, 40, 1.5, 1.2];
const random = randomStream(9, 'tiles bench');
const place = (): [number, number] => [west + random.next() * width, south + random.next() * height];

function star(): Geometry {
  const [x, y] = place();
  const ring = Array.from({ length: 120 }, (_, i) => {
    const radius = 0.01 * (0.7 + 0.3 * random.next());
    return [x + radius * Math.cos((i * Math.PI) / 60), y + radius * Math.sin((i * Math.PI) / 60)];
  });
  return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] };
}

/** Tiles of a zoom within the area. */
function tilesOf(z: number, count: number): TileAddress[] {
  return Array.from({ length: count }, () => {
    const [x, y] = toWorld(place()).map((part) => Math.floor(part * 2 ** z));
    return { z, x: x!, y: y! };
  });
}

async function besideQueries(): Promise<void> {
  const postgres = await startPostgres();
  const client = new Client({ connectionString: postgres.url });
  try {
    await client.connect();
    await client.query('CREATE EXTENSION IF NOT EXISTS postgis');
    const layers = [
      {
        id: 'place-names',
        zooms: [12, 13, 14],
        count: number('points'),
        draw: (): Geometry => ({ type: 'Point', coordinates: place() }),
      },
      { id: 'divisions', zooms: [9, 11, 13], count: number('areas'), draw: star },
    ];
    for (const { id, zooms, count, draw } of layers) {
      const rows = Array.from({ length: count }, (_, i) => ({ id: `r${i}`, name: `名称${i}`, geometry: draw() }));
      await client.query('DROP TABLE IF EXISTS bare');
      await client.query('CREATE TABLE bare (id text, name text, geom geometry(Geometry, 4490))');
      for (let from = 0; from < rows.length; from += 5000) {
        await client.query(
          `INSERT INTO bare SELECT s->>'id', s->>'name', ST_SetSRID(ST_GeomFromGeoJSON(s->'geometry'), 4490)
           FROM jsonb_array_elements($1::jsonb) s`,
          [JSON.stringify(rows.slice(from, from + 5000))],
        );
      }
      await client.query('CREATE INDEX ON bare USING gist (geom)');
      await client.query('ANALYZE bare');
      const collection = collectionById.get(id)!;
      const bodies = rows.map((row) => [row.id, { ...row, [collection.geometryField]: row.geometry }] as const);
      const { ms: placing, result: layer } = await timed(() => placeLayer(collection, bodies));
      print(`${id}: ${count} features, placed once for a content in ${placing.toFixed(0)} ms`);
      for (const z of zooms) {
        const times = { bare: [] as number[], ours: [] as number[] };
        let bytes = 0;
        for (const tile of tilesOf(z, number('rounds') * 20)) {
          const bare = await timed(() =>
            client.query(
              `SELECT ST_AsMVT(t, 'bare', 4096, 'shape') FROM (
                 SELECT id, name, ST_AsMVTGeom(ST_Transform(geom, 3857), ST_TileEnvelope($1, $2, $3), 4096, 64, true) AS shape
                 FROM bare WHERE geom && ST_Transform(ST_TileEnvelope($1, $2, $3, margin => 0.015625), 4490)) t`,
              [tile.z, tile.x, tile.y],
            ),
          );
          const ours = await timed(() => tileOf(layer, tile));
          times.bare.push(bare.ms);
          times.ours.push(ours.ms);
          bytes += ours.result.length;
        }
        const [bare, ours] = [median(times.bare), median(times.ours)];
        const mean = (bytes / times.ours.length / 1000).toFixed(1);
        print(
          `  zoom ${z}: ours ${ours.toFixed(2)} ms, ST_AsMVT ${bare.toFixed(2)} ms, ratio ${(ours / bare).toFixed(2)}, ${mean} kB`,
        );
      }
    }
  } finally {
    await client.end();
    await postgres.stop();
  }
}

/** Answers per second to one request that is asked again and again on each of the connections. */
async function rate(url: URL): Promise<number> {
  const question = `GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`;
  const whole = Buffer.from(await (await fetch(url)).arrayBuffer()).length;
  const end = performance.now() + number('seconds') * 1000;
  const ask = async (): Promise<number> => {
    const socket = connect(Number(url.port), url.hostname);
    await once(socket, 'connect');
    let answers = 0;
    let left = -1;
    const ended = new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('data', (chunk: Buffer) => {
        // Heads come in one piece here, with the beginning of the body.
        if (left < 0) left = chunk.indexOf('\r\n\r\n') + 4 + whole;
        left -= chunk.length;
        if (left > 0) return;
        answers++;
        left = -1;
        if (performance.now() < end) socket.write(question);
        else resolve();
      });
    });
    socket.write(question);
    await ended;
    socket.destroy();
    return answers;
  };
  const start = performance.now();
  const counts = await Promise.all(Array.from({ length: number('connections') }, ask));
  return (counts.reduce((sum, count) => sum + count, 0) / (performance.now() - start)) * 1000;
}

const bareServer = `
  let bytes = [];
  process.stdin.on('data', (chunk) => bytes.push(chunk)).on('end', () => {
    bytes = Buffer.concat(bytes);
    const server = require('node:http').createServer((request, response) => {
      response.setHeader('Content-Type', 'application/vnd.mapbox-vector-tile');
      response.setHeader('Content-Length', bytes.length);
      response.end(bytes);
    });
    server.listen(0, '127.0.0.1', () => console.log(server.address().port));
  });`;

async function besideServer(): Promise<void> {
  const server = await startServer();
  try {
    const [x, y] = toWorld([117.93, 40.97]).map((part) => Math.floor(part * 2 ** 10));
    const ours = new URL(`${server.url}/tiles/facilities/10/${x}/${y}.mvt`);
    const bytes = Buffer.from(await (await fetch(ours)).arrayBuffer());
    const child = spawn(process.execPath, ['-e', bareServer], { stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      child.stdin.end(bytes);
      const [port] = (await once(child.stdout, 'data')) as [Buffer];
      const bare = new URL(`http://127.0.0.1:${port.toString().trim()}/`);
      const rates = { ours: [] as number[], bare: [] as number[] };
      for (let round = 0; round < number('rounds'); round++) {
        rates.bare.push(await rate(bare));
        rates.ours.push(await rate(ours));
      }
      const [own, other] = [median(rates.ours), median(rates.bare)];
      print(
        `kept tile of ${bytes.length} bytes: ours ${own.toFixed(0)}/s, bare server ${other.toFixed(0)}/s, ratio ${(own / other).toFixed(2)}`,
      );
    } finally {
      child.kill();
    }
  } finally {
    await server.stop();
  }
}

await besideQueries();
await besideServer();
