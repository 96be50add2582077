import {
  exclusionKinds,
  text,
  type Clause,
  type ExclusionKind,
  type ExclusionKindId,
  type Text,
} from '../../../gis-data/catalogue/index.ts';
import type { ExclusionRule } from '../contract.ts';

/** A rule that a user entered for a kind of land, from a day on. */
export interface EnteredRule {
  kind: ExclusionKindId;
  effectiveFrom: string;
  effectiveTo: string | null;
  distanceM: number;
  clause: Text;
  confirmed: boolean;
  version: number;
  updatedAt: string;
  updatedBy: string;
}

/** A clause in a sentence. */
export const clauseText = ({ document, place }: Clause): Text =>
  text(`《${document.zh}》${place.zh}`, `${document.en}, ${place.en}`);

type Dated = Omit<ExclusionRule, 'inForce'>;

/**
 * The rules of every kind of land, by kind and first day: the catalogue's, those entered in place of them, and those
 * carried over, with the distance and the clause that held the day before, when their document was replaced.
 * @param asOf day on which `inForce` tells whether a rule holds
 */
export function exclusionRules(entered: readonly EnteredRule[], asOf: string): ExclusionRule[] {
  return exclusionKinds.flatMap((kind) =>
    timelineOf(
      kind,
      entered.filter((rule) => rule.kind === kind.id),
    ).map((rule) => ({ ...rule, inForce: holdsOn(rule, asOf) })),
  );
}

/** The rule of each kind of land on a day; kinds without one close nothing on it. */
export function rulesInForce(entered: readonly EnteredRule[], asOf: string): Map<ExclusionKindId, ExclusionRule> {
  return new Map(
    exclusionRules(entered, asOf)
      .filter((rule) => rule.inForce)
      .map((rule) => [rule.kind, rule]),
  );
}

function timelineOf(kind: ExclusionKind & { id: ExclusionKindId }, entered: readonly EnteredRule[]): Dated[] {
  const { rule } = kind;
  const days = [
    ...new Set([rule.effectiveFrom, ...rule.carriedOverFrom, ...entered.map(({ effectiveFrom }) => effectiveFrom)]),
  ].sort();
  const timeline: Dated[] = [];
  for (const day of days) {
    const before = timeline.at(-1);
    const own = entered.find(({ effectiveFrom }) => effectiveFrom === day);
    const next = own ? enteredRule(kind, own) : catalogueRule(kind, day, before);
    if (next === null) continue;
    if (before && (before.effectiveTo === null || before.effectiveTo > day)) before.effectiveTo = day;
    timeline.push(next);
  }
  return timeline;
}

const enteredRule = ({ label }: ExclusionKind, rule: EnteredRule): Dated => ({ ...rule, label, origin: 'entered' });

/** The catalogue's rule of a day; null where what held before had ended, so that there is nothing to carry over. */
function catalogueRule(
  { id, label, rule }: ExclusionKind & { id: ExclusionKindId },
  day: string,
  before: Dated | undefined,
): Dated | null {
  const common = {
    kind: id,
    label,
    effectiveFrom: day,
    effectiveTo: null,
    origin: 'catalogue',
    version: 0,
    updatedAt: null,
    updatedBy: null,
  } as const;
  if (day === rule.effectiveFrom) {
    return { ...common, distanceM: rule.distanceM, clause: clauseText(rule.clause), confirmed: rule.confirmed };
  }
  if (!before || !holdsOn(before, day)) return null;
  return { ...common, distanceM: before.distanceM, clause: before.clause, confirmed: false };
}

const holdsOn = ({ effectiveFrom, effectiveTo }: Pick<Dated, 'effectiveFrom' | 'effectiveTo'>, day: string): boolean =>
  effectiveFrom <= day && (effectiveTo === null || day < effectiveTo);
