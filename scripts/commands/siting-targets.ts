import { Option, type Command } from 'commander';
import {
  targetActions,
  targetsQuestion,
  type TargetsAnswer,
  type TargetsQuestion,
} from '../../server/siting/contract.ts';
import { withInterrupt } from './interrupt.ts';
import type { CommandTools } from './access.ts';

export interface TargetsOptions {
  indicator: string[];
  value?: string;
  minimise: 'cost' | 'actions';
  actions?: string;
  county?: string[];
  budget?: string;
  count?: string;
  pin?: string[];
  forbid?: string[];
  alternatives?: string;
  asOf?: string;
  timeLimit?: string;
  seed?: string;
}

/** Answers a question on the open register; `countyIds` gives the ids of counties by their codes. */
export interface TargetsRoom {
  countyIds(codes: readonly string[]): Promise<string[]>;
  answer(question: TargetsQuestion, signal: AbortSignal): Promise<TargetsAnswer>;
}

/** Runs a command's work on the open register; the work tells whether there is a plan. */
type WithRoom = (work: (room: TargetsRoom) => Promise<boolean>) => Promise<void>;

/** `siting targets`: the least that must be done to reach some targets at once. */
export function addTargetsCommand(siting: Command, tools: CommandTools, withRoom: WithRoom): void {
  siting
    .command('targets')
    .description(
      'the cheapest or fewest actions that reach some targets at once, with a proof and what they do to every indicator. Ctrl-C stops with the best plan found',
    )
    .requiredOption(
      '--indicator <target...>',
      "an indicator's id, as 8; a reading of it, as 3/fullCoverage; another value than its own, as 7=0.6; the value that the plan does not set, as careCircle=0.5 or townshipPeople/within15=0.4",
    )
    .option('--value <number>', 'value to reach in place of its own, where there is one indicator')
    .addOption(new Option('--minimise <what>', 'what is least').choices(['cost', 'actions']).default('cost'))
    .option('--actions <list>', `actions that may be done, separated by commas: ${targetActions.join(', ')}`)
    .option('--county <code...>', 'codes of the counties in which something may be done; default: all')
    .option('--budget <yuan>', 'most that the plan may cost')
    .option('--count <number>', 'most actions')
    .option('--pin <id...>', 'actions, by the ids of an earlier answer, that the plan must contain')
    .option('--forbid <id...>', 'actions that it may not contain')
    .option('--alternatives <number>', 'other plans nearly as good; default 3')
    .option('--as-of <date>', 'YYYY-MM-DD; default today')
    .option('--time-limit <seconds>', 'then the best found is the answer; default 60')
    .option('--seed <number>', 'decides every choice that is left to chance; default 1')
    .action(async (options: TargetsOptions) => {
      await withRoom(async (room) => {
        const question = targetsQuestionOf(options, await room.countyIds(options.county ?? []), tools);
        const answer = await withInterrupt((signal) => room.answer(question, signal));
        if (answer.conflict) process.stderr.write(`${answer.conflict.message.zh}\n`);
        tools.print(answer, () => answerLines(answer));
        return answer.plan !== null;
      });
    });
}

/** Names of the options by the fields of the question, for what is said about them. */
const optionNames: Record<string, string> = {
  targets: '--indicator',
  actions: '--actions',
  countyIds: '--county',
  budgetYuan: '--budget',
  count: '--count',
  pinned: '--pin',
  forbidden: '--forbid',
  alternatives: '--alternatives',
  asOf: '--as-of',
  timeLimitSeconds: '--time-limit',
  seed: '--seed',
};

/** The question as the options put it. @throws bad usage naming the option that makes no sense */
export function targetsQuestionOf(
  options: TargetsOptions,
  countyIds: readonly string[],
  { usage }: Pick<CommandTools, 'usage'>,
): TargetsQuestion {
  if (options.value !== undefined && options.indicator.length > 1)
    throw usage('--value belongs to one indicator; with several write each as ID=VALUE');
  const parsed = targetsQuestion.safeParse({
    question: 'targets',
    targets: options.indicator.map((target) => targetOf(target, options.value)),
    minimise: options.minimise,
    actions: options.actions?.split(',').map((part) => part.trim()),
    countyIds: options.county && countyIds,
    limits: { budgetYuan: numberOf(options.budget), count: numberOf(options.count) },
    pinned: options.pin,
    forbidden: options.forbid,
    alternatives: numberOf(options.alternatives),
    asOf: options.asOf,
    timeLimitSeconds: numberOf(options.timeLimit),
    seed: numberOf(options.seed),
  });
  if (parsed.success) return parsed.data;
  const said = parsed.error.issues.map(({ path, message }) => {
    const field = path.find((part) => String(part) in optionNames);
    return `${optionNames[String(field)] ?? path.join('.')}: ${message}`;
  });
  throw usage(said.join('\n'));
}

/** An empty text is no number, though JavaScript takes it for 0. */
const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text.trim() || Number.NaN));

function targetOf(target: string, value: string | undefined) {
  const [named, stated = value] = target.split('=', 2);
  const [indicatorId, reading = null] = named!.split('/', 2);
  return { indicatorId, reading, value: numberOf(stated) };
}

const statusWords = {
  optimal: '已证明最优',
  feasible: '可行,未证明最优',
  infeasible: '无法达到',
  unknown: '限时内没有结果',
} as const;

const amountWords = (value: number | null, unit: string) =>
  value === null ? '—' : unit === 'ratio' ? `${(value * 100).toFixed(1)}%` : String(Math.round(value * 100) / 100);
const yuanWords = (yuan: number | null) => (yuan === null ? '价格未知' : `${yuan.toLocaleString('en-US')} 元`);

function answerLines({
  asOf,
  snapshot,
  demo,
  status,
  bound,
  targets,
  plan,
  alternatives,
  conflict,
  findings,
}: TargetsAnswer) {
  return [
    `${asOf}  快照 ${snapshot}${demo ? '  演示数据' : ''}`,
    ...targets.map(
      ({ name, unit, before, after, needed, metAfter }) =>
        `${metAfter ? '达标' : '未达标'}  ${name.zh}:${amountWords(before, unit)} → ${amountWords(after, unit)}(目标 ${amountWords(needed, unit)})`,
    ),
    `${statusWords[status]}${bound === null ? '' : `  界 ${bound.toLocaleString('en-US')}`}`,
    ...(plan ? [`${plan.actions.length} 项措施,${yuanWords(plan.yuan)}`] : []),
    ...(plan?.actions ?? []).map(
      ({ id, facilityName, amount, yuan, reason }) =>
        `  ${id}  ${facilityName}${amount === null ? '' : `  ${amount} 张`}  ${yuanWords(yuan)}  ${reason.zh}`,
    ),
    ...alternatives.map(
      ({ plan: other }, i) => `另案 ${i + 1}:${other.actions.length} 项措施,${yuanWords(other.yuan)}`,
    ),
    ...(conflict?.parts ?? []).map(({ text }) => `  冲突:${text.zh}`),
    ...findings.map(({ message }) => `注:${message.zh}`),
  ];
}
