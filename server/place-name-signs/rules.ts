import { locate, outsideStudyArea } from '../divisions/rules.ts';
import type { Effect, Finding } from '../registry/contract.ts';
import { finding } from '../registry/record-type.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { PlaceNameSignBody } from './contract.ts';
import { signDefects } from './defects.ts';

const signStandard = { zh: 'GB 17733-2008《地名 标志》', en: 'GB 17733-2008, signs of place names' };

/** Rules for one changed sign. */
export function placeNameSignRules(effect: Effect, _before: Snapshot, after: Snapshot): Finding[] {
  if (effect.after === null) return [];
  const sign = effect.after as unknown as PlaceNameSignBody;
  const name = after.records.placeName.get(sign.placeNameId) ?? null;
  if (name === null && (effect.op === 'create' || effect.changedFields.includes('placeNameId'))) {
    const message = {
      zh: `没有这条地名(${sign.placeNameId}),请选择已登记的地名`,
      en: `There is no such place name (${sign.placeNameId}); choose a registered one`,
    };
    return [finding('block', 'unknown-place-name', message, effect, 'placeNameId')];
  }
  const written = signDefects(sign, name, after.asOf)
    .filter(({ kind }) => fieldOfDefect[kind] !== undefined)
    .map(({ kind, state, reason }) =>
      finding(state === 'certain' ? 'warn' : 'note', kind, reason, effect, fieldOfDefect[kind]!, signStandard),
    );
  return [
    ...written,
    ...positionFindings(sign, name?.countyId ?? null, effect, after),
    ...dateFindings(sign, effect, after),
  ];
}

/** Defects that somebody who fills in a form can have caused. */
const fieldOfDefect: Readonly<Partial<Record<string, string>>> = {
  oldName: 'text',
  textDiffers: 'text',
  pinyinDiffers: 'pinyinText',
  nameEnded: 'placeNameId',
};

function positionFindings(
  { position, sourceCrs }: PlaceNameSignBody,
  countyId: string | null,
  effect: Effect,
  after: Snapshot,
): Finding[] {
  if (position === null) return [];
  if (sourceCrs === null) {
    const message = { zh: '有坐标须注明坐标系', en: 'A position must state its coordinate system' };
    return [finding('block', 'crs-missing', message, effect, 'sourceCrs')];
  }
  const place = locate(after, ...position.coordinates);
  if (place === null) return [];
  const outside = outsideStudyArea(place, effect, 'position');
  if (outside) return [outside];
  if (place.countyId === null || countyId === null || place.countyId === countyId) return [];
  const message = { zh: '标志不在其地名所在的县(市、区)', en: 'The sign stands outside the county of its name' };
  return [finding('warn', 'position-in-other-county', message, effect, 'position')];
}

function dateFindings(sign: PlaceNameSignBody, effect: Effect, { asOf }: Snapshot): Finding[] {
  const future = (['conditionAsOf', 'installedOn', 'asOfDate'] as const).find((field) => (sign[field] ?? '') > asOf);
  if (future === undefined) return [];
  const message = { zh: '日期在将来', en: 'The date lies in the future' };
  return [finding('warn', 'date-in-future', message, effect, future)];
}
