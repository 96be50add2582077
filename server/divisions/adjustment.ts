import { feature, featureCollection, union } from '@turf/turf';
import type { ChangeInput } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { BoundaryGeometry, DivisionAdjustment, DivisionBody } from './contract.ts';

/**
 * Writes an adjustment of divisions (行政区划调整) as changes: the divisions themselves, everything that belongs to
 * them (divisions below, facilities, statistics), and the entry in the lineage. One change set, so all of it or nothing.
 *
 * A renaming or transfer keeps the division's identity; a merger, split or abolition ends divisions, and what belonged to
 * them moves to their successors: to the only one, or to the one that `assignments` names.
 * @param newId makes identifiers for new divisions and the lineage entry
 * @throws Problem when a division does not exist on the snapshot's date or a dependent has no successor
 */
export function planAdjustment(snapshot: Snapshot, adjustment: DivisionAdjustment, newId: () => string): ChangeInput[] {
  const former = adjustment.fromIds.map((id) => existing(snapshot, id));
  const effectiveFrom = adjustment.effectiveDate;
  const event = (fromIds: string[], toIds: string[]): ChangeInput => ({
    type: 'divisionEvent',
    op: 'create',
    id: newId(),
    effectiveFrom,
    fields: {
      kind: adjustment.kind,
      effectiveDate: effectiveFrom,
      document: adjustment.document,
      fromIds,
      toIds,
      note: adjustment.note ?? null,
      demo: false,
    },
  });

  if (adjustment.kind === 'rename' || adjustment.kind === 'transfer') {
    const [division] = former;
    if (!division) throw missing('fromIds');
    const fields = { ...(adjustment.to?.[0] ?? {}) };
    const moved =
      adjustment.kind === 'transfer'
        ? facilitiesOf(snapshot, division.id).map((id): ChangeInput => ({
            type: 'facility',
            op: 'update',
            id,
            effectiveFrom,
            fields: { countyId: countyAfter(snapshot, division.body, fields.parentId) },
          }))
        : [];
    return [
      { type: 'division', op: 'update', id: division.id, effectiveFrom, fields },
      ...moved,
      event([division.id], [division.id]),
    ];
  }

  const successors = (adjustment.to ?? []).map((to) => ({ id: to.id ?? newId(), to, isNew: to.id === undefined }));
  const successorOf = (dependentId: string, what: string): string => {
    const assigned = adjustment.assignments?.[dependentId];
    const index = assigned ?? (successors.length === 1 ? 0 : undefined);
    const successor = index === undefined ? undefined : successors[index];
    if (!successor) {
      throw problems.invalid([
        {
          path: `assignments.${dependentId}`,
          code: 'no-successor',
          message: { zh: `“${what}”须指明归入哪个新区划`, en: `State which resulting division "${what}" goes to` },
        },
      ]);
    }
    return successor.id;
  };

  const changes: ChangeInput[] = [];
  for (const { id, to, isNew } of successors) {
    if (isNew)
      changes.push({
        type: 'division',
        op: 'create',
        id,
        effectiveFrom,
        fields: inherited(
          former.map((f) => f.body),
          to,
          successors.length === 1,
        ),
      });
    else
      changes.push({
        type: 'division',
        op: 'update',
        id,
        effectiveFrom,
        fields: {
          ...enlarged(
            existing(snapshot, id).body,
            former.map((f) => f.body),
          ),
          ...withoutId(to),
        },
      });
  }
  for (const { id, body } of former) {
    if (successors.some((s) => s.id === id)) continue;
    changes.push(...moveDependents(snapshot, id, body, effectiveFrom, successorOf));
    changes.push({ type: 'division', op: 'delete', id, effectiveFrom });
  }
  changes.push(
    event(
      former.map((f) => f.id),
      successors.map((s) => s.id),
    ),
  );
  return changes;
}

function existing(snapshot: Snapshot, id: string): { id: string; body: DivisionBody } {
  const body = snapshot.records.division.get(id);
  if (!body) throw problems.notFound({ zh: `这个区划(${id})`, en: `division (${id})` });
  return { id, body };
}

const missing = (path: string) =>
  problems.invalid([{ path, code: 'required', message: { zh: '缺少区划', en: 'No division given' } }]);

function withoutId<T extends { id?: string }>(to: T): Omit<T, 'id'> {
  const { id: _, ...rest } = to;
  return rest;
}

const facilitiesOf = (snapshot: Snapshot, divisionId: string) =>
  [...snapshot.records.facility]
    .filter(([, f]) => f.townshipId === divisionId || f.villageId === divisionId)
    .map(([id]) => id);

function countyAfter(snapshot: Snapshot, body: DivisionBody, parentId: unknown): unknown {
  if (typeof parentId !== 'string') return body.parentId;
  const parent = snapshot.records.division.get(parentId);
  return parent?.level === 'township' ? parent.parentId : parentId;
}

function moveDependents(
  snapshot: Snapshot,
  id: string,
  body: DivisionBody,
  effectiveFrom: string,
  successorOf: (id: string, what: string) => string,
): ChangeInput[] {
  const changes: ChangeInput[] = [];
  const field = body.level === 'township' ? 'townshipId' : body.level === 'village' ? 'villageId' : 'countyId';
  for (const [childId, child] of snapshot.records.division) {
    if (child.parentId === id)
      changes.push({
        type: 'division',
        op: 'update',
        id: childId,
        effectiveFrom,
        fields: { parentId: successorOf(childId, child.name) },
      });
  }
  for (const [facilityId, facility] of snapshot.records.facility) {
    if (facility[field] !== id) continue;
    // A facility in a village follows its village.
    const villageTarget = field === 'townshipId' && facility.villageId !== null ? facility.villageId : facilityId;
    changes.push({
      type: 'facility',
      op: 'update',
      id: facilityId,
      effectiveFrom,
      fields: { [field]: successorOf(villageTarget, facility.name) },
    });
  }
  for (const [statisticId, statistic] of snapshot.records.statistic) {
    if (statistic.divisionId === id)
      changes.push({
        type: 'statistic',
        op: 'update',
        id: statisticId,
        effectiveFrom,
        fields: { divisionId: successorOf(statisticId, statistic.sourceDocument) },
      });
  }
  return changes;
}

const sum = (values: (number | null)[]) =>
  values.some((v) => v === null) ? null : values.reduce<number>((a, v) => a + v!, 0);

/** Counts and area of the divisions together; unknown where one of them is unknown. */
function together(bodies: readonly DivisionBody[]): Partial<DivisionBody> {
  return {
    population: sum(bodies.map((b) => b.population)),
    population60: sum(bodies.map((b) => b.population60)),
    population80: sum(bodies.map((b) => b.population80)),
    households: sum(bodies.map((b) => b.households)),
    boundary: unionOf(bodies.map((b) => b.boundary)),
  };
}

function inherited(
  former: readonly DivisionBody[],
  to: Partial<DivisionBody>,
  whole: boolean,
): Record<string, unknown> {
  const first = former[0];
  const demo = former.some((b) => b.demo);
  const counts = whole && former.length > 0 ? together(former) : {};
  return {
    ...(first ? { level: first.level, type: first.type, parentId: first.parentId, centre: first.centre } : {}),
    ...counts,
    demo,
    ...withoutId(to as { id?: string }),
  };
}

function enlarged(successor: DivisionBody, former: readonly DivisionBody[]): Record<string, unknown> {
  const others = former.filter((b) => b.code !== successor.code);
  return others.length === 0 ? {} : together([successor, ...others]);
}

function unionOf(boundaries: readonly (BoundaryGeometry | null)[]): BoundaryGeometry | null {
  if (boundaries.length === 0 || boundaries.some((b) => b === null)) return null;
  const features = boundaries.map((b) => feature(b!));
  if (features.length === 1) return boundaries[0]!;
  return (union(featureCollection(features))?.geometry ?? null) as BoundaryGeometry | null;
}
