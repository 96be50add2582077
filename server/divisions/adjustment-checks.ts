import { divisionLevels, divisionTypes } from '../../gis-data/catalogue/index.ts';
import type { ProblemItem } from '../registry/problem.ts';
import type { DivisionAdjustment, DivisionBody } from './contract.ts';
import { shapeProblem } from './lineage.ts';
import { divisionName } from './planning.ts';
import type { WorkingRegister } from './working-register.ts';

/**
 * What keeps an adjustment from being planned, each with its place and the divisions by name. Empty: it can be.
 * @param path place of the adjustment in the request
 * @param endedHere divisions that an adjustment before this one ended, with that one's number from 1
 */
export function adjustmentProblems(
  register: WorkingRegister,
  adjustment: DivisionAdjustment,
  path: string,
  endedHere: ReadonlyMap<string, number>,
): ProblemItem[] {
  const { kind, fromIds, to = [] } = adjustment;
  const resulting = kind === 'rename' || kind === 'transfer' ? fromIds.length : to.length;
  const misshapen = shapeProblem(kind, fromIds.length, resulting);
  const items = [
    ...(misshapen ? [{ path: `${path}.fromIds`, code: 'event-shape', message: misshapen }] : []),
    ...absenceProblems(register, adjustment, path, endedHere),
  ];
  if (items.length > 0) return items;
  if (kind === 'rename') return renameProblems(register, adjustment, path);
  if (kind === 'transfer') return transferProblems(register, adjustment, path);
  return [
    ...levelProblems(register, adjustment, path),
    ...newDivisionProblems(register, adjustment, path),
    ...pastProblems(register, adjustment, path),
  ];
}

function absenceProblems(
  register: WorkingRegister,
  { fromIds, to = [], effectiveDate }: DivisionAdjustment,
  path: string,
  endedHere: ReadonlyMap<string, number>,
): ProblemItem[] {
  const named = [
    ...fromIds.map((id, i) => ({ id, path: `${path}.fromIds.${i}`, twice: fromIds.indexOf(id) !== i })),
    ...to.flatMap(({ id }, i) =>
      id === undefined
        ? []
        : [{ id, path: `${path}.to.${i}.id`, twice: to.findIndex((other) => other.id === id) !== i }],
    ),
  ];
  return named.flatMap(({ id, path: place, twice }): ProblemItem[] => {
    if (twice) {
      const name = divisionName(register, id);
      return [
        {
          path: place,
          code: 'named-twice',
          message: { zh: `“${name}”写了两次`, en: `"${name}" is named twice` },
        },
      ];
    }
    if (register.get('division', id)) return [];
    const earlier = endedHere.get(id);
    return [
      {
        path: place,
        code: 'no-division',
        message:
          earlier === undefined
            ? {
                zh: `${effectiveDate} 没有这个区划(${id})`,
                en: `There is no such division on ${effectiveDate} (${id})`,
              }
            : {
                zh: `这个区划(${id})已被第 ${earlier} 项调整终止`,
                en: `Adjustment ${earlier} has ended this division (${id}) already`,
              },
      },
    ];
  });
}

function renameProblems(register: WorkingRegister, { fromIds, to }: DivisionAdjustment, path: string): ProblemItem[] {
  const body = register.get('division', fromIds[0]!)!;
  const given = to?.[0] ?? {};
  const moves = (['level', 'parentId'] as const).filter(
    (field) => given[field] !== undefined && given[field] !== body[field],
  );
  const renamed = (['name', 'code', 'type'] as const).some(
    (field) => given[field] !== undefined && given[field] !== body[field],
  );
  return [
    ...moves.map((field) => ({
      path: `${path}.to.0.${field}`,
      code: 'rename-moves',
      message: {
        zh: `更名不改变“${body.name}”的级别和上级;改变上级请用“改隶”`,
        en: `A renaming leaves the level and parent of "${body.name}"; use a transfer to change the parent`,
      },
    })),
    ...(renamed
      ? []
      : [
          {
            path: `${path}.to.0.name`,
            code: 'nothing-changes',
            message: {
              zh: `请填写“${body.name}”的新名称、新代码或新类型`,
              en: `State a new name, code or type for "${body.name}"`,
            },
          },
        ]),
    ...typeProblems(given, body.level, `${path}.to.0.type`),
  ];
}

function transferProblems(register: WorkingRegister, { fromIds, to }: DivisionAdjustment, path: string): ProblemItem[] {
  const body = register.get('division', fromIds[0]!)!;
  const given = to?.[0] ?? {};
  const place = `${path}.to.0.parentId`;
  if (given.parentId === undefined || given.parentId === null) {
    return [
      {
        path: place,
        code: 'no-parent',
        message: { zh: `请写明“${body.name}”改隶到哪里`, en: `State where "${body.name}" is transferred to` },
      },
    ];
  }
  if (given.parentId === body.parentId) {
    const name = divisionName(register, given.parentId);
    return [
      {
        path: place,
        code: 'same-parent',
        message: { zh: `“${body.name}”已属于“${name}”`, en: `"${body.name}" belongs to "${name}" already` },
      },
    ];
  }
  return [
    ...parentProblems(register, given.parentId, body, place),
    ...typeProblems(given, body.level, `${path}.to.0.type`),
  ];
}

function parentProblems(
  register: WorkingRegister,
  parentId: string,
  { level, name }: Pick<DivisionBody, 'level' | 'name'>,
  path: string,
): ProblemItem[] {
  const parent = register.get('division', parentId);
  if (!parent) {
    return [
      {
        path,
        code: 'no-division',
        message: { zh: `没有这个上级区划(${parentId})`, en: `There is no such parent division (${parentId})` },
      },
    ];
  }
  const ranks = divisionLevels.map(({ id }) => id);
  if (ranks.indexOf(parent.level) === ranks.indexOf(level) - 1) return [];
  return [
    {
      path,
      code: 'parent-level',
      message: {
        zh: `“${parent.name}”不是“${name}”的上一级区划`,
        en: `"${parent.name}" is not of the level above "${name}"`,
      },
    },
  ];
}

function typeProblems(given: Partial<DivisionBody>, level: DivisionBody['level'], path: string): ProblemItem[] {
  const type = divisionTypes.find(({ id }) => id === given.type);
  if (!type || type.level === level) return [];
  return [
    {
      path,
      code: 'type-not-of-level',
      message: {
        zh: `“${type.label.zh}”不是这一级的区划类型`,
        en: `"${type.label.en}" is not a type of this level`,
      },
    },
  ];
}

/** Divisions that are joined or divided are of one level, and so is what results. */
function levelProblems(
  register: WorkingRegister,
  { fromIds, to = [] }: DivisionAdjustment,
  path: string,
): ProblemItem[] {
  const level = register.get('division', fromIds[0] ?? '')?.level;
  if (level === undefined) return [];
  const other = (id: string, place: string): ProblemItem[] => {
    const body = register.get('division', id)!;
    if (body.level === level) return [];
    const [one, two] = [level, body.level].map((id) => divisionLevels.find((l) => l.id === id)!.label);
    return [
      {
        path: place,
        code: 'mixed-levels',
        message: {
          zh: `“${body.name}”是${two!.zh},不能与${one!.zh}区划一起调整`,
          en: `"${body.name}" is of another level (${two!.en}) than the first division (${one!.en})`,
        },
      },
    ];
  };
  return [
    ...fromIds.flatMap((id, i) => other(id, `${path}.fromIds.${i}`)),
    ...to.flatMap(({ id }, i) => (id === undefined ? [] : other(id, `${path}.to.${i}.id`))),
    ...to.flatMap((given, i) => typeProblems(given, level, `${path}.to.${i}.type`)),
    ...to.flatMap((given, i): ProblemItem[] =>
      given.level === undefined || given.level === level
        ? []
        : [
            {
              path: `${path}.to.${i}.level`,
              code: 'mixed-levels',
              message: {
                zh: '调整后的区划须与原区划同级',
                en: 'What results must be of the same level as what there was',
              },
            },
          ],
    ),
  ];
}

function newDivisionProblems(
  register: WorkingRegister,
  { fromIds, to = [] }: DivisionAdjustment,
  path: string,
): ProblemItem[] {
  const first = register.get('division', fromIds[0] ?? '');
  const parents = new Set(fromIds.map((id) => register.get('division', id)!.parentId));
  return to.flatMap((given, i): ProblemItem[] => {
    const place = `${path}.to.${i}`;
    if (given.id !== undefined) return [];
    const required = (['code', 'name'] as const).filter((field) => given[field] === undefined);
    const items: ProblemItem[] = required.map((field) => ({
      path: `${place}.${field}`,
      code: 'required',
      message: {
        zh: `新区划须有${field === 'code' ? '代码' : '名称'}`,
        en: `A new division needs a ${field}`,
      },
    }));
    if (given.parentId === undefined && parents.size > 1) {
      const names = [...parents].map((id) => divisionName(register, id ?? ''));
      items.push({
        path: `${place}.parentId`,
        code: 'which-parent',
        message: {
          zh: `原区划分属${names.join('、')},请写明新区划归哪一个`,
          en: `The former divisions lie in ${names.join(', ')}; state which of them the new one belongs to`,
        },
      });
    }
    if (!first) {
      const missing = (['level', 'type', 'parentId'] as const).filter((field) => given[field] === undefined);
      items.push(
        ...missing.map((field) => ({
          path: `${place}.${field}`,
          code: 'required',
          message: {
            zh: '设立须写明级别、类型和上级区划',
            en: 'An establishment states the level, type and parent',
          },
        })),
      );
    }
    const level = given.level ?? first?.level;
    if (typeof given.parentId === 'string' && level !== undefined) {
      const name = given.name ?? '';
      items.push(...parentProblems(register, given.parentId, { level, name }, `${place}.parentId`));
    }
    return items;
  });
}

/** What is first made on a day has no past before it: nothing can have become of it on the same day. */
function pastProblems(
  register: WorkingRegister,
  { kind, fromIds, to = [] }: DivisionAdjustment,
  path: string,
): ProblemItem[] {
  if (kind === 'establish') return [];
  return fromIds.flatMap((id, i): ProblemItem[] => {
    if (!register.isNew('division', id) || to.some((given) => given.id === id)) return [];
    const name = divisionName(register, id);
    return [
      {
        path: `${path}.fromIds.${i}`,
        code: 'made-on-same-day',
        message: {
          zh: `“${name}”在同一方案中才设立,不能同日终止;请直接写明最后的结果`,
          en: `"${name}" is only made in the same plan and cannot end on the same day; state the final result instead`,
        },
      },
    ];
  });
}
