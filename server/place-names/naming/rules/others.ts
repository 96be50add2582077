import { nameKindLabels, nameScopeLabels, type NamingRule } from '../../../../gis-data/naming/index.ts';
import {
  collidingName,
  found,
  milder,
  type Likeness,
  type NamingContext,
  type NamingFunction,
  type Neighbour,
} from '../context.ts';
import { areaIn, sameArea, setsApart } from '../scope.ts';

type Like<How extends Likeness['how']> = Neighbour & {
  likeness: Extract<Likeness, { how: How }>;
  area: 'yes' | 'unknown';
};

/** Neighbours of a likeness that a rule sets apart from the proposed name. */
function alike<How extends Likeness['how']>(
  { proposed, neighbours }: NamingContext,
  rule: NamingRule,
  how: How,
): Like<How>[] {
  return neighbours.flatMap((neighbour) => {
    if (neighbour.likeness.how !== how || neighbour.name.former) return [];
    const area = setsApart(rule, proposed, neighbour.name);
    return area === 'no' ? [] : [{ ...neighbour, area } as Like<How>];
  });
}

/** Where a neighbour lies, as a sentence begins. */
function whereOf(rule: NamingRule, area: 'yes' | 'unknown'): { zh: string; en: string } {
  const { zh, en } = nameScopeLabels[rule.scope ?? 'nation'];
  return area === 'yes'
    ? { zh: `${zh}内`, en: `In ${en} there is` }
    : { zh: `${zh}内(是否同一范围不明)`, en: `There is (whether in ${en} is not known)` };
}

const away = ({ distanceM }: { distanceM: number | null }) =>
  distanceM === null ? { zh: '', en: '' } : { zh: `,相距 ${distanceM} 米`, en: `, ${distanceM} m away` };

const severityOf = (rule: NamingRule, area: 'yes' | 'unknown') =>
  area === 'yes' ? rule.severity : milder(rule.severity);

export const duplicate: NamingFunction = (context, rule) =>
  alike(context, rule, 'duplicate').map(({ name, source, area }) => {
    const collision = collidingName(context.proposed, name, source);
    const where = whereOf(rule, area);
    return found(
      rule,
      `${where.zh}已有${nameKindLabels[name.kind].zh}“${name.text}”${away(collision).zh},重名`,
      `${where.en} the ${nameKindLabels[name.kind].en} “${name.text}”${away(collision).en}: the same name`,
      { severity: severityOf(rule, area), collision },
    );
  });

export const homophone: NamingFunction = (context, rule) =>
  alike(context, rule, 'homophone').map(({ name, source, area, likeness }) => {
    const collision = collidingName(context.proposed, name, source);
    const where = whereOf(rule, area);
    const { tones, reading, wholeName, spelt } = likeness;
    const how =
      tones === 'same' ? { zh: '声调也相同', en: 'tones and all' } : { zh: '仅声调不同', en: 'apart from the tones' };
    const usual =
      reading === 'usual'
        ? { zh: '', en: '' }
        : { zh: '(按多音字的另一读音)', en: ' (in another reading of a character)' };
    const part = wholeName ? { zh: '', en: '' } : { zh: '专名', en: ' in the specific term' };
    return found(
      rule,
      `${where.zh}已有“${name.text}”${away(collision).zh},${part.zh}同音(${spelt}),${how.zh}${usual.zh}`,
      `${where.en} “${name.text}”${away(collision).en}, which sounds the same${part.en} (${spelt}), ${how.en}${usual.en}`,
      {
        severity: wholeName ? severityOf(rule, area) : 'note',
        collision,
        tones,
        reading,
      },
    );
  });

export const lookAlike: NamingFunction = (context, rule) =>
  alike(context, rule, 'look-alike').map(({ name, source, area }) => {
    const collision = collidingName(context.proposed, name, source);
    const where = whereOf(rule, area);
    return found(
      rule,
      `${where.zh}已有“${name.text}”${away(collision).zh},字形相近,容易看错`,
      `${where.en} “${name.text}”${away(collision).en}, whose characters are easily taken for these`,
      { severity: severityOf(rule, area), collision },
    );
  });

export const sameSpecific: NamingFunction = (context, rule) =>
  alike(context, rule, 'same-specific')
    .filter(({ name }) => name.kind === context.proposed.kind)
    .map(({ name, source, area }) => {
      const collision = collidingName(context.proposed, name, source);
      const where = whereOf(rule, area);
      return found(
        rule,
        `${where.zh}已有“${name.text}”${away(collision).zh},专名相同,只有通名不同`,
        `${where.en} “${name.text}”${away(collision).en}: the same specific term, only the generic one differs`,
        { severity: severityOf(rule, area), collision },
      );
    });

export const formerName: NamingFunction = (context, rule) =>
  context.neighbours.flatMap(({ name, source, likeness }) => {
    const { proposed, inForce } = context;
    if (likeness.how !== 'duplicate' || !name.former) return [];
    if (!inForce.some((other) => other.check === 'duplicate' && setsApart(other, proposed, name) === 'yes')) return [];
    const collision = collidingName(proposed, name, source);
    return [
      found(
        rule,
        `“${name.text}”是${nameKindLabels[name.kind].zh}的曾用名${away(collision).zh},仍可能有人使用`,
        `“${name.text}” is the former name of a ${nameKindLabels[name.kind].en}${away(collision).en}; people may still use it`,
        { collision },
      ),
    ];
  });

export const scopeUnknown: NamingFunction = ({ proposed, inForce }, rule) => {
  const asked = inForce.filter(({ check, kinds }) => check === 'duplicate' && kinds?.includes(proposed.kind));
  const scopes = new Set(
    asked.flatMap(({ scope }) =>
      scope !== null && scope !== 'nation' && areaIn(proposed, scope) === null ? [scope] : [],
    ),
  );
  const fame =
    proposed.important === null && asked.some(({ importantOnly }) => importantOnly)
      ? [
          found(
            rule,
            '未说明是否国内著名,全国范围内的重名未能判定',
            'Whether the feature is known far and wide is not stated, so duplicates in the country stay undecided',
          ),
        ]
      : [];
  return [
    ...[...scopes].map((scope) =>
      found(
        rule,
        `未说明所在的${nameScopeLabels[scope].zh.replace('同一', '')},该范围内的重名、同音未能全部判定`,
        `The area is not stated (${nameScopeLabels[scope].en.replace('the same ', '')}), so duplicates and homophones there stay undecided`,
      ),
    ),
    ...fame,
  ];
};

const opposite: Readonly<Record<string, string>> = { 东: '西', 西: '东', 南: '北', 北: '南' };
/** Axis of a direction, 0 longitude and 1 latitude, and its sense. */
const sense: Readonly<Record<string, { axis: 0 | 1; sign: 1 | -1; en: string }>> = {
  东: { axis: 0, sign: 1, en: 'east' },
  西: { axis: 0, sign: -1, en: 'west' },
  南: { axis: 1, sign: -1, en: 'south' },
  北: { axis: 1, sign: 1, en: 'north' },
};

/** The direction word that a 专名 begins or ends with, and its counterparts: the name without it, and its opposite. */
function directionOf(specific: string): { direction: string; counterparts: string[] } | null {
  const characters = [...specific];
  const [first, last] = [characters[0]!, characters.at(-1)!];
  const direction = first in opposite ? first : last in opposite ? last : null;
  if (direction === null || characters.length < 2) return null;
  const rest = direction === first ? characters.slice(1).join('') : characters.slice(0, -1).join('');
  const other = opposite[direction]!;
  return { direction, counterparts: [rest, direction === first ? other + rest : rest + other] };
}

export const direction: NamingFunction = ({ proposed, compared, sources }, rule) => {
  const said = directionOf(compared.specific);
  const here = proposed.position;
  if (said === null || here === null) return [];
  const { axis, sign, en } = sense[said.direction]!;
  return sources.flatMap(({ index, source }) =>
    said.counterparts.flatMap((counterpart) =>
      index.shapedLike(proposed.kind, counterpart).flatMap((name) => {
        const isCounterpart =
          name.compared.specific === counterpart && name.compared.generic === compared.generic && !name.former;
        const near = sameArea(proposed, name, 'county') === 'yes' || sameArea(proposed, name, 'builtUpArea') === 'yes';
        if (!isCounterpart || !near || name.position === null || name.id === proposed.replacesId) return [];
        if ((here[axis] - name.position[axis]) * sign >= 0) return [];
        const collision = collidingName(proposed, name, source);
        return [
          found(
            rule,
            `名称带“${said.direction}”,却不在“${name.text}”的${said.direction}面${away(collision).zh}`,
            `The name says ${en} (${said.direction}), but the place is not ${en} of “${name.text}”${away(collision).en}`,
            { collision },
          ),
        ];
      }),
    ),
  );
};

export const famousFeature: NamingFunction = ({ proposed, compared, sources }, rule) => {
  if (rule.kinds?.includes(proposed.kind) !== true) return [];
  return sources.flatMap(({ index, source }) =>
    index.shapedLike('naturalFeature', compared.specific).flatMap((name) => {
      if (name.compared.text !== compared.specific || name.important === false || name.former) return [];
      const known = name.important === true;
      return [
        found(
          rule,
          known
            ? `“${name.text}”是国内著名的自然地理实体,不宜作行政区划专名`
            : `“${name.text}”是自然地理实体,是否国内著名不明;著名的不宜作行政区划专名`,
          known
            ? `“${name.text}” is a natural feature known far and wide, which divisions are not to be named after`
            : `“${name.text}” is a natural feature; divisions are not to be named after it if it is known far and wide, which is not on record`,
          { severity: known ? rule.severity : 'note', collision: collidingName(proposed, name, source) },
        ),
      ];
    }),
  );
};
