import { inspectionSteps, text, type InspectionStep, type Text } from '../../gis-data/catalogue/index.ts';
import type { Actor } from '../registry/contract.ts';
import { problems, type ProblemItem } from '../registry/problem.ts';
import type { EntryContent, NewEntry } from './contract.ts';
import {
  isSettled,
  openItems,
  recordsByMarker,
  sideOf,
  sides,
  signerTrouble,
  stepOrder,
  type CaseState,
  type FieldContent,
  type Side,
  type Team,
} from './rules.ts';

/** Whoever writes an entry: an account and the role it has. */
export interface Writer {
  account: string;
  role: Actor['role'];
}

/** What the register and the accounts say that a new entry may refer to. */
export interface Surroundings {
  /** Numbers of the markers on the case's line, by id. */
  markers: ReadonlyMap<string, string>;
  /** Newest version of the record of the marker that the entry names; null where it names none. */
  markerVersion: number | null;
  /** Accounts that can sign in. */
  accounts: ReadonlySet<string>;
}

type ContentOf<Kind extends EntryContent['kind']> = Extract<EntryContent, { kind: Kind }>;

/** Steps at which field records and repairs are taken in: devices that were away bring theirs while repairs go on. */
const fieldSteps: readonly InspectionStep[] = ['fieldRecord', 'repair'];
/** Steps at which they are signed or dissented from. */
const signingSteps: readonly InspectionStep[] = [...fieldSteps, 'report'];
/** Steps that the office above decides on; whoever does need not be on a team. */
const approverSteps: readonly InspectionStep[] = ['filing', 'archive'];
/** Steps whose end is a document that must be named. */
const documentSteps: readonly InspectionStep[] = ['report', 'filing'];
/** Places named in a message; the rest are counted. */
const MOST_NAMED = 5;

const labels = Object.fromEntries(inspectionSteps.map(({ id, label }) => [id, label])) as Record<InspectionStep, Text>;
const sideLabels: Record<Side, Text> = { first: text('甲方', 'first side'), second: text('乙方', 'second side') };

const approves = ({ role }: Writer) => role === 'approver' || role === 'administrator' || role === 'system';
const at = (path: string, code: string, message: Text): ProblemItem => ({ path, code, message });

/** @throws Problem invalid: two sides, no account on both, every account known */
export function checkTeams(teams: readonly Team[], accounts: ReadonlySet<string>): void {
  const items: ProblemItem[] = [];
  if (!sides.every((side) => teams.some((team) => team.side === side))) {
    items.push(at('teams', 'both-sides', text('界线两侧各须一个小组', 'One team for each side of the line is needed')));
  }
  const [one, other] = teams;
  for (const member of one!.members.filter((name) => other!.members.includes(name))) {
    const message = text(`账号“${member}”不能同时属于双方`, `Account "${member}" cannot be on both sides`);
    items.push(at('teams', 'shared-member', message));
  }
  for (const name of new Set(teams.flatMap(({ members }) => members).filter((name) => !accounts.has(name)))) {
    const message = text(
      `没有名为“${name}”的可用账号,请写登录名`,
      `No account "${name}" that can sign in; use the name it signs in with`,
    );
    items.push(at('teams', 'unknown-account', message));
  }
  if (items.length > 0) throw problems.invalid(items);
}

/** @throws Problem invalid: deadlines before `from`, or of a step before the one of the step before it */
export function checkDeadlines(deadlines: Partial<Record<InspectionStep, string>>, from: string): void {
  const items: ProblemItem[] = [];
  let latest = '';
  for (const step of stepOrder) {
    const day = deadlines[step];
    if (day === undefined) continue;
    const { zh, en } = labels[step];
    if (day < from) {
      const message = text(`“${zh}”的期限 ${day} 已过`, `The deadline ${day} of "${en}" has passed`);
      items.push(at(`deadlines.${step}`, 'past', message));
    } else if (day < latest) {
      const message = text(`“${zh}”的期限早于前一步骤`, `The deadline of "${en}" is before that of an earlier step`);
      items.push(at(`deadlines.${step}`, 'before-earlier-step', message));
    }
    latest = day > latest ? day : latest;
  }
  if (items.length > 0) throw problems.invalid(items);
}

const closed = () =>
  problems.conflict(
    text(
      '案卷已归档,不再接收任何记录;需更正时另立案卷',
      'The case is archived and takes no more entries; open a new case to correct something',
    ),
  );

const outOfOrder = (step: InspectionStep, wanted: readonly InspectionStep[]) =>
  problems.conflict(
    text(
      `现在的步骤是“${labels[step].zh}”,此项只在“${wanted.map((s) => labels[s].zh).join('”“')}”接收;请先完成或退回步骤`,
      `The step at work is "${labels[step].en}"; this is taken at ${wanted.map((s) => `"${labels[s].en}"`).join(', ')} only. Finish steps or return one first`,
    ),
    [at('content.kind', 'step-out-of-order', text('步骤不符', 'Step out of order'))],
  );

const notOnCase = () =>
  problems.forbidden(text('您的账号不在此案卷的任何一方小组中', 'Your account is on neither team of this case'));

const approverOnly = () => problems.forbidden(text('此操作须由审批员进行', 'Only an approver may do this'));

/**
 * Refuses an entry that may not be appended to a case as it stands.
 * @throws Problem conflict (step, archived, unfinished work), forbidden (who), invalid (what)
 */
export function checkAppend(state: CaseState, { content }: NewEntry, writer: Writer, around: Surroundings): void {
  const { step } = state;
  if (step === null) throw closed();
  const side = sideOf(state.teams, writer.account);
  if (side === null && !approves(writer)) throw notOnCase();
  switch (content.kind) {
    case 'opened':
      throw problems.conflict(text('案卷只能立一次', 'A case is opened once'));
    case 'teams':
      if (!approves(writer)) throw approverOnly();
      return checkTeams(content.teams, around.accounts);
    case 'checklist':
      if (stepOrder.indexOf(content.step) > stepOrder.indexOf(step)) throw outOfOrder(step, [content.step]);
      return;
    case 'fieldRecord':
    case 'repair':
      if (side === null) throw notOnCase();
      if (!fieldSteps.includes(step)) throw outOfOrder(step, fieldSteps);
      return checkMarker(content, around);
    case 'signature':
      if (!signingSteps.includes(step)) throw outOfOrder(step, signingSteps);
      return checkSignature(state, content, writer);
    case 'dissent':
      if (!signingSteps.includes(step)) throw outOfOrder(step, signingSteps);
      if (side !== content.side) throw wrongSide(content.side);
      if (!state.fieldEntries.has(content.of)) throw problems.invalid([noSuchEntry('content.of', content.of)]);
      return;
    case 'stepDone':
      if (content.step !== step) throw outOfOrder(step, [content.step]);
      if (approverSteps.includes(step) && !approves(writer)) throw approverOnly();
      return checkFinished(state, content, around);
    case 'returned':
      if (approverSteps.includes(step) && !approves(writer)) throw approverOnly();
      if (stepOrder.indexOf(content.step) >= stepOrder.indexOf(step)) {
        const message = text('只能退回到更早的步骤', 'Only an earlier step can be returned to');
        throw problems.conflict(message, [at('content.step', 'not-earlier', message)]);
      }
      return;
    case 'note':
  }
}

function checkMarker(content: FieldContent, { markers, markerVersion }: Surroundings): void {
  if (!markers.has(content.markerId) || markerVersion === null) {
    const message = text(
      `界桩 ${content.markerId} 不在此案卷的界线上`,
      `Marker ${content.markerId} does not stand on the line of this case`,
    );
    throw problems.invalid([at('content.markerId', 'not-on-line', message)]);
  }
  if (content.kind === 'fieldRecord' && content.markerVersion > markerVersion) {
    const message = text(
      `界桩登记现为第 ${markerVersion} 版,没有第 ${content.markerVersion} 版`,
      `The marker's record is at version ${markerVersion}; there is no version ${content.markerVersion}`,
    );
    throw problems.invalid([at('content.markerVersion', 'no-such-version', message)]);
  }
  const { measured } = content;
  if (measured !== null && measured.rejected >= measured.readings) {
    const message = text('剔除的读数不能等于或多于全部读数', 'Fewer readings than all must have been left out');
    throw problems.invalid([at('content.measured.rejected', 'all-rejected', message)]);
  }
}

const wrongSide = (side: Side) =>
  problems.forbidden(
    text(
      `您的账号不在${sideLabels[side].zh}小组中,不能代表该方`,
      `Your account is not on the team of the ${sideLabels[side].en} and cannot speak for it`,
    ),
  );

const noSuchEntry = (path: string, key: string): ProblemItem =>
  at(path, 'no-such-entry', text(`案卷中没有可签署的记录 ${key}`, `The case holds no field record or repair ${key}`));

function checkSignature(state: CaseState, content: ContentOf<'signature'>, { account }: Writer): void {
  const trouble = signerTrouble(state, content.side, account);
  if (trouble === 'notOnTeam') throw wrongSide(content.side);
  if (trouble === 'otherSide') {
    throw problems.forbidden(
      text('此账号已代表另一方签署过,不能再为本方签署', 'This account has signed for the other side of this case'),
    );
  }
  const items: ProblemItem[] = [];
  if (content.drawing.trim() === '') {
    items.push(at('content.drawing', 'required', text('请手写签名', 'Draw the signature')));
  }
  if (content.contentHashes.length !== content.of.length) {
    const message = text('每条记录须有一个内容哈希值', 'Each signed entry needs its content hash');
    items.push(at('content.contentHashes', 'count', message));
  }
  content.of.forEach((key, i) => {
    const signed = state.fieldEntries.get(key);
    if (signed === undefined) items.push(noSuchEntry(`content.of.${i}`, key));
    else if (content.contentHashes[i] !== signed.contentHash) {
      const message = text(
        '内容哈希值与案卷中的记录不符:签署的不是这份内容',
        'The content hash is not that of the entry in the file: something else was signed',
      );
      items.push(at(`content.contentHashes.${i}`, 'hash-mismatch', message));
    }
  });
  if (items.length > 0) throw problems.invalid(items);
}

/** @throws Problem conflict naming what keeps the step from being done */
function checkFinished(state: CaseState, { step, document }: ContentOf<'stepDone'>, { markers }: Surroundings): void {
  const items = openItems(state, step).map(({ id, label }) =>
    at(id, 'checklist-open', text(`未勾选,也未说明原因:${label.zh}`, `Neither ticked nor explained: ${label.en}`)),
  );
  if (documentSteps.includes(step) && (document ?? '').trim() === '') {
    items.push(at('content.document', 'required', text('请写明文件名称或文号', 'Name the document or its number')));
  }
  if (step === 'fieldRecord') items.push(...unsettledMarkers(state, markers));
  if (step === 'repair') items.push(...unsettledRepairs(state));
  if (items.length === 0) return;
  const { zh, en } = labels[step];
  throw problems.conflict(text(`“${zh}”尚未完成,见各项`, `"${en}" is not done yet; see each item`), items);
}

function unsettledMarkers(state: CaseState, markers: Surroundings['markers']): ProblemItem[] {
  const byMarker = recordsByMarker(state);
  const open = [...markers].filter(([id]) => !(byMarker.get(id) ?? []).some(isSettled));
  if (open.length === 0) return [];
  const named = open.slice(0, MOST_NAMED).map(([, number]) => number);
  return [
    at(
      'markers',
      'markers-unsettled',
      text(
        `${open.length} 个界桩没有经双方签署或注明异议的记录:${named.join('、')}${open.length > MOST_NAMED ? '等' : ''}`,
        `${open.length} markers have no record that both sides signed or dissented from: ${named.join(', ')}${open.length > MOST_NAMED ? ', …' : ''}`,
      ),
    ),
  ];
}

function unsettledRepairs({ fieldEntries }: CaseState): ProblemItem[] {
  const open = [...fieldEntries.values()].filter((entry) => entry.content.kind === 'repair' && !isSettled(entry));
  return open.map(({ key }) =>
    at(key, 'repair-unsettled', text('修复记录未经双方签署', 'The repair is not signed by both sides')),
  );
}

export const keyTaken = () =>
  problems.conflict(
    text('此键已用于内容不同的记录;请用新的键', 'This key was used for an entry with another content; use a new key'),
    [at('key', 'key-reused', text('键已被使用', 'The key is taken'))],
  );

export const noSuchCase = () => problems.notFound(text('这个联检案卷', 'inspection case'));
