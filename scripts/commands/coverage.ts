import type { Command } from 'commander';
import { facilityKinds } from '../../gis-data/catalogue/index.ts';
import type { Rooms } from '../../server/compose.ts';
import {
  coverageQuery,
  type CoverageArea,
  type CoverageReport,
  type PeopleFigure,
} from '../../server/coverage/contract.ts';
import { reportOf } from '../../server/coverage/report.ts';
import type { CommandTools } from './access.ts';

interface CoverageOptions {
  minutes?: string;
  speed?: string;
  asOf?: string;
  network?: string;
  kinds?: string;
  functions?: string;
  snapLimit?: string;
  points?: boolean;
}

/** Runs a command's work on the open rooms. */
type WithRooms = (
  work: (rooms: Rooms, options: CoverageOptions) => Promise<void>,
) => (options: CoverageOptions) => Promise<void>;

/** `coverage`: people within the care circle, for the city and each county. */
export function addCoverageCommand(program: Command, tools: CommandTools, withRooms: WithRooms): void {
  program
    .command('coverage')
    .description('covered, uncovered and unknown people aged 60+ by county')
    .option('--minutes <minutes>', 'time on the way; default: the care circle rule, 15')
    .option('--speed <mps>', 'walking speed, m/s; default: the care circle rule, 0.8')
    .option('--as-of <date>', 'YYYY-MM-DD; default today')
    .option('--network <name>', 'default: the walk network in use')
    .option('--kinds <kinds>', `kinds of facility that serve, separated by commas: ${kindIds.join(', ')}`)
    .option('--functions <functions>', 'functions that a facility must all offer, separated by commas')
    .option('--snap-limit <metres>', 'farthest that a point may lie from a way; default 200')
    .option('--points', 'with --json: one row per population point too')
    .action(
      withRooms(async (rooms, options) => {
        const { coverage } = await rooms.coverage.prepared(queryOf(options, tools));
        const { points, ...report } = reportOf(coverage, options.points === true, null);
        tools.print(options.points === true ? { ...report, points } : report, () => table(report));
      }),
    );
}

const kindIds = facilityKinds.map((kind) => kind.id);
const listOf = (text: string | undefined) => text?.split(',').map((part) => part.trim());
/** An empty text is no number, though JavaScript takes it for 0. */
const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text.trim() || Number.NaN));

/** Names of the options by the fields of the query, for what is said about them. */
const optionNames: Record<string, string> = {
  minutes: '--minutes',
  speedMps: '--speed',
  asOf: '--as-of',
  network: '--network',
  facilityKinds: '--kinds',
  functions: '--functions',
  snapLimitM: '--snap-limit',
};

function queryOf(options: CoverageOptions, { usage }: CommandTools) {
  const parsed = coverageQuery.safeParse({
    facilityKinds: listOf(options.kinds),
    functions: listOf(options.functions),
    minutes: numberOf(options.minutes),
    speedMps: numberOf(options.speed),
    snapLimitM: numberOf(options.snapLimit),
    asOf: options.asOf,
    network: options.network,
  });
  if (parsed.success) return parsed.data;
  const said = parsed.error.issues.map((issue) => `${optionNames[String(issue.path[0])]}: ${issue.message}`);
  throw usage(said.join('\n'));
}

const percent = (value: number | null) => (value === null ? '—' : `${(value * 100).toFixed(1)}%`);

/** A share, as a range where something is unknown. */
function share({ lower, upper }: PeopleFigure): string {
  return lower === upper ? percent(lower) : `${percent(lower)}–${percent(upper)}`;
}

function line({ name, population60, atSpeeds, straightLine, administrative }: CoverageArea): string {
  const count = (value: number) => String(value).padStart(7);
  return [
    name,
    count(population60.covered),
    count(population60.uncovered),
    count(population60.unknown),
    share(population60),
    ...atSpeeds.map((speed) => `${speed.speedMps} m/s ${share(speed.population60)}`),
    `直线上界 ${share(straightLine)}`,
    administrativeWords[administrative],
  ].join('  ');
}

const administrativeWords = { yes: '有设施', no: '无设施', unknown: '有无未知' } as const;

function table({ question, network, asOf, snapshot, demo, total, counties }: Omit<CoverageReport, 'points'>): string[] {
  const own = network.profile === 'walk' ? `,步行 ${question.speedMps} 米/秒` : '';
  return [
    `${asOf}  快照 ${snapshot}  路网 ${network.name}${demo ? '  演示数据' : ''}`,
    `${question.minutes} 分钟${own}:60 岁及以上 已覆盖 / 未覆盖 / 未知  覆盖率`,
    ...[total, ...counties].map(line),
  ];
}
