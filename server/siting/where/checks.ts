import { facilityFields, facilityFunctions, facilityKind, text } from '../../../gis-data/catalogue/index.ts';
import type { DivisionTable } from '../../snapshot/snapshot.ts';
import type { ParetoQuestion, WhereQuestion } from '../contract.ts';
import { conflict, invalid, someOf, type Refusal } from './refusal.ts';

/** What is wrong with a question as it is put, whatever is registered. */
export function questionRefusals(question: WhereQuestion | ParetoQuestion): Refusal[] {
  return [
    ...buildRefusals(question.build),
    ...pinRefusals(question),
    ...(question.question === 'where' ? objectiveRefusals(question) : axisRefusals(question)),
  ];
}

function buildRefusals({ kind: kindId, functions, beds, floorAreaM2 }: WhereQuestion['build']): Refusal[] {
  const kind = facilityKind(kindId);
  const fields = new Set(facilityFields(kindId).map(({ id }) => id));
  const labelOf = (id: string) => facilityFunctions.find((f) => f.id === id)!.label;
  const possible: readonly string[] = kind.functions;
  const refusals = functions.flatMap((id, i) =>
    possible.includes(id)
      ? []
      : [
          invalid(
            `build.functions.${i}`,
            'function-not-of-kind',
            text(
              `${kind.label.zh}没有“${labelOf(id).zh}”这项功能`,
              `${kind.label.en} has no function "${labelOf(id).en}"`,
            ),
          ),
        ],
  );
  if (beds !== undefined && !fields.has('beds'))
    refusals.push(
      invalid('build.beds', 'field-not-of-kind', text(`${kind.label.zh}没有床位`, `${kind.label.en} has no beds`)),
    );
  const area = facilityFields(kindId).find(({ id }) => id === 'floorAreaM2');
  if (floorAreaM2 !== undefined && floorAreaM2 > (area?.max ?? Infinity))
    refusals.push(
      invalid(
        'build.floorAreaM2',
        'out-of-range',
        text(`建筑面积不能超过 ${area!.max} 平方米`, `The floor area may be ${area!.max} m² at most`),
      ),
    );
  return refusals;
}

function pinRefusals({ pinned, forbidden }: Pick<WhereQuestion, 'pinned' | 'forbidden'>): Refusal[] {
  const both = pinned.filter((id) => forbidden.includes(id));
  if (both.length > 0) {
    const names = someOf(both);
    return [
      conflict(
        'pinned',
        'pinned-and-forbidden',
        text(
          `${names.zh} 同时被指定必选和排除,请去掉其一`,
          `${names.en} is both pinned and forbidden; take one of the two back`,
        ),
      ),
    ];
  }
  return [];
}

function objectiveRefusals(question: WhereQuestion): Refusal[] {
  const { objective, limits, gradual, backup, phases, peoplePerFacility } = question;
  const refusals: Refusal[] = [];
  const refuse = (path: string, code: string, zh: string, en: string) =>
    refusals.push(invalid(path, code, text(zh, en)));
  const limited = limits.count !== undefined || limits.budgetYuan !== undefined || phases !== undefined;
  if (objective !== 'set-cover' && !limited)
    refuse('limits', 'limit-missing', '请给出新建处数上限或预算', 'Give the most new facilities, or a budget');
  if (gradual && gradual.noneMinutes <= gradual.fullMinutes)
    refuse(
      'gradual.noneMinutes',
      'not-fading',
      `覆盖消失的时间(${gradual.noneMinutes} 分钟)应大于完全覆盖的时间(${gradual.fullMinutes} 分钟)`,
      `Coverage must be gone (${gradual.noneMinutes} min) later than it begins to fade (${gradual.fullMinutes} min)`,
    );
  const onlyMaxCover = { gradual, backup } as const;
  for (const [field, value] of Object.entries(onlyMaxCover))
    if (value !== undefined && objective !== 'max-cover')
      refuse(field, 'other-objective', '只能与“覆盖最多”同用', 'Goes with the most people covered only');
  if (gradual && backup !== undefined)
    refuse('backup', 'not-together', '渐变覆盖与备份覆盖不能同用', 'Fading and backup coverage do not go together');
  if (backup !== undefined && peoplePerFacility !== undefined)
    refuse('backup', 'not-together', '备份覆盖与服务能力不能同用', 'Backup coverage and a capacity do not go together');
  if (phases) {
    const sum = phases.reduce((total, { count }) => total + count, 0);
    if (objective !== 'max-cover' && objective !== 'p-median')
      refuse(
        'phases',
        'other-objective',
        '分年只能与“覆盖最多”或“步行最少”同用',
        'Years go with the most people covered or the least walking only',
      );
    if (phases.some(({ year }, i) => i > 0 && year <= phases[i - 1]!.year))
      refuse('phases', 'years-out-of-order', '年份应由早到晚,不得重复', 'Years must rise, each once');
    if (limits.count !== undefined && limits.count !== sum)
      refusals.push(
        conflict(
          'phases',
          'phases-and-count',
          text(
            `各年合计 ${sum} 处,与新建处数上限 ${limits.count} 处不一致`,
            `The years come to ${sum} facilities, and the most new ones are ${limits.count}`,
          ),
        ),
      );
    if (question.existing === 'closable' || question.existing === 'closableOrUpgradable')
      refuse(
        'existing',
        'not-with-phases',
        '分年建设时现有设施不能关停:建成的各年都保留',
        'With years nothing that stands can be closed: what is open stays open',
      );
  }
  return refusals;
}

function axisRefusals({ axes, limits }: ParetoQuestion): Refusal[] {
  const refusals: Refusal[] = [];
  if (new Set(axes).size < axes.length)
    refusals.push(invalid('axes', 'twice', text('坐标轴重复', 'An axis occurs twice')));
  const bounded = axes.includes('cost') || limits.count !== undefined || limits.budgetYuan !== undefined;
  if (!bounded)
    refusals.push(
      invalid(
        'limits',
        'limit-missing',
        text(
          '不比较费用时,请给出新建处数上限或预算',
          'Without cost as an axis, give the most new facilities, or a budget',
        ),
      ),
    );
  return refusals;
}

/** Counties that a question names and the register has not. */
export function countyRefusals(divisions: DivisionTable, path: string, ids: readonly string[] | undefined): Refusal[] {
  if (ids?.length === 0) return [invalid(path, 'empty', text('请至少选一个县(市、区)', 'Choose one county at least'))];
  const unknown = (ids ?? []).filter((id) => {
    const row = divisions.indexById.get(id);
    return row === undefined || divisions.bodies[row]!.level !== 'county';
  });
  if (unknown.length === 0) return [];
  const names = someOf(unknown);
  return [
    invalid(path, 'no-such-county', text(`没有这样的县(市、区):${names.zh}`, `There is no such county: ${names.en}`)),
  ];
}
