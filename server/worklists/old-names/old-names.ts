import { createHash } from 'node:crypto';
import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import { daysBetween } from '../../registry/today.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { WorklistEntry } from '../contract.ts';
import { divisionPlace } from '../entry.ts';
import { changedNames, type ChangedName } from './changed-names.ts';
import { OldNameFinder, type FoundName } from './finder.ts';
import { recordTexts, type RecordText } from './record-texts.ts';

const clause = text('《地名管理条例》第十八条(条文待核对)', 'Regulation on Place Names, art. 18 (text to be checked)');

const found = new WeakMap<Snapshot, readonly WorklistEntry[]>();

/**
 * Records that still use a name that was changed or cancelled, and places whose own record has not followed their division.
 * Nothing is stored: an entry goes when its record has changed.
 */
export function oldNames(snapshot: Snapshot): readonly WorklistEntry[] {
  let entries = found.get(snapshot);
  if (!entries) {
    const changed = changedNames(snapshot);
    entries = [...usedOldNames(snapshot, changed), ...namesLeftBehind(snapshot, changed)];
    found.set(snapshot, entries);
  }
  return entries;
}

function usedOldNames(snapshot: Snapshot, changed: readonly ChangedName[]): WorklistEntry[] {
  const finder = new OldNameFinder(snapshot, changed);
  const entries = new Map<string, WorklistEntry>();
  for (const record of recordTexts(snapshot)) {
    for (const { name, state } of finder.find(record)) {
      const key = keyOf(record, name);
      // Of several texts in one field, the most certain speaks.
      if (entries.get(key)?.state !== 'certain') entries.set(key, entryOf(snapshot, record, { name, state }));
    }
  }
  return [...entries.values()];
}

/** Place names whose division is called otherwise now, or is no more. */
function namesLeftBehind(snapshot: Snapshot, changed: readonly ChangedName[]): WorklistEntry[] {
  return changed.flatMap((name) => {
    const body = snapshot.records.placeName.get(name.placeId)!;
    if (body.standardName !== name.old || body.status === 'historical') return [];
    const record: RecordText = {
      ...{ type: 'placeName', id: name.placeId, label: body.standardName, path: 'standardName' },
      ...{ field: text('标准名称', 'Standard name'), words: body.standardName, document: null, demo: body.demo },
      ...{ countyIds: [name.countyId], townshipIds: name.townshipId === null ? [] : [name.townshipId] },
      placeId: name.placeId,
    };
    return [entryOf(snapshot, record, { name, state: 'certain' })];
  });
}

const keyOf = ({ type, id, path }: RecordText, { placeId, old }: ChangedName): string => {
  const hash = createHash('sha256').update(`${placeId} ${old}`).digest('hex').slice(0, 12);
  return `${type}:${id}:${path}:${hash}`;
};

function entryOf(snapshot: Snapshot, record: RecordText, { name, state }: FoundName): WorklistEntry {
  const { type, id, label, path, field, demo } = record;
  const township = divisionRow(snapshot, record.townshipIds[0]);
  const county = divisionRow(snapshot, record.countyIds.includes(name.countyId) ? name.countyId : record.countyIds[0]);
  const row = township ?? county;
  const none = { countyId: null, countyName: null, townshipId: null, townshipName: null };
  return {
    key: keyOf(record, name),
    state,
    subject: { type, id, label },
    fields: [{ path, label: field }],
    ...(row === undefined ? none : divisionPlace(snapshot, row)),
    reason: reasonOf(record, name, state),
    action: actionOf(name, state),
    clause,
    rank: name.since === null ? null : daysBetween(name.since, snapshot.asOf),
    indicatorIds: [],
    nearest: null,
    demo,
  };
}

const divisionRow = ({ divisions }: Snapshot, id: string | undefined): number | undefined =>
  id === undefined ? undefined : divisions.indexById.get(id);

function reasonOf({ field, words }: RecordText, { old, now, since }: ChangedName, state: FoundName['state']): Text {
  const when = text(since === null ? '' : `${since} 起`, since === null ? '' : ` since ${since}`);
  const became =
    now === null
      ? text(`“${old}”${when.zh}已不使用`, `“${old}” is no longer in use${when.en}`)
      : text(`“${old}”${when.zh}改称“${now}”`, `“${old}” is called “${now}”${when.en}`);
  const shown = words.length > 60 ? `${words.slice(0, 60)}…` : words;
  return state === 'certain'
    ? text(`${field.zh}仍用原名:“${shown}”;${became.zh}`, `${field.en}: “${shown}” uses the old name; ${became.en}`)
    : text(
        `${field.zh}“${shown}”可能用了原名;${became.zh}`,
        `${field.en}: “${shown}” may use the old name; ${became.en}`,
      );
}

function actionOf({ old, now }: ChangedName, state: FoundName['state']): Text {
  if (state === 'unknown') return text(`核对“${old}”是否指此地`, `Find out whether “${old}” means this place`);
  return now === null
    ? text('改用现行地名', 'Use a name that is in force')
    : text(`改为“${now}”`, `Change it to “${now}”`);
}
