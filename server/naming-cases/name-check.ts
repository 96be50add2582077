import { text } from '../../gis-data/catalogue/index.ts';
import type { PlaceNameBody } from '../place-names/contract.ts';
import { positionOfGeometry } from '../place-names/geometry.ts';
import { nameToCheck, type NameCheck, type NameToCheck } from '../place-names/naming/contract.ts';
import { kindOf } from '../place-names/naming/register-names.ts';
import { spelt } from '../place-names/pinyin.ts';
import { problems } from '../registry/problem.ts';
import type { CaseEntryContent, RuleOverride } from './contract.ts';

/**
 * The name of a case as the naming rules ask for it, by the law of the day of its application; null for a cancellation.
 * @param current the place name that is renamed
 */
export function nameOfCase(
  { proposal, on }: Pick<Extract<CaseEntryContent, { kind: 'opened' }>, 'proposal' | 'on'>,
  current: PlaceNameBody | null,
): NameToCheck | null {
  if (proposal.kind === 'cancellation') return null;
  const { name } = proposal;
  const place = proposal.kind === 'naming' ? proposal.name : current!;
  return nameToCheck.parse({
    text: name.standardName,
    kind: kindOf({ category: place.category, standardName: name.standardName }),
    pinyin: name.pinyin?.origin === 'reviewed' ? spelt(name.pinyin) : null,
    countyId: place.countyId,
    townshipId: place.townshipId,
    position: positionOfGeometry(place.geometry),
    date: on,
    replacesId: proposal.kind === 'renaming' ? proposal.placeNameId : null,
  });
}

/** @throws Problem conflict naming each rule that forbids the name and for which no reason was given */
export function checkOverrides({ findings }: Pick<NameCheck, 'findings'>, overrides: readonly RuleOverride[]): void {
  const given = new Set(overrides.map(({ rule }) => rule));
  const open = findings.filter(({ severity, rule }) => severity === 'block' && !given.has(rule));
  if (open.length === 0) return;
  throw problems.conflict(
    text(
      '名称违反下列规则;确需批准的,须逐条写明理由',
      'The name is against the rules below; to approve it nonetheless, give a reason for each',
    ),
    open.map(({ rule, message }) => ({ path: 'content.overrides', field: rule, code: 'naming-rule', message })),
  );
}
