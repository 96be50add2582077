import type { Command } from 'commander';
import { text, type Text } from '../../gis-data/catalogue/index.ts';
import { readConfig } from '../../server/config.ts';
import { readPlainTable, uniqueById } from '../../server/exchange/plain-table.ts';
import { NetworkError } from '../../server/network/error.ts';
import {
  costWithin,
  nodeDistanceMetres,
  profileIds,
  secondsOf,
  walkingSpeeds,
  type Network,
  type NetworkHeader,
  type ProfileId,
} from '../../server/network/graph.ts';
import { createNetworkLibrary, networksFolder, summaryOf, checkName } from '../../server/network/library.ts';
import { boundedMatrix } from '../../server/network/matrix.ts';
import { buildFromOsm, type BuildStage } from '../../server/network/osm-build.ts';
import { createSearcher, leavingSeeds } from '../../server/network/search.ts';
import { snapTo, type Snap } from '../../server/network/snap.ts';
import type { CommandTools } from './access.ts';
import { createCsvFile } from './csv-file.ts';

/** How far a point may lie from a way unless the command says otherwise, metres. */
const SNAP_LIMIT_M = 200;
/** How far a way is looked for to tell how far a point beyond the limit lies from it, metres. */
const NEAREST_WITHIN_M = 10_000;
/** Pairs computed before they are written; bounds the memory of a large matrix to some hundred megabytes. */
const PAIRS_AT_ONCE = 20_000_000;
/** Points off the network printed as text; --json has them all. */
const PRINTED_POINTS = 50;

/** `network build | list | reach | arcs | matrix`: the networks of the data folder. Opens no database. */
export function addNetworkCommands(program: Command, tools: CommandTools): void {
  const network = program.command('network').description('walking and driving networks, kept in DATA_DIR/networks');
  addBuild(network, tools);
  addList(network, tools);
  addReach(network, tools);
  addArcs(network, tools);
  addMatrix(network, tools);
}

const library = () => createNetworkLibrary(networksFolder(readConfig(process.env).dataDir));

const elapsedSeconds = (since: number) => Math.round(performance.now() - since) / 1000;

interface BuildOptions {
  name: string;
  profile: string;
  elevation?: string;
}

function addBuild(network: Command, { print, usage }: CommandTools): void {
  network
    .command('build')
    .description('build a network from an OpenStreetMap extract; one of the same name is replaced')
    .argument('<file>', '.osm.pbf')
    .requiredOption('--name <name>', 'letters, digits, "-" and "_"')
    .requiredOption('--profile <profile>', profileIds.join(' | '))
    .option('--elevation <file>', 'heights: CSV osm_node_id,elevation_m, or an ESRI ASCII grid (.asc); walking only')
    .action(async (file: string, options: BuildOptions) => {
      if (!isProfile(options.profile))
        throw usage(`--profile must be ${profileIds.join(' or ')}, not "${options.profile}"`);
      const { profile } = options;
      checkName(options.name);
      const started = performance.now();
      const { network: built, report } = await cancellable((signal) =>
        buildFromOsm(
          { ...options, file, profile },
          { signal, onProgress: (stage, share) => tell(stageNames[stage], share) },
        ),
      );
      const { bytes } = library().save(built);
      const { header } = built;
      const result = {
        ...{ name: header.name, profile, ...report },
        ...{ lengthM: Math.round(header.lengthM), bounds: header.bounds, elevation: header.elevation },
        ...{ seconds: elapsedSeconds(started), bytes },
      };
      print(result, () => [
        `路网 ${header.name}(${profileNames[profile]}):${report.nodes} 个节点,${report.arcs} 条有向弧,总长 ${(header.lengthM / 1000).toFixed(1)} 公里`,
        `道路 ${report.ways} 条,可用 ${report.usedWays} 条;缺失节点 ${report.missingNodes},阻断 ${report.barriers};互不相连的部分 ${report.islands.count} 个,最大的有 ${report.islands.largestNodes} 个节点`,
        ...(report.unknownHeights === null ? [] : [`高程未知的节点 ${report.unknownHeights} 个,按平地计`]),
        `用时 ${result.seconds} 秒,文件 ${(bytes / 1e6).toFixed(1)} MB`,
      ]);
    });
}

const isProfile = (profile: string): profile is ProfileId => (profileIds as readonly string[]).includes(profile);
const profileNames: Record<ProfileId, string> = { walk: '步行', car: '驾车' };
const stageNames: Record<BuildStage, string> = {
  ways: '读取道路',
  nodes: '读取节点',
  heights: '读取高程',
  network: '组成路网',
};

/** Work that ends with `cancelled` on Ctrl-C. */
async function cancellable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onInterrupt = () => controller.abort();
  process.once('SIGINT', onInterrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', onInterrupt);
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}

/** Progress, for a person at a terminal only. */
function tell(what: string, share: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what} ${Math.round(share * 100)}%`);
}

function addList(network: Command, { print }: CommandTools): void {
  network
    .command('list')
    .description('networks, and network files that do not open, with the reason')
    .action(() => {
      const { items, unreadable } = library().list();
      print({ items: items.map(summaryOf), unreadable }, () => [
        ...items.map(
          ({ header, bytes }) =>
            `${header.name}  ${profileNames[header.profile]}  ${header.nodes} 个节点  ${(header.lengthM / 1000).toFixed(1)} 公里  ${(bytes / 1e6).toFixed(1)} MB  ${header.source.attribution}`,
        ),
        ...unreadable.map(({ name, message }) => `${name}  不能打开:${message.zh}`),
      ]);
    });
}

interface ReachOptions {
  name: string;
  from: string;
  seconds: string;
  speed?: string;
  snapLimit: string;
  nodesOut?: string;
}

function addReach(network: Command, tools: CommandTools): void {
  network
    .command('reach')
    .description(
      'nodes that one reaches from a point within a time. Times count along the network, from the point’s place on it (snapMetres away); "seconds" in the answer is the time that the search took',
    )
    .requiredOption('--name <name>', 'network')
    .requiredOption('--from <lon,lat>', 'degrees, WGS 84 or CGCS2000')
    .requiredOption('--seconds <seconds>', 'largest time')
    .option('--speed <mps>', speedHelp)
    .option('--snap-limit <metres>', 'how far the point may lie from a way', String(SNAP_LIMIT_M))
    .option('--nodes-out <file>', 'CSV osm_node_id,seconds of the reached nodes')
    .action(async (options: ReachOptions) => {
      const [longitude, latitude] = positionOption(options.from, tools);
      const question = travelQuestion(options, tools);
      const opened = await library().open(options.name);
      refuseSpeedOnDriving(opened.header, options, tools);
      const snap = snapOrRefuse(opened, longitude, latitude, question.snapLimitM);
      const started = performance.now();
      const reach = createSearcher(opened.forward).run(
        leavingSeeds(snap),
        costWithin(opened.header, question.seconds, question.speedMps),
      );
      const seconds = elapsedSeconds(started);
      if (options.nodesOut !== undefined) {
        const csv = createCsvFile(options.nodesOut, ['osm_node_id', 'seconds']);
        const byCost = [...reach.nodes.subarray(0, reach.count)].sort(
          (a, b) => reach.costOf(a) - reach.costOf(b) || opened.osmId[a]! - opened.osmId[b]!,
        );
        for (const node of byCost)
          csv.row(String(opened.osmId[node]!), timeText(opened.header, reach.costOf(node), question.speedMps));
        csv.close();
      }
      const result = {
        snapMetres: Math.round(snap.snapMetres * 1000) / 1000,
        snapped: { longitude: snap.longitude, latitude: snap.latitude },
        nodes: reach.count,
        seconds,
      };
      tools.print(result, () => [`到达 ${reach.count} 个节点;起点距路网 ${result.snapMetres} 米;用时 ${seconds} 秒`]);
    });
}

const speedHelp = `walking speed, m/s, ${walkingSpeeds.slowest}–${walkingSpeeds.fastest}; default ${walkingSpeeds.default}. A driving network has its own speeds and takes none`;

function positionOption(from: string, { usage }: CommandTools): [number, number] {
  const parts = from.split(',').map((part) => part.trim());
  const position = parts.length === 2 ? positionOf(parts[0]!, parts[1]!) : null;
  if (position === null)
    throw usage(`--from must be LON,LAT in degrees (longitude −180…180, latitude −90…90), not "${from}"`);
  return position;
}

/** A position in degrees; null when it is none. */
function positionOf(longitude: string, latitude: string): [number, number] | null {
  const [x, y] = [longitude, latitude].map((part) => (part === '' ? Number.NaN : Number(part))) as [number, number];
  return Math.abs(x) <= 180 && Math.abs(y) <= 90 ? [x, y] : null;
}

interface TravelOptions {
  seconds: string;
  speed?: string;
  snapLimit: string;
}

function travelQuestion({ seconds, speed, snapLimit }: TravelOptions, { usage }: CommandTools) {
  const above0 = (option: string, value: string) => {
    const number = value.trim() === '' ? Number.NaN : Number(value);
    if (!(number > 0) || number === Infinity) throw usage(`${option} must be a number above 0, not "${value}"`);
    return number;
  };
  const speedMps = speed === undefined ? walkingSpeeds.default : above0('--speed', speed);
  if (speedMps < walkingSpeeds.slowest || speedMps > walkingSpeeds.fastest)
    throw usage(`--speed must lie between ${walkingSpeeds.slowest} and ${walkingSpeeds.fastest} m/s, not ${speed}`);
  return { seconds: above0('--seconds', seconds), speedMps, snapLimitM: above0('--snap-limit', snapLimit) };
}

function refuseSpeedOnDriving(
  { name, profile }: NetworkHeader,
  { speed }: { speed?: string },
  tools: CommandTools,
): void {
  if (profile === 'car' && speed !== undefined)
    throw tools.usage(`Network ${name} is a driving network with its own speeds; leave --speed out`);
}

function snapOrRefuse(network: Network, longitude: number, latitude: number, limitM: number): Snap {
  const snap = snapTo(network, longitude, latitude, limitM);
  if (snap) return snap;
  const where = offNetwork(network, longitude, latitude, limitM);
  throw new NetworkError(
    'bad-value',
    text(
      `${longitude},${latitude} 不在路网上:${where.zh}`,
      `${longitude},${latitude} is not on the network: ${where.en}`,
    ),
  );
}

/** Says how far the nearest way is from a point beyond the snap limit. */
function offNetwork(network: Network, longitude: number, latitude: number, limitM: number): Text {
  const nearest = snapTo(network, longitude, latitude, NEAREST_WITHIN_M);
  if (nearest === null) {
    const [west, south, east, north] = network.header.bounds;
    return text(
      `${NEAREST_WITHIN_M / 1000} 公里内没有道路;路网范围为经度 ${west}–${east},纬度 ${south}–${north}`,
      `no way within ${NEAREST_WITHIN_M / 1000} km; the network spans longitude ${west}–${east}, latitude ${south}–${north}`,
    );
  }
  const metres = nearest.snapMetres.toFixed(0);
  return text(
    `最近的道路在 ${metres} 米外,超过 ${limitM} 米的限度(可用 --snap-limit 放宽)`,
    `the nearest way is ${metres} m away, beyond the limit of ${limitM} m (--snap-limit widens it)`,
  );
}

/**
 * A time exactly as the whole-numbered cost gives it: at the default walking speed a millimetre takes 0.00125 s, so five
 * decimals are exact; a millisecond has three. Other speeds are rounded to a microsecond.
 */
function timeText(header: NetworkHeader, cost: number, speedMps: number): string {
  return String(Number(secondsOf(header, cost, speedMps).toFixed(6)));
}

function addArcs(network: Command, { print }: CommandTools): void {
  network
    .command('arcs')
    .description(
      `every arc as CSV from_osm_id,to_osm_id,metres,seconds (walking: at ${walkingSpeeds.default} m/s), so that anyone can check an answer`,
    )
    .requiredOption('--name <name>', 'network')
    .requiredOption('-o, --output <file>', 'CSV file to write')
    .action(async (options: { name: string; output: string }) => {
      const opened = await library().open(options.name);
      const { forward, osmId, header } = opened;
      const csv = createCsvFile(options.output, ['from_osm_id', 'to_osm_id', 'metres', 'seconds']);
      for (let tail = 0; tail < header.nodes; tail++) {
        for (let arc = forward.offset[tail]!; arc < forward.offset[tail + 1]!; arc++) {
          const head = forward.head[arc]!;
          csv.row(
            String(osmId[tail]!),
            String(osmId[head]!),
            nodeDistanceMetres(opened, tail, head).toFixed(3),
            timeText(header, forward.weight[arc]!, walkingSpeeds.default),
          );
        }
      }
      csv.close();
      print({ nodes: header.nodes, arcs: header.arcs }, () => [`已写出 ${header.arcs} 条有向弧`]);
    });
}

interface MatrixOptions extends TravelOptions {
  name: string;
  origins: string;
  destinations: string;
  output: string;
}

function addMatrix(network: Command, tools: CommandTools): void {
  network
    .command('matrix')
    .description(
      'times from every origin to every destination along the network, as CSV origin_id,destination_id,seconds; pairs out of reach are absent, points off the network are listed on stderr and left out',
    )
    .requiredOption('--name <name>', 'network')
    .requiredOption('--origins <file>', 'CSV id,lon,lat')
    .requiredOption('--destinations <file>', 'CSV id,lon,lat')
    .requiredOption('--seconds <seconds>', 'largest time')
    .option('--speed <mps>', speedHelp)
    .option('--snap-limit <metres>', 'how far a point may lie from a way', String(SNAP_LIMIT_M))
    .requiredOption('-o, --output <file>', 'CSV file to write')
    .action(async (options: MatrixOptions) => {
      const question = travelQuestion(options, tools);
      const opened = await library().open(options.name);
      refuseSpeedOnDriving(opened.header, options, tools);
      const origins = await readPoints(opened, options.origins, question.snapLimitM);
      const destinations = await readPoints(opened, options.destinations, question.snapLimitM);
      const started = performance.now();
      const pairs = await writeMatrix(opened, origins.points, destinations.points, question, options.output);
      const unsnapped = [
        ...origins.unsnapped.map((point) => ({ table: 'origins', ...point })),
        ...destinations.unsnapped.map((point) => ({ table: 'destinations', ...point })),
      ];
      for (const { table, row, id, reason } of unsnapped.slice(0, PRINTED_POINTS))
        process.stderr.write(`${table} 第${row}行 ${id}: ${reason.zh}\n`);
      if (unsnapped.length > PRINTED_POINTS) process.stderr.write(`… 共 ${unsnapped.length} 个点不在路网上\n`);
      const result = {
        origins: origins.points.length,
        destinations: destinations.points.length,
        pairs,
        unsnapped,
        seconds: elapsedSeconds(started),
      };
      tools.print(result, () => [
        `${result.origins} × ${result.destinations} 个点,${pairs} 对可达,${unsnapped.length} 个点不在路网上;用时 ${result.seconds} 秒`,
      ]);
    });
}

interface Point {
  id: string;
  snap: Snap;
}

interface UnsnappedPoint {
  id: string;
  row: number;
  reason: Text;
}

/** Reads and snaps a table of points; one that cannot be snapped is set aside with its reason. */
async function readPoints(
  network: Network,
  file: string,
  snapLimitM: number,
): Promise<{ points: Point[]; unsnapped: UnsnappedPoint[] }> {
  const table = await readPlainTable(file, {
    id: { type: 'text' },
    lon: { type: 'text', empty: true },
    lat: { type: 'text', empty: true },
  });
  uniqueById(table);
  const points: Point[] = [];
  const unsnapped: UnsnappedPoint[] = [];
  for (const { id, row, lon, lat } of table.rows) {
    const position = positionOf(lon, lat);
    const snap = position && snapTo(network, ...position, snapLimitM);
    if (snap) points.push({ id, snap });
    else
      unsnapped.push({
        id,
        row,
        reason: position ? offNetwork(network, ...position, snapLimitM) : noPosition(lon, lat),
      });
  }
  return { points, unsnapped };
}

const noPosition = (longitude: string, latitude: string) =>
  text(
    `经纬度“${longitude},${latitude}”不是以度为单位的位置`,
    `longitude and latitude "${longitude},${latitude}" are no position in degrees`,
  );

/** Computes and writes a matrix, as many origins at once as memory allows. @returns how many pairs were written */
async function writeMatrix(
  network: Network,
  origins: readonly Point[],
  destinations: readonly Point[],
  { seconds, speedMps }: { seconds: number; speedMps: number },
  output: string,
): Promise<number> {
  const { header } = network;
  const limit = costWithin(header, seconds, speedMps);
  const to = destinations.map(({ snap }) => snap);
  const atOnce = Math.max(1, Math.floor(PAIRS_AT_ONCE / Math.max(1, to.length)));
  const csv = createCsvFile(output, ['origin_id', 'destination_id', 'seconds']);
  let pairs = 0;
  try {
    for (let first = 0; first < origins.length; first += atOnce) {
      const block = origins.slice(first, first + atOnce);
      const from = block.map(({ snap }) => snap);
      const { origin, destination, cost } = await cancellable((signal) =>
        boundedMatrix(network, from, to, limit, {
          signal,
          onProgress: (share) => tell('计算', (first + share * block.length) / origins.length),
        }),
      );
      cost.forEach((value, i) =>
        csv.row(block[origin[i]!]!.id, destinations[destination[i]!]!.id, timeText(header, value, speedMps)),
      );
      pairs += cost.length;
    }
  } finally {
    csv.close();
  }
  return pairs;
}
