import type { StatisticEntry, Text } from '../../gis-data/catalogue/index.ts';
import type { Effect, Finding } from '../registry/contract.ts';
import { finding } from '../registry/record-type.ts';
import type { StatisticBody } from './contract.ts';

type AmountField = 'numerator' | 'denominator' | 'value';

/** Rounding that a stated share may have beside its own numerator and denominator. */
const shareRounding = 0.005;

/** What is wrong with a figure by itself: outside its unit, incomplete, or contradicting its own parts. */
export function figureFindings(body: StatisticBody, entry: StatisticEntry, effect: Effect): Finding[] {
  const say = (severity: Finding['severity'], code: string, field: AmountField, zh: string, en: string) =>
    finding(severity, code, { zh, en }, effect, field);
  return entry.parts ? shareFindings(body, entry, entry.parts, say) : countFindings(body, entry, say);
}

type Say = (severity: Finding['severity'], code: string, field: AmountField, zh: string, en: string) => Finding;

function countFindings(body: StatisticBody, entry: StatisticEntry, say: Say): Finding[] {
  const findings = amountFindings(body.value, 'value', { zh: '数量', en: 'The count' }, entry, say);
  for (const field of ['numerator', 'denominator'] as const) {
    if (body[field] === null) continue;
    findings.push(
      say(
        'block',
        'count-has-parts',
        field,
        '此指标是数量,没有分子分母;请只填数量',
        'A count has no parts; state it as the value',
      ),
    );
  }
  if (body.value === null && findings.length === 0) {
    findings.push(
      say(
        'warn',
        'no-figure',
        'value',
        '没有填数,将登记为“未知”(不是 0);如确为 0,请填 0',
        'No figure, so it is registered as unknown, not as 0; write 0 if it is none',
      ),
    );
  }
  return findings;
}

function shareFindings(
  body: StatisticBody,
  entry: StatisticEntry,
  parts: { numerator: Text; denominator: Text },
  say: Say,
): Finding[] {
  const { numerator, denominator, value } = body;
  const findings = [
    ...amountFindings(numerator, 'numerator', parts.numerator, entry, say),
    ...amountFindings(denominator, 'denominator', parts.denominator, entry, say),
    ...statedShareFindings(body, entry, say),
  ];
  if (denominator === 0) {
    findings.push(
      say(
        'block',
        'denominator-zero',
        'denominator',
        `“${parts.denominator.zh}”为 0,比例无从计算;如没有应计对象,请把两项都留空`,
        `"${parts.denominator.en}" is 0, so there is no share; leave both empty when there is nobody to count`,
      ),
    );
  }
  if (numerator !== null && denominator !== null)
    findings.push(...partsFindings(numerator, denominator, entry, parts, say));
  if ((numerator === null) !== (denominator === null)) {
    const [field, missing] =
      numerator === null ? (['numerator', parts.numerator] as const) : (['denominator', parts.denominator] as const);
    findings.push(
      say(
        'warn',
        'half-a-figure',
        field,
        `缺“${missing.zh}”,按“未知”登记,暂不能计入指标;查实后请补填`,
        `"${missing.en}" is missing: unknown, and the figure cannot be counted yet; fill it in once it is known`,
      ),
    );
  }
  if (numerator === null && denominator === null && value === null) {
    findings.push(
      say(
        'warn',
        'no-figure',
        'numerator',
        '没有填数,将登记为“未知”(不是 0)',
        'No figure, so it is registered as unknown, not as 0',
      ),
    );
  }
  return findings;
}

function partsFindings(
  numerator: number,
  denominator: number,
  entry: StatisticEntry,
  parts: { numerator: Text; denominator: Text },
  say: Say,
): Finding[] {
  if (denominator <= 0 || numerator < 0) return [];
  if (entry.partOfWhole) {
    if (numerator <= denominator) return [];
    return [
      say(
        'block',
        'more-than-whole',
        'numerator',
        `“${parts.numerator.zh}”${numerator} 大于“${parts.denominator.zh}”${denominator};前者是后者的一部分,请核对两项是否填反或口径不同`,
        `"${parts.numerator.en}" ${numerator} is more than "${parts.denominator.en}" ${denominator}, of which it is a part; check whether they are swapped or counted differently`,
      ),
    ];
  }
  return plausibleShareFindings(numerator / denominator, 'numerator', entry, say);
}

/** A share that may pass 1: how far, before it cannot be meant. */
function plausibleShareFindings(share: number, field: AmountField, entry: StatisticEntry, say: Say): Finding[] {
  if (share > entry.largestShare) {
    return [
      say(
        'block',
        'share-too-large',
        field,
        `比例为 ${share.toPrecision(3)},超过 ${entry.largestShare};请核对两项是否同期、同单位(年或月),比例不要写成百分数`,
        `The share is ${share.toPrecision(3)}, above ${entry.largestShare}; check that both are of one period and unit (a year or a month), and that no percentage was written`,
      ),
    ];
  }
  if (share <= 1) return [];
  return [
    say(
      'warn',
      'share-above-one',
      field,
      `比例为 ${share.toPrecision(3)},大于 1;请确认`,
      `The share is ${share.toPrecision(3)}, more than 1; confirm it`,
    ),
  ];
}

function statedShareFindings(
  { numerator, denominator, value }: StatisticBody,
  entry: StatisticEntry,
  say: Say,
): Finding[] {
  if (value === null) return [];
  if (value < 0) return [say('block', 'negative', 'value', '比例不能为负', 'A share cannot be negative')];
  const findings: Finding[] = [];
  if (entry.partOfWhole && value > 1) {
    findings.push(
      say(
        'block',
        'not-a-ratio',
        'value',
        `比例应写作 0 至 1 之间的小数,现为 ${value};如为百分数,请写 ${value / 100}`,
        `A share is written between 0 and 1, not ${value}; if it is a percentage, write ${value / 100}`,
      ),
    );
  } else if (!entry.partOfWhole) findings.push(...plausibleShareFindings(value, 'value', entry, say));
  if (
    numerator !== null &&
    denominator !== null &&
    denominator > 0 &&
    Math.abs(numerator / denominator - value) > shareRounding
  ) {
    findings.push(
      say(
        'block',
        'value-contradicts',
        'value',
        '比例与分子、分母不一致;请只填分子和分母,比例由系统计算',
        'The share contradicts its numerator and denominator; state only those, the share is computed',
      ),
    );
  }
  if (numerator === null && denominator === null) {
    findings.push(
      say(
        'warn',
        'bare-share',
        'value',
        '只有比例,没有分子分母,县级数据无法汇总;请补填分子和分母',
        'Only a share without its parts; a county’s cannot be summed. State the numerator and the denominator',
      ),
    );
  }
  return findings;
}

function amountFindings(
  amount: number | null,
  field: AmountField,
  label: Text,
  entry: StatisticEntry,
  say: Say,
): Finding[] {
  if (amount === null) return [];
  if (amount < 0) {
    return [
      say(
        'block',
        'negative',
        field,
        `“${label.zh}”为 ${amount},不能为负`,
        `"${label.en}" is ${amount}; it cannot be negative`,
      ),
    ];
  }
  if (entry.wholeNumbers && !Number.isInteger(amount)) {
    return [
      say(
        'block',
        'fraction',
        field,
        `“${label.zh}”为 ${amount},应为整数(${entry.measure.zh});请填数量,不要填比例或以“万”为单位的数`,
        `"${label.en}" is ${amount}; it must be a whole number (${entry.measure.en}), neither a share nor a number of ten thousands`,
      ),
    ];
  }
  return [];
}
