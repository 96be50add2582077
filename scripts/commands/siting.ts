import { Option, type Command } from 'commander';
import { text } from '../../gis-data/catalogue/index.ts';
import { problemText, problems, type ProblemItem } from '../../server/registry/problem.ts';
import { checkOptions, checkQuestion } from '../../server/siting/problem/check.ts';
import {
  locationObjectives,
  type LocationObjective,
  type LocationQuestion,
} from '../../server/siting/problem/problem.ts';
import { gapOf, type SolveProgress } from '../../server/siting/solve/solution.ts';
import { solveInThread } from '../../server/siting/solve/thread.ts';
import type { CommandTools } from './access.ts';
import { withInterrupt } from './interrupt.ts';
import { answerLines, answerOf, impossibleAnswer, writeAssignment } from './siting-answer.ts';
import { readLocationTables, readOrlibFile, type ReadProblem } from './siting-tables.ts';

export interface SolveOptions {
  objective: LocationObjective;
  costs?: string;
  demand?: string;
  sites?: string;
  orlib?: string;
  p?: string;
  radius?: string;
  capacitated?: true | 'single' | 'split';
  budget?: string;
  leastShare?: string;
  leastSites?: string;
  gradual?: string;
  backup?: string;
  timeLimit: string;
  seed: string;
  output?: string;
}

/**
 * `siting`: where facilities should be, from tables. Opens no database.
 * @returns the command, for further ones under it
 */
export function addSitingCommands(
  program: Command,
  tools: CommandTools,
  exit: { done: number; refused: number },
): Command {
  const siting = program.command('siting').description('where facilities should be');
  siting
    .command('solve')
    .description(
      'the best sites for a table of demand, with a proof of how good they are. A pair that is missing in COSTS is out of reach, never free. Ctrl-C stops with the best plan found',
    )
    .addOption(
      new Option('--objective <objective>', 'what is best').choices(locationObjectives).makeOptionMandatory(true),
    )
    .option('--costs <file>', 'CSV demand_id,site_id,cost')
    .option('--demand <file>', 'CSV id,weight[,group]')
    .option(
      '--sites <file>',
      'CSV id[,capacity][,fixed][,price][,place][,group]; fixed 1 = must be open; of sites of one place at most one is open',
    )
    .option('--orlib <file>', 'an OR-Library pmed file in place of the three tables; its p unless --p says another')
    .option('--p <number>', 'most sites that are open, those fixed open among them')
    .option('--radius <cost>', "largest cost that counts as covered, in the costs' unit")
    .option('--capacitated [how]', 'capacities bind: single (default) = everyone served whole by one site, or split')
    .option('--budget <price>', 'most that the prices of open sites add up to')
    .option('--least-share <share>', 'least share (0–1) of the weight of each group of demand that is covered')
    .option('--least-sites <number>', 'fewest open sites in each group of sites')
    .option('--gradual <full,none>', 'max-cover: coverage is whole up to the first cost and gone at the second')
    .option('--backup <share>', 'max-cover: share (0–1) of the weight that only a second site within the radius earns')
    .option('--time-limit <seconds>', 'then the best found is the answer', '60')
    .option('--seed <number>', 'decides every choice that is left to chance', '1')
    .option('-o, --output <file>', 'CSV of who is served by whom')
    .action(async (options: SolveOptions) => {
      process.exitCode = (await solve(options, tools)) ? exit.done : exit.refused;
    });
  return siting;
}

/** Largest seed that HiGHS takes. */
const MOST_SEED = 2 ** 31 - 1;

/** @returns whether there is a plan */
async function solve(options: SolveOptions, { print, usage }: CommandTools): Promise<boolean> {
  const timeLimitSeconds = numberOption('--time-limit', options.timeLimit, usage);
  if (timeLimitSeconds <= 0) throw usage(`--time-limit must be above 0, not "${options.timeLimit}"`);
  const seed = numberOption('--seed', options.seed, usage);
  if (!Number.isInteger(seed) || seed < 0 || seed > MOST_SEED)
    throw usage(`--seed must be a whole number of 0 to ${MOST_SEED}, not "${options.seed}"`);
  const stated = questionOf(options, usage);
  if (options.orlib === undefined) refuseBadOptions(stated, usage);
  const read = await readProblem(options, stated, usage);
  const question = { ...stated, p: stated.p ?? read.p };
  if (options.orlib !== undefined) refuseBadOptions(question, usage);
  const { problem } = read;
  const started = performance.now();
  const faults = checkQuestion(problem, question).map((fault): ProblemItem & { kind: string } => ({
    kind: fault.kind,
    ...read.placeOf(fault),
    code: fault.code,
    message: fault.message,
  }));
  const items = faults.map(({ kind: _, ...item }) => item);
  if (faults.some(({ kind }) => kind === 'invalid')) throw problems.invalid(items);
  if (items.length > 0) {
    const answer = impossibleAnswer(items, elapsedSeconds(started));
    process.stderr.write(`${problemText(noPlan(items), 'zh')}\n`);
    print(answer, () => answerLines(answer));
    return false;
  }
  const solution = await withInterrupt((signal) =>
    solveInThread('location', { problem, question }, { timeLimitSeconds, seed, signal, onProgress: tell }),
  ).finally(() => process.stderr.isTTY && process.stderr.write('\r\x1b[K'));
  const answer = answerOf(problem, question, solution, elapsedSeconds(started));
  print(answer, () => answerLines(answer));
  const hasPlan = answer.objective !== null;
  if (!hasPlan) process.stderr.write(`${(answer.conflict ?? noneInTime).zh}\n`);
  // After the answer is told, so that a file that cannot be written does not cost it.
  if (hasPlan && options.output !== undefined)
    writeAssignment(options.output, answer, question.capacitated === 'split');
  return hasPlan;
}

const noPlan = (items: readonly ProblemItem[]) =>
  problems.invalid(items, text('没有方案能满足这些要求,见各项说明', 'No plan can meet this; see each item'));

const noneInTime = text(
  '限时内没有找到方案,也没有证明无解;请延长 --time-limit',
  'No plan was found in time, nor was it proven that there is none; raise --time-limit',
);

const elapsedSeconds = (since: number) => Math.round(performance.now() - since) / 1000;

function readProblem(
  { costs, demand, sites, orlib }: SolveOptions,
  { capacitated }: LocationQuestion,
  usage: CommandTools['usage'],
): Promise<ReadProblem> {
  const tables = { costs, demand, sites };
  if (orlib !== undefined) {
    const given = Object.entries(tables).find(([, file]) => file !== undefined);
    if (given) throw usage(`--orlib takes the place of the three tables; leave --${given[0]} out`);
    return readOrlibFile(orlib);
  }
  const missing = Object.entries(tables).find(([, file]) => file === undefined);
  if (costs === undefined || demand === undefined || sites === undefined)
    throw usage(`--${missing![0]} is needed (or --orlib in place of the three tables)`);
  return readLocationTables({ costs, demand, sites }, capacitated !== 'no');
}

/** The question as the options put it. @throws bad usage where one of them is no number */
export function questionOf(options: SolveOptions, usage: CommandTools['usage']): LocationQuestion {
  const optional = (name: string, value: string | undefined) =>
    value === undefined ? null : numberOption(name, value, usage);
  const capacitated = options.capacitated === true ? 'single' : (options.capacitated ?? 'no');
  if (!['no', 'single', 'split'].includes(capacitated))
    throw usage(`--capacitated must be single or split, not "${capacitated}"`);
  return {
    objective: options.objective,
    p: optional('--p', options.p),
    radius: optional('--radius', options.radius),
    gradual: options.gradual === undefined ? null : gradualOption(options.gradual, usage),
    backup: optional('--backup', options.backup),
    capacitated,
    budget: optional('--budget', options.budget),
    leastShare: optional('--least-share', options.leastShare),
    leastSites: optional('--least-sites', options.leastSites),
  };
}

function numberOption(name: string, value: string, usage: CommandTools['usage']): number {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) throw usage(`${name} must be a number, not "${value}"`);
  return number;
}

function gradualOption(value: string, usage: CommandTools['usage']): { full: number; none: number } {
  const parts = value.split(',');
  if (parts.length !== 2) throw usage(`--gradual must be FULL,NONE, two costs, not "${value}"`);
  const [full, none] = parts.map((part) => numberOption('--gradual', part, usage)) as [number, number];
  return { full, none };
}

function refuseBadOptions(question: LocationQuestion, usage: CommandTools['usage']): void {
  const faults = checkOptions(question);
  if (faults.length > 0)
    throw usage(faults.map(({ field, message }) => `--${dashed(field)}: ${message.en}`).join('\n'));
}

const dashed = (field: string) => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Progress, for a person at a terminal only. */
function tell({ objective, bound }: SolveProgress): void {
  if (!process.stderr.isTTY) return;
  const gap = gapOf(objective, bound);
  const known = (value: number | null) => (value === null ? '?' : value.toPrecision(8));
  process.stderr.write(
    `\r\x1b[K目标 ${known(objective)}  界 ${known(bound)}  差距 ${gap === null ? '?' : `${(gap * 100).toFixed(2)}%`}`,
  );
}
