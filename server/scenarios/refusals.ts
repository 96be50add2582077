import type { Text } from '../../gis-data/catalogue/index.ts';
import { problems, type Problem, type ProblemItem } from '../registry/problem.ts';
import { keyOf, type KeptChange } from './changes.ts';
import type { RebaseConflict } from './contract.ts';
import type { RebaseChoice } from './rebase.ts';
import type { StoredScenario } from './store.ts';

export const notYours = ({ ownerName }: StoredScenario) =>
  problems.forbidden({
    zh: `这是${ownerName}的方案,只有本人可以修改;请先复制一份`,
    en: `This scenario is ${ownerName}'s, and only they may change it; make a copy of your own first`,
  });

export const alreadyAdopted = ({ adoptedSeq }: StoredScenario) =>
  problems.conflict({
    zh: `方案已被采纳(序号 ${adoptedSeq}),不能再修改或再次采纳`,
    en: `The scenario is already adopted (sequence ${adoptedSeq}) and cannot be changed or adopted again`,
  });

export const isArchived = () =>
  problems.conflict({ zh: '方案已归档;请先恢复为在编', en: 'The scenario is archived; open it again first' });

export const isEmpty = () => problems.conflict({ zh: '方案没有任何变更', en: 'The scenario holds no change' });

export const stale = ({ id, version }: StoredScenario, ifMatch: number) =>
  problems.stale([
    {
      path: `scenario/${id}`,
      code: 'stale-version',
      message: {
        zh: `依据第 ${ifMatch} 版修改,现为第 ${version} 版`,
        en: `Made against version ${ifMatch}; the scenario is at version ${version}`,
      },
    },
  ]);

export const nameless = (position: number) =>
  problems.invalid([
    {
      path: `changes.${position}.id`,
      code: 'required',
      message: { zh: '修改或终止须写明记录标识', en: 'An update or delete must name its record' },
    },
  ]);

export function noSuchVersion(change: KeptChange, position: number, version: number | undefined): Problem {
  const item = { path: `changes.${position}`, field: keyOf(change) };
  if (version === undefined) {
    return problems.conflict({ zh: '有变更所指的记录不存在', en: 'Some changes name records that do not exist' }, [
      { ...item, code: 'gone', message: { zh: '记录不存在或已终止', en: 'The record does not exist or has ended' } },
    ]);
  }
  return problems.invalid([
    {
      ...item,
      code: 'no-such-version',
      message: {
        zh: `记录没有第 ${change.baseVersion} 版,现为第 ${version} 版`,
        en: `The record has no version ${change.baseVersion}; it is at version ${version}`,
      },
    },
  ]);
}

/** @param chosenAt sequence number that the choices were made at; one about a record changed since is no choice */
export function refuseUndecided(
  conflicts: readonly RebaseConflict[],
  choices: Readonly<Record<string, RebaseChoice>>,
  chosenAt = Infinity,
): void {
  const undecided = conflicts.filter(
    ({ key, theirChange }) => choices[key] === undefined || (theirChange?.seq ?? 0) > chosenAt,
  );
  if (undecided.length === 0) return;
  throw problems.conflict(
    {
      zh: `有 ${undecided.length} 处冲突尚未选择以谁为准`,
      en: `${undecided.length} conflicts still need a choice`,
    },
    undecided.map(({ key, label, field }) => ({
      path: key,
      ...(field === null ? {} : { field }),
      code: 'undecided',
      message: { zh: `“${label}”须选择以谁为准`, en: `Choose which side holds for "${label}"` },
    })),
  );
}

/** Codes by which the registry says that a record is not as a change was made for. */
const movedCodes = new Set(['stale-version', 'gone', 'exists', 'id-used']);
export const isMovedBase = (problem: Problem) =>
  problem.errors.length > 0 && problem.errors.every(({ code }) => movedCodes.has(code));

/** @param labels names of the records, by `type/id` */
export const movedBase = (records: readonly ProblemItem[], labels: ReadonlyMap<string, string>) =>
  problems.conflict(
    {
      zh: '登记簿已变动,方案所依据的记录不再是最新;请先更新基准,再采纳',
      en: 'The registry moved on and the scenario was made for older records; rebase it first, then adopt it',
    },
    records.map((item) => {
      const label = labels.get(item.path ?? '') ?? item.path;
      const { zh, en } = item.message;
      return { ...item, message: { zh: `“${label}”:${zh}`, en: `"${label}": ${en}` } };
    }),
  );

/** @throws Problem conflict while some conflicts keep the scenario from being worked out as a whole */
export function refuseConflicts(conflicts: readonly RebaseConflict[]): void {
  if (conflicts.length === 0) return;
  throw problems.conflict(
    conflictText(conflicts),
    conflicts.map(({ key, label, field }) => ({
      path: key,
      ...(field === null ? {} : { field }),
      code: 'undecided',
      message: { zh: `“${label}”与登记簿现状冲突`, en: `"${label}" conflicts with the register as it stands` },
    })),
  );
}

/** Records named in a sentence; the rest are counted. */
const NAMED_RECORDS = 3;

/** Why a scenario cannot be worked out, in a sentence that names the records. */
export function conflictText(conflicts: readonly RebaseConflict[]): Text {
  const labels = new Map(conflicts.map(({ type, id, label }) => [`${type}/${id}`, label]));
  const named = [...labels.values()].slice(0, NAMED_RECORDS);
  const more = labels.size > NAMED_RECORDS;
  return {
    zh: `登记簿已变动:${named.map((label) => `“${label}”`).join('、')}${more ? `等 ${labels.size} 条记录` : ''}与方案冲突,请先更新基准`,
    en: `The registry moved on: ${named.map((label) => `"${label}"`).join(', ')}${more ? ` and ${labels.size - NAMED_RECORDS} more records conflict` : ' conflicts'} with the scenario; rebase it first`,
  };
}
