import { basename } from 'node:path';
import { text } from '../../gis-data/catalogue/index.ts';
import { assembleNetwork } from './assemble.ts';
import { positionOf, readHeights, slopeFactor, type NodePlaces } from './elevation.ts';
import { NetworkError } from './error.ts';
import {
  COORDINATE_UNIT,
  segmentMetres,
  UNREACHED,
  type Network,
  type NetworkHeader,
  type NetworkParts,
  type ProfileId,
} from './graph.ts';
import {
  MAX_OSM_ID,
  readOsmNodes,
  readOsmWays,
  refuseIfCancelled,
  type OsmFile,
  type ReadOptions,
} from './osm-reader.ts';
import { nodeTagKeys, profileRules, type ProfileRules } from './tag-rules.ts';

export interface BuildOptions {
  /** Path of the `.osm.pbf` file. */
  file: string;
  name: string;
  profile: ProfileId;
  /** Path of a file of heights (see `readHeights`); for walking only. Without one the ground counts as flat. */
  elevation?: string;
  /** True for the demonstration network (演示数据). */
  demo?: boolean;
  /** Default: OpenStreetMap's own. */
  attribution?: string;
}

export const buildStages = ['ways', 'nodes', 'heights', 'network'] as const;
export type BuildStage = (typeof buildStages)[number];

export interface BuildHooks {
  /** Called with the share of the stage that is done, 0 to 1. */
  onProgress?: (stage: BuildStage, share: number) => void;
  signal?: AbortSignal;
}

/** What became of the file. */
export interface BuildReport {
  ways: number;
  /** Ways that the profile may use. */
  usedWays: number;
  nodes: number;
  arcs: number;
  /** Nodes that used ways refer to and the file does not hold; the ways are cut there. */
  missingNodes: number;
  /** Nodes where an impassable barrier cuts the ways. */
  barriers: number;
  /** Nodes without a known height, where the ground counts as flat; null: no heights were given. */
  unknownHeights: number | null;
  islands: NetworkHeader['islands'];
}

const osmAttribution = '© OpenStreetMap contributors (ODbL 1.0)';

/**
 * Builds the network of one profile from an OpenStreetMap file. The same files give the same network, byte for byte.
 *
 * Memory: about 40 bytes for each reference of a usable way to a node, besides the network and one block of the file.
 * The file is read twice: ways first, then only the nodes that they use.
 * @throws NetworkError not-pbf, truncated, no-ways, no-usable-ways, bad-elevation, bad-value, cancelled
 */
export async function buildFromOsm(
  options: BuildOptions,
  hooks: BuildHooks = {},
): Promise<{ network: Network; report: BuildReport }> {
  if (options.elevation !== undefined && options.profile !== 'walk') throw heightsForWalkingOnly();
  const rules = profileRules[options.profile];
  const { file, ways } = await readUsableWays(options, rules, hooks);
  const nodes = await readNodes(file, ways.refs, rules, hooks);
  const heights = await readNodeHeights(options.elevation, nodes, hooks);
  refuseIfCancelled(hooks.signal);

  hooks.onProgress?.('network', 0);
  const parts = compact(segmentsOf(ways, nodes, heights), nodes, headerOf(options, rules, file));
  if (parts.from.length === 0) throw noUsableWays(options);
  const network = assembleNetwork(parts);
  hooks.onProgress?.('network', 1);

  const isMissing = (longitude: number) => longitude === NO_POSITION;
  const report: BuildReport = {
    ways: file.ways,
    usedWays: ways.count,
    nodes: network.header.nodes,
    arcs: network.header.arcs,
    missingNodes: countOf(nodes.longitude, isMissing),
    barriers: countOf(nodes.barrier, (barrier) => barrier !== PASSABLE),
    unknownHeights: heights && countOf(heights, (height, i) => Number.isNaN(height) && !isMissing(nodes.longitude[i]!)),
    islands: network.header.islands,
  };
  return { network, report };
}

/** Usable ways as columns: the references of way `w` are `refs[offset[w]] … refs[offset[w + 1] - 1]`. */
interface UsableWays {
  count: number;
  offset: Uint32Array;
  refs: Float64Array;
  /** Cost of a metre along the way and against it; NaN: closed. */
  forwardPerMetre: Float64Array;
  backwardPerMetre: Float64Array;
  offTheGround: Uint8Array;
}

async function readUsableWays(
  options: BuildOptions,
  rules: ProfileRules,
  hooks: BuildHooks,
): Promise<{ file: OsmFile; ways: UsableWays }> {
  const offset = growing(Uint32Array);
  const refs = growing(Float64Array);
  const forward = growing(Float64Array);
  const backward = growing(Float64Array);
  const offTheGround = growing(Uint8Array);
  offset.push(0);
  const file = await readOsmWays(
    options.file,
    (way) => {
      const use = way.refs.length > 1 ? rules.way(way.tags) : null;
      if (use === null) return;
      for (const ref of way.refs) refs.push(ref);
      offset.push(refs.length());
      forward.push(use.forwardPerMetre ?? Number.NaN);
      backward.push(use.backwardPerMetre ?? Number.NaN);
      offTheGround.push(use.offTheGround ? 1 : 0);
    },
    stage('ways', hooks),
  );
  const count = offset.length() - 1;
  if (file.ways === 0) throw noWays(options.file);
  if (count === 0) throw noUsableWays(options);
  const ways: UsableWays = {
    count,
    offset: offset.column(),
    refs: refs.column(),
    forwardPerMetre: forward.column(),
    backwardPerMetre: backward.column(),
    offTheGround: offTheGround.column(),
  };
  return { file, ways };
}

/** Longitude of a node that the file does not hold; east of every meridian. */
const NO_POSITION = 0x7fffffff;

const PASSABLE = 0;
/** An impassable barrier; `TAKEN` once a segment ends at the node itself. */
const IMPASSABLE = 1;
const TAKEN = 2;

interface UsedNodes extends NodePlaces {
  barrier: Uint8Array;
}

async function readNodes(
  file: OsmFile,
  refs: Float64Array,
  rules: ProfileRules,
  hooks: BuildHooks,
): Promise<UsedNodes> {
  const osmId = distinctAscending(refs);
  if (Math.max(-osmId[0]!, osmId.at(-1)!) > MAX_OSM_ID) throw idsTooLarge(file.path);
  const longitude = new Int32Array(osmId.length).fill(NO_POSITION);
  const latitude = new Int32Array(osmId.length);
  const barrier = new Uint8Array(osmId.length);
  await readOsmNodes(
    file,
    nodeTagKeys,
    (node) => {
      const at = positionOf(osmId, node.id);
      if (at < 0) return;
      longitude[at] = node.longitude;
      latitude[at] = node.latitude;
      barrier[at] = node.tags === undefined || rules.passable(node.tags) ? PASSABLE : IMPASSABLE;
    },
    stage('nodes', hooks),
  );
  return { osmId, longitude, latitude, barrier };
}

async function readNodeHeights(
  elevation: string | undefined,
  nodes: NodePlaces,
  hooks: BuildHooks,
): Promise<Float64Array | null> {
  if (elevation === undefined) return null;
  hooks.onProgress?.('heights', 0);
  const heights = await readHeights(elevation, nodes, hooks.signal);
  hooks.onProgress?.('heights', 1);
  return heights;
}

/** Segments as columns. Ends from `nodes.osmId.length` on are further sides of barriers: entry `end − length` of `sides`. */
interface Segments {
  from: Uint32Array;
  to: Uint32Array;
  weightForward: Uint32Array;
  weightBackward: Uint32Array;
  /** The node that each further side stands for. */
  sides: Uint32Array;
}

/**
 * Cuts ways into straight segments. Where a node has no position, the way is cut: nothing is guessed across the gap.
 * At an impassable barrier every segment gets an end of its own, so that one comes up to it from each side and not past.
 */
function segmentsOf(ways: UsableWays, nodes: UsedNodes, heights: Float64Array | null): Segments {
  const most = ways.refs.length - ways.count;
  const from = new Uint32Array(most);
  const to = new Uint32Array(most);
  const weightForward = new Uint32Array(most);
  const weightBackward = new Uint32Array(most);
  const sides = growing(Uint32Array);
  let count = 0;

  const sideOf = (node: number) => {
    if (nodes.barrier[node] === PASSABLE) return node;
    if (nodes.barrier[node] === IMPASSABLE) {
      nodes.barrier[node] = TAKEN;
      return node;
    }
    sides.push(node);
    return nodes.osmId.length + sides.length() - 1;
  };

  for (let way = 0; way < ways.count; way++) {
    const groundHeights = ways.offTheGround[way] ? null : heights;
    let last = -1;
    for (let i = ways.offset[way]!; i < ways.offset[way + 1]!; i++) {
      const found = positionOf(nodes.osmId, ways.refs[i]!);
      const node = nodes.longitude[found] === NO_POSITION ? -1 : found;
      if (last >= 0 && node >= 0 && node !== last) {
        const metres = metresBetween(nodes, last, node);
        from[count] = sideOf(last);
        to[count] = sideOf(node);
        weightForward[count] = weightOf(metres, ways.forwardPerMetre[way]!, riseBetween(groundHeights, last, node));
        weightBackward[count] = weightOf(metres, ways.backwardPerMetre[way]!, riseBetween(groundHeights, node, last));
        count++;
      }
      last = node;
    }
  }
  return {
    from: from.subarray(0, count),
    to: to.subarray(0, count),
    weightForward: weightForward.subarray(0, count),
    weightBackward: weightBackward.subarray(0, count),
    sides: sides.column(),
  };
}

function metresBetween({ longitude, latitude }: NodePlaces, a: number, b: number): number {
  return segmentMetres(
    longitude[a]! * COORDINATE_UNIT,
    latitude[a]! * COORDINATE_UNIT,
    longitude[b]! * COORDINATE_UNIT,
    latitude[b]! * COORDINATE_UNIT,
  );
}

/** Metres up from a to b; 0 where either height is unknown. */
function riseBetween(heights: Float64Array | null, a: number, b: number): number {
  const rise = heights === null ? 0 : heights[b]! - heights[a]!;
  return Number.isNaN(rise) ? 0 : rise;
}

/**
 * Whole cost of a segment, from 1 (no arc is free: a network keeps no loops of no cost) to just below `UNREACHED`. The
 * slope counts where it costs more than the way itself does: the cost of steps already holds their steepness.
 */
function weightOf(metres: number, perMetre: number, rise: number): number {
  if (Number.isNaN(perMetre)) return UNREACHED;
  const sloped = rise === 0 || metres === 0 ? perMetre : Math.max(perMetre, 1000 * slopeFactor(rise, metres));
  return Math.min(Math.max(1, Math.round(metres * sloped)), UNREACHED - 1);
}

/** Leaves out the nodes at which no segment ends. Further sides of barriers get ids below all others, as OSM has none there. */
function compact(segments: Segments, nodes: UsedNodes, header: NetworkParts['header']): NetworkParts {
  const { sides } = segments;
  const real = nodes.osmId.length;
  const place = new Int32Array(real + sides.length).fill(-1);
  for (const ends of [segments.from, segments.to]) for (const end of ends) place[end] = 0;
  let count = 0;
  for (let end = 0; end < place.length; end++) if (place[end] === 0) place[end] = count++;

  const osmId = new Float64Array(count);
  const longitude = new Int32Array(count);
  const latitude = new Int32Array(count);
  const lowestId = Math.min(0, nodes.osmId[0]!);
  place.forEach((at, end) => {
    if (at < 0) return;
    const node = end < real ? end : sides[end - real]!;
    osmId[at] = end < real ? nodes.osmId[node]! : lowestId - 1 - (end - real);
    longitude[at] = nodes.longitude[node]!;
    latitude[at] = nodes.latitude[node]!;
  });
  return {
    header,
    osmId,
    longitude,
    latitude,
    from: segments.from.map((end) => place[end]!),
    to: segments.to.map((end) => place[end]!),
    weightForward: segments.weightForward,
    weightBackward: segments.weightBackward,
  };
}

function headerOf(options: BuildOptions, rules: ProfileRules, file: OsmFile): NetworkParts['header'] {
  return {
    name: options.name,
    profile: options.profile,
    profileVersion: rules.version,
    elevation: options.elevation === undefined ? null : basename(options.elevation),
    source: {
      file: basename(options.file),
      sha256: file.sha256,
      bytes: file.bytes,
      attribution: options.attribution ?? osmAttribution,
      demo: options.demo ?? false,
    },
  };
}

function stage(name: BuildStage, { onProgress, signal }: BuildHooks): ReadOptions {
  return { onProgress: (share) => onProgress?.(name, share), signal };
}

function distinctAscending(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  let count = 0;
  for (const value of sorted) if (count === 0 || sorted[count - 1] !== value) sorted[count++] = value;
  return sorted.slice(0, count);
}

function countOf(
  column: Int32Array | Uint8Array | Float64Array,
  holds: (value: number, index: number) => boolean,
): number {
  let count = 0;
  column.forEach((value, index) => (count += holds(value, index) ? 1 : 0));
  return count;
}

/** A typed array of unknown length: doubled when full. */
function growing<T extends Uint8Array | Uint32Array | Float64Array>(type: { new (length: number): T }) {
  let column = new type(1024);
  let length = 0;
  return {
    push(value: number) {
      if (length === column.length) {
        const longer = new type(2 * length);
        longer.set(column);
        column = longer;
      }
      column[length++] = value;
    },
    length: () => length,
    column: () => column.subarray(0, length) as T,
  };
}

const profileNames = { walk: text('步行', 'walking'), car: text('驾车', 'driving') };

const noWays = (file: string) =>
  new NetworkError(
    'no-ways',
    text(
      `${basename(file)} 中没有任何道路（way）。请提供含道路的 OSM 提取文件。`,
      `${basename(file)} holds no ways. Give an OSM extract that has its roads.`,
    ),
  );

const noUsableWays = ({ file, profile }: BuildOptions) =>
  new NetworkError(
    'no-usable-ways',
    text(
      `${basename(file)} 中没有可用于${profileNames[profile].zh}的道路，或道路的节点不在文件中。请用含完整道路的提取文件（osmium extract --strategy complete_ways）。`,
      `${basename(file)} holds no way usable for ${profileNames[profile].en}, or not the nodes of its ways. Give an extract with whole ways (osmium extract --strategy complete_ways).`,
    ),
  );

const idsTooLarge = (file: string) =>
  new NetworkError(
    'not-pbf',
    text(
      `${basename(file)} 中有超出 ±2^52 的节点编号，无法精确读取。请先重新编号：osmium renumber IN.osm.pbf -o OUT.osm.pbf。`,
      `${basename(file)} has node ids beyond ±2^52, which cannot be read exactly. Renumber it first: osmium renumber IN.osm.pbf -o OUT.osm.pbf.`,
    ),
  );

const heightsForWalkingOnly = () =>
  new NetworkError(
    'bad-value',
    text(
      '高程只用于步行路网；驾车路网请勿指定高程文件。',
      'Heights are for walking networks only: build a driving network without an elevation file.',
    ),
  );
