import { assembleNetwork } from '../../server/network/assemble.ts';
import { COORDINATE_UNIT, segmentMetres, type Network } from '../../server/network/graph.ts';
import { randomStream } from '../../server/random.ts';

/** Spacing of neighbouring nodes, coordinate units: about 67 m. */
const STEP = { longitude: 8000, latitude: 6000 };
const JITTER = 0.35;
const MISSING_SEGMENTS = 0.03;

/**
 * A made-up street network for benchmarks: a grid of jittered streets with some segments missing, its nodes numbered at
 * random so that no order of the input helps.
 * @param side nodes along one side; arcs are about 3.9 × side²
 */
export function streetNetwork(side: number): Network {
  const { next, chance, shuffled } = randomStream(20_261_124, 'street network');
  const nodes = side * side;
  const numberOf = Uint32Array.from(shuffled(Array.from({ length: nodes }, (_, i) => i)));
  const longitude = new Int32Array(nodes);
  const latitude = new Int32Array(nodes);
  const jitter = () => (next() - 0.5) * 2 * JITTER;
  for (let i = 0; i < nodes; i++) {
    longitude[numberOf[i]!] = 1_170_000_000 + ((i % side) + jitter()) * STEP.longitude;
    latitude[numberOf[i]!] = 400_000_000 + (Math.floor(i / side) + jitter()) * STEP.latitude;
  }
  const from: number[] = [];
  const to: number[] = [];
  const join = (a: number, b: number) => {
    if (chance(MISSING_SEGMENTS)) return;
    from.push(numberOf[a]!);
    to.push(numberOf[b]!);
  };
  for (let i = 0; i < nodes; i++) {
    if (i % side < side - 1) join(i, i + 1);
    if (i + side < nodes) join(i, i + side);
  }
  const weight = Uint32Array.from(from, (a, i) => {
    const b = to[i]!;
    const degrees = (column: Int32Array, node: number) => column[node]! * COORDINATE_UNIT;
    return Math.round(
      1000 * segmentMetres(degrees(longitude, a), degrees(latitude, a), degrees(longitude, b), degrees(latitude, b)),
    );
  });
  return assembleNetwork({
    header: {
      name: 'bench',
      profile: 'walk',
      profileVersion: 'bench',
      elevation: null,
      source: { file: 'generated', sha256: '0'.repeat(64), bytes: 0, attribution: 'generated', demo: true },
    },
    osmId: Float64Array.from({ length: nodes }, (_, i) => i + 1),
    longitude,
    latitude,
    from: Uint32Array.from(from),
    to: Uint32Array.from(to),
    weightForward: weight,
    weightBackward: weight,
  });
}
