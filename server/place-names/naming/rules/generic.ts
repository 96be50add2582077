import {
  featureFactLabels,
  genericTermRules,
  nameKindLabels,
  type GenericTermRule,
  type LeastFact,
} from '../../../../gis-data/naming/index.ts';
import { found, type NamingFunction } from '../context.ts';
import type { ProposedName } from '../contract.ts';
import { comparable } from '../characters.ts';

export const genericMissing: NamingFunction = ({ proposed, generic, compared }, rule) =>
  rule.kinds?.includes(proposed.kind) === true && generic === null
    ? [
        found(
          rule,
          `“${compared.text}”没有通名;地名由专名和通名两部分组成`,
          `“${compared.text}” has no generic term; a name has a specific and a generic one`,
        ),
      ]
    : [];

export const genericAlone: NamingFunction = ({ generic, compared }, rule) =>
  generic !== null && generic.term === compared.text
    ? [
        found(
          rule,
          `“${compared.text}”只有通名,不单独使用通名作地名`,
          `“${compared.text}” is a generic term only, which is no name by itself`,
        ),
      ]
    : [];

/** Terms of estates and buildings that are words of their own. */
const builtTerms = genericTermRules.filter(
  ({ term, kinds }) => term.length > 1 && kinds.some((kind) => kind === 'estate' || kind === 'building'),
);

export const genericStacked: NamingFunction = ({ proposed, generic, compared }, rule) => {
  if (generic === null || !(proposed.kind === 'estate' || proposed.kind === 'building')) return [];
  const { specific } = compared;
  const inner = builtTerms.find(({ term }) => specific.endsWith(term) && specific !== term);
  return inner
    ? [
        found(
          rule,
          `通名“${inner.term}”和“${generic.term}”叠用,请只留一个`,
          `The generic terms “${inner.term}” and “${generic.term}” are stacked; keep one`,
        ),
      ]
    : [];
};

export const genericKind: NamingFunction = ({ proposed, generic }, rule) => {
  if (generic === null || rule.kinds?.includes(proposed.kind) !== true || generic.kinds.includes(proposed.kind)) {
    return [];
  }
  const meant = generic.kinds.map((kind) => nameKindLabels[kind]);
  const own = nameKindLabels[proposed.kind];
  return [
    found(
      rule,
      `通名“${generic.term}”用于${meant.map(({ zh }) => zh).join('、')},不用于${own.zh}`,
      `The generic term “${generic.term}” names a ${meant.map(({ en }) => en).join(' or ')}, not a ${own.en}`,
    ),
  ];
};

/** Whether one of some facts is as great as asked; null where it is not known. */
function met(facts: ProposedName['facts'], anyOf: readonly LeastFact[]): boolean | null {
  const values = anyOf.map(({ fact, atLeast }) => {
    const value = facts[fact] ?? null;
    return value === null ? null : value >= atLeast;
  });
  if (values.includes(true)) return true;
  return values.includes(null) ? null : false;
}

/** Whether all that a 通名 asks for is there; null where it is not known. */
export function meets(facts: ProposedName['facts'], requirements: GenericTermRule['requirements']): boolean | null {
  const values = requirements.map((anyOf) => met(facts, anyOf));
  if (values.includes(false)) return false;
  return values.includes(null) ? null : true;
}

const shown = ({ fact, atLeast }: LeastFact, language: 'zh' | 'en'): string => {
  if (fact === 'hillside') return featureFactLabels.hillside[language];
  const value = fact.endsWith('Share') ? `${Math.round(atLeast * 100)}%` : String(atLeast);
  return `${featureFactLabels[fact][language]} ≥ ${value}`;
};

export const genericThreshold: NamingFunction = ({ proposed, generic, requirementsOf }, rule) => {
  if (generic === null || !generic.kinds.includes(proposed.kind)) return [];
  return requirementsOf(generic).flatMap((anyOf) => {
    const isMet = met(proposed.facts, anyOf);
    if (isMet === true) return [];
    const [zh, en] = [
      anyOf.map((one) => shown(one, 'zh')).join(' 或 '),
      anyOf.map((one) => shown(one, 'en')).join(' or '),
    ];
    return [
      isMet === false
        ? found(rule, `用“${generic.term}”应有:${zh};实际达不到`, `“${generic.term}” asks for ${en}, which this is not`)
        : found(
            rule,
            `用“${generic.term}”应有:${zh};数据未填,未能判定`,
            `“${generic.term}” asks for ${en}; the facts are not stated, so it stays undecided`,
            { severity: 'note' },
          ),
    ];
  });
};

export const placeOfFacility: NamingFunction = ({ proposed, compared }, rule) => {
  if (rule.kinds?.includes(proposed.kind) !== true) return [];
  if (proposed.locality === null) {
    return [
      found(
        rule,
        '未说明所在地地名,设施名称是否与其统一未能判定',
        'The name of the place is not stated, so whether the facility bears it stays undecided',
        { severity: 'note' },
      ),
    ];
  }
  const place = comparable(proposed.locality);
  const bears = genericTermRules.some(
    ({ term }) => place.endsWith(term) && place !== term && compared.text.includes(place.slice(0, -term.length)),
  );
  return bears || compared.text.includes(place)
    ? []
    : [
        found(
          rule,
          `设施名称一般应与所在地地名“${place}”统一`,
          `A facility is generally named after its place, “${place}”`,
        ),
      ];
};
