import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createOSMStream } from 'osm-pbf-parser-node';
import { buildFromOsm, type BuildStage } from '../../server/network/osm-build.ts';
import { profileIds, type ProfileId } from '../../server/network/graph.ts';
import { writeOsmPbf, type OsmWay } from '../demo/pbf-writer.ts';

/**
 * How long a network of a million arcs takes to build, by stage, and how that compares with merely parsing the same file
 * with the bare library, in the same run.
 *
 *     npx tsx scripts/bench/network-build.ts
 *
 * Needs osmium-tool, which deflates the file: the bare library does not read raw blobs.
 *
 * The ground is a grid of streets whose nodes stand off their places by up to a quarter of a block.
 */

const SIDE = 501; // nodes along each side: 2 × 501 × 500 segments, both ways
const SPACING_E7 = 4_000; // about 40 m
const NODES_PER_WAY = 25;

const classes = ['residential', 'tertiary', 'footway', 'service', 'unclassified'];

/** Deterministic noise in [−0.5, 0.5): the mixing steps of MurmurHash3. */
function noise(n: number): number {
  let mixed = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32 - 0.5;
}

/** Streets both ways over the grid, cut into ways of `NODES_PER_WAY` nodes. */
function* streets(): Generator<OsmWay> {
  const idAt = (column: number, row: number) => 1 + row * SIDE + column;
  let id = 1;
  for (let line = 0; line < SIDE; line++) {
    for (const along of [(k: number) => idAt(k, line), (k: number) => idAt(line, k)]) {
      for (let start = 0; start < SIDE - 1; start += NODES_PER_WAY - 1) {
        const end = Math.min(SIDE - 1, start + NODES_PER_WAY - 1);
        const refs = Array.from({ length: end - start + 1 }, (_, k) => along(start + k));
        yield { id, refs, tags: { highway: classes[id % classes.length]!, name: `路 ${line}`, source: 'bench' } };
        id++;
      }
    }
  }
}

function writeGround(file: string): void {
  const nodes = SIDE * SIDE;
  const at = (n: number, place: number, salt: number) => Math.round((place + noise(n * 2 + salt) / 2) * SPACING_E7);
  writeOsmPbf(file, {
    nodes: {
      ids: Float64Array.from({ length: nodes }, (_, n) => n + 1),
      lonE7: Int32Array.from({ length: nodes }, (_, n) => 1_170_000_000 + at(n, n % SIDE, 0)),
      latE7: Int32Array.from({ length: nodes }, (_, n) => 410_000_000 + at(n, Math.floor(n / SIDE), 1)),
    },
    ways: streets(),
    program: 'bench',
  });
}

/** Lets the library inflate and decode every element, and does nothing with them. */
async function parseOnly(file: string): Promise<number> {
  const start = performance.now();
  let elements = 0;
  for await (const _ of createOSMStream(file)) elements++;
  if (elements === 0) throw new Error('The library read nothing.');
  return performance.now() - start;
}

/** Builds, and takes for each stage the time from the end of the one before to its own. */
async function timedBuild(file: string, profile: ProfileId) {
  const ends = new Map<BuildStage, number>();
  const start = performance.now();
  const { report } = await buildFromOsm(
    { file, name: 'bench', profile },
    { onProgress: (stage) => ends.set(stage, performance.now()) },
  );
  const milliseconds = performance.now() - start;
  let last = start;
  const stages = [...ends].map(([stage, end]) => {
    const took = end - last;
    last = end;
    return `${stage} ${Math.round(took)} ms`;
  });
  return { arcs: report.arcs, milliseconds, stages };
}

const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'bench-network-'));
try {
  const raw = path.join(folder, 'raw.osm.pbf');
  const file = path.join(folder, 'ground.osm.pbf');
  writeGround(raw);
  execFileSync('osmium', ['cat', raw, '-o', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  console.log(`file: ${((await fs.stat(file)).size / 1e6).toFixed(1)} MB`);

  await parseOnly(file); // warm
  const parsing = await parseOnly(file);
  console.log(`bare library, parsing only: ${Math.round(parsing)} ms`);
  for (const profile of profileIds) {
    const { arcs, milliseconds, stages } = await timedBuild(file, profile);
    console.log(
      `${profile}: ${arcs} arcs in ${(milliseconds / 1000).toFixed(2)} s (${stages.join(', ')}); ` +
        `${Math.round((arcs / milliseconds) * 1000)} arcs/s; ${(milliseconds / parsing).toFixed(1)} × parsing`,
    );
  }
} finally {
  await fs.rm(folder, { recursive: true });
}
