import { placeNameClassOf } from '../../../gis-data/catalogue/index.ts';
import type { OtherName, PlaceNameBody } from '../../place-names/contract.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

/** A name that should no longer be used: its place was renamed, or the name was cancelled. */
export interface ChangedName {
  /** The record that says so: a place name. */
  placeId: string;
  old: string;
  /** What the place is called now; null = cancelled. */
  now: string | null;
  /** ISO date; null = not known. */
  since: string | null;
  countyId: string;
  /** null: the name lies in several townships, or it is not known. */
  townshipId: string | null;
  /** Where the old name means this place: in the whole register, in its county, or in its township. */
  scope: 'everywhere' | 'county' | 'township';
}

/** The names that changed, by the records of place names and the lineage of divisions. */
export function changedNames(snapshot: Snapshot): ChangedName[] {
  return [...snapshot.records.placeName].flatMap(([placeId, body]) => {
    const place = { placeId, countyId: body.countyId, townshipId: body.townshipId, scope: scopeOf(body) };
    const ended = endedDivision(snapshot, body);
    const now = ended ? ended.now : body.status === 'historical' ? null : currentName(snapshot, body);
    const changed: Pick<ChangedName, 'old' | 'since'>[] = body.otherNames
      .filter(({ kind }) => kind === 'former')
      .map((former) => ({ old: former.name, since: endOf(former, body) }));
    if (now !== body.standardName) changed.push({ old: body.standardName, since: ended?.since ?? null });
    const stillUsed = new Set([
      now,
      ...body.otherNames.filter(({ kind }) => kind !== 'former').map(({ name }) => name),
    ]);
    return changed.filter(({ old }) => !stillUsed.has(old)).map((name) => ({ ...place, now, ...name }));
  });
}

/** Of the last former name, the day on which the present one came into force says it too. */
const endOf = ({ to, name }: OtherName, { otherNames, namedOn }: PlaceNameBody): string | null =>
  to ?? (otherNames.findLast(({ kind }) => kind === 'former')?.name === name ? namedOn : null);

/** A division may be renamed before the record of its name is. */
function currentName({ records }: Snapshot, { namesDivisionId, standardName }: PlaceNameBody): string {
  const division = namesDivisionId === null ? undefined : records.division.get(namesDivisionId);
  return division?.name ?? standardName;
}

/** What became of the division that bore the name, where it is no more; null where it stands, or none bore it. */
function endedDivision(
  { records }: Snapshot,
  { namesDivisionId: id, standardName, status }: PlaceNameBody,
): { now: string | null; since: string | null } | null {
  if (id === null || records.division.has(id)) return null;
  const event = [...records.divisionEvent.values()].find(
    ({ fromIds, toIds }) => fromIds.includes(id) && !toIds.includes(id),
  );
  const successors = (event?.toIds ?? []).flatMap((to) => records.division.get(to)?.name ?? []);
  // A successor of the same name goes on with it.
  if (successors.includes(standardName) && status === 'inUse') return { now: standardName, since: null };
  return { now: successors.length === 1 ? successors[0]! : null, since: event?.effectiveDate ?? null };
}

/** Names of counties mean one place in the whole register, those of townships in a county, others in a township. */
function scopeOf({ category, townshipId }: PlaceNameBody): ChangedName['scope'] {
  const isDivision = placeNameClassOf(category)?.id === 'administrative';
  if (isDivision && category.startsWith('214')) return 'everywhere';
  return isDivision || townshipId === null ? 'county' : 'township';
}
