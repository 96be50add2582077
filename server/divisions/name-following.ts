import { say, type Planning } from './planning.ts';

/**
 * What becomes of the names that a division bore when it ends: a resulting division of the same name goes on with the
 * record, else the name is historical from that day. The record goes on naming the division that bore it.
 */
export function settleNames(planning: Planning, endedId: string, resultIds: readonly string[]): void {
  const { register } = planning;
  for (const id of register.namesOf(endedId)) {
    const { standardName, status } = register.get('placeName', id)!;
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
