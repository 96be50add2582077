import { followUps } from '../place-names/renaming.ts';
import { say, type Planning } from './planning.ts';
import type { WorkingRegister } from './working-register.ts';

/** Whether a record of a place name is that of the name which a division bears. */
export const isNameOf = (register: WorkingRegister, nameId: string, divisionId: string): boolean =>
  register.get('placeName', nameId)!.namesDivisionId === divisionId;

/**
 * What becomes of the names that a division bore when it ends: a resulting division of the same name goes on with the
 * record, else the name is historical from that day. The record goes on naming the division that bore it; where it lay in
 * that alone and no part of it was found to take the name, it lies in no certain township or village any more.
 */
export function settleNames(planning: Planning, endedId: string, resultIds: readonly string[]): void {
  const { register } = planning;
  for (const id of register.namesOf(endedId)) {
    const { standardName, status, townshipId, villageId } = register.get('placeName', id)!;
    if (townshipId === endedId) register.update('placeName', id, { townshipId: null });
    if (villageId === endedId) register.update('placeName', id, { villageId: null });
    if (status === 'historical') continue;
    const heir = resultIds.find((result) => register.get('division', result)?.name === standardName);
    if (heir !== undefined) register.update('placeName', id, { namesDivisionId: heir });
    else {
      register.update('placeName', id, { status: 'historical' });
      say(
        planning,
        'note',
        'name-historical',
        { type: 'placeName', id, field: 'status' },
        `地名“${standardName}”随其区划终止转为历史地名`,
        `The place name "${standardName}" becomes historical with the end of its division`,
      );
    }
  }
}

/**
 * The record of the name that a division bears takes its new name on, by the document of the adjustment, and keeps the old
 * one as a former name. Where the record of another division of that name has come to it, that goes on and its own is historical.
 * @param oldName what the division was called before the adjustment
 */
export function renameNames(planning: Planning, divisionId: string, oldName: string): void {
  const { register, adjustment } = planning;
  const { name } = register.get('division', divisionId)!;
  if (name === oldName) return;
  const inUse = register.namesOf(divisionId).filter((id) => register.get('placeName', id)!.status === 'inUse');
  const isBorne = inUse.some((id) => register.get('placeName', id)!.standardName === name);
  for (const id of inUse) {
    const before = register.get('placeName', id)!;
    if (before.standardName !== oldName) continue;
    if (isBorne) {
      register.update('placeName', id, { status: 'historical' });
      say(
        planning,
        'note',
        'name-historical',
        { type: 'placeName', id, field: 'status' },
        `地名“${oldName}”随其区划改称“${name}”转为历史地名`,
        `The place name "${oldName}" becomes historical, as its division is called "${name}" now`,
      );
      continue;
    }
    const fields = { standardName: name, approvingDocument: adjustment.document, approvedOn: null };
    register.update('placeName', id, { ...fields, ...followUps(before, fields, adjustment.effectiveDate) });
    say(
      planning,
      'note',
      'name-renamed',
      { type: 'placeName', id, field: 'standardName' },
      `地名“${oldName}”随其区划更名为“${name}”,原名列为曾用名`,
      `The place name "${oldName}" becomes "${name}" with its division; the old one is kept as a former name`,
    );
  }
}
