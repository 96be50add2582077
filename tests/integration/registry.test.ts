import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Rooms } from '../../server/compose.ts';
import { assess } from '../../server/indicators/index.ts';
import type { ChangeInput } from '../../server/registry/contract.ts';
import type { Snapshot } from '../../server/snapshot/snapshot.ts';
import { loadSnapshot } from '../../server/snapshot/store.ts';
import { describeEachDatabase } from '../support/database.ts';
import { approver, editorOf, regionalCentre, roomsWithSmallCity } from '../support/registry.ts';

/** Everything a snapshot says, without its name. */
const contentOf = (snapshot: Snapshot) => ({
  division: Object.fromEntries(snapshot.records.division),
  divisionEvent: Object.fromEntries(snapshot.records.divisionEvent),
  facility: Object.fromEntries(snapshot.records.facility),
  statistic: Object.fromEntries(snapshot.records.statistic),
});

/** Figures without the snapshot's name. */
const figuresOf = (snapshot: Snapshot) => assess(snapshot).results;

const apply = (rooms: Rooms, ...changes: ChangeInput[]) =>
  rooms.registry.apply(approver, { title: 'test', reason: 'test', changes });

describeEachDatabase('registry', (open) => {
  let rooms: Rooms;
  let seed = 0;
  const newId = () => `f${++seed}`;

  beforeAll(async () => {
    rooms = await roomsWithSmallCity(open(), tmpdir());
  });

  const believed = (asOf?: string) => rooms.snapshots.at(asOf);

  test('a commit is seen at once, and its numbers rise by one', async () => {
    const before = await rooms.registry.head();
    const id = newId();
    const result = await apply(rooms, regionalCentre(id, 'c1t1'));
    expect(result.seq).toBe(before + 1);
    expect((await believed()).records.facility.get(id)?.name).toBe(`中心${id}`);
    expect(await rooms.registry.currentVersion('facility', id)).toBe(1);
  });

  test('a stale version is refused with 412 and changes nothing', async () => {
    const id = newId();
    await apply(rooms, regionalCentre(id, 'c1t2'));
    await apply(rooms, { type: 'facility', op: 'update', id, baseVersion: 1, fields: { name: '甲' } });
    const head = await rooms.registry.head();
    const stale = apply(rooms, { type: 'facility', op: 'update', id, baseVersion: 1, fields: { name: '乙' } });
    await expect(stale).rejects.toMatchObject({ status: 412, code: 'stale-version' });
    expect(await rooms.registry.head()).toBe(head);
    expect((await believed()).records.facility.get(id)?.name).toBe('甲');
  });

  test('of two simultaneous edits of one version exactly one commits', async () => {
    const id = newId();
    await apply(rooms, regionalCentre(id, 'c1t2'));
    const edit = (name: string) =>
      apply(rooms, { type: 'facility', op: 'update', id, baseVersion: 1, fields: { name } });
    const outcomes = await Promise.allSettled([edit('甲'), edit('乙'), edit('丙')]);
    expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1);
    expect(
      outcomes.filter((o) => o.status === 'rejected').map((o) => (o as PromiseRejectedResult).reason.status),
    ).toEqual([412, 412]);
    expect(await rooms.registry.currentVersion('facility', id)).toBe(2);
  });

  test('valid time and recorded time are told apart', async () => {
    const id = newId();
    await apply(rooms, regionalCentre(id, 'c1t3', { name: '旧名' }));
    const { seq: named } = await apply(rooms, {
      type: 'facility',
      op: 'update',
      id,
      baseVersion: 1,
      effectiveFrom: '2023-06-01',
      fields: { name: '新名' },
    });
    const { seq: corrected } = await apply(rooms, {
      type: 'facility',
      op: 'update',
      id,
      baseVersion: 2,
      effectiveFrom: '2022-01-01',
      fields: { code: 'X-1' },
    });
    const read = async (asOf: string, seq: number) => {
      const body = (await loadSnapshot(open().kysely, seq, asOf)).records.facility.get(id);
      return body && [body.name, body.code];
    };
    expect(await read('2019-12-31', corrected)).toBeUndefined();
    expect(await read('2021-12-31', corrected)).toEqual(['旧名', null]);
    // The correction falls on every stretch from its day on, without undoing the renaming in between.
    expect(await read('2022-12-31', corrected)).toEqual(['旧名', 'X-1']);
    expect(await read('2023-06-01', corrected)).toEqual(['新名', 'X-1']);
    // What was believed before the correction was recorded can still be read.
    expect(await read('2022-12-31', named)).toEqual(['旧名', null]);
    expect(await read('2023-06-01', named - 1)).toEqual(['旧名', null]);
    const history = await rooms.registry.history('facility', id);
    expect(history.filter((h) => h.supersededSeq === null)).toHaveLength(3);
  });

  test('an ended record keeps its past', async () => {
    const id = newId();
    await apply(rooms, regionalCentre(id, 'c2t1'));
    await apply(rooms, { type: 'facility', op: 'delete', id, baseVersion: 1, effectiveFrom: '2024-01-01' });
    expect((await believed('2023-12-31')).records.facility.has(id)).toBe(true);
    expect((await believed('2024-01-01')).records.facility.has(id)).toBe(false);
    await expect(apply(rooms, regionalCentre(id, 'c2t1'))).rejects.toMatchObject({ status: 409 });
  });

  test('a blocked change set changes nothing at all', async () => {
    const head = await rooms.registry.head();
    const good = regionalCentre(newId(), 'c2t2');
    const bad = regionalCentre(newId(), 'c2t2', { attributes: { beds: 10, nursingBeds: 11 } });
    await expect(apply(rooms, good, bad)).rejects.toMatchObject({
      status: 422,
      errors: [{ code: 'nursing-beds-within-beds' }],
    });
    expect(await rooms.registry.head()).toBe(head);
    expect((await believed()).records.facility.has(good.id!)).toBe(false);
  });

  test('a preview reports every trouble and stores nothing', async () => {
    const head = await rooms.registry.head();
    const preview = await rooms.registry.preview(approver, {
      title: 'preview',
      changes: [
        regionalCentre(newId(), 'c2t2', { attributes: { beds: 10, nursingBeds: 11 } }),
        regionalCentre(newId(), 'nowhere', { countyId: 'c9', townshipId: null, entrance: null, sourceCrs: null }),
        regionalCentre(newId(), 'c2t2', { kind: 'palace' }),
        { type: 'facility', op: 'update', id: 'missing', baseVersion: 1, fields: { name: 'x' } },
        regionalCentre(newId(), 'c2t3'),
      ],
    });
    expect(preview.committable).toBe(false);
    expect(
      preview.findings
        .filter((f) => f.severity === 'block')
        .map((f) => f.code)
        .sort(),
    ).toEqual(['gone', 'invalid_value', 'nursing-beds-within-beds', 'unknown-division']);
    expect(await rooms.registry.head()).toBe(head);
  });

  test('an editor is held to the counties in scope', async () => {
    const mine = { title: 'mine', changes: [regionalCentre(newId(), 'c1t1')] };
    await expect(rooms.registry.apply(editorOf('c1'), mine)).resolves.toMatchObject({
      changeSet: { status: 'committed' },
    });
    const theirs = { title: 'theirs', changes: [regionalCentre(newId(), 'c2t1')] };
    await expect(rooms.registry.apply(editorOf('c1'), theirs)).rejects.toMatchObject({ status: 403 });
    const id = mine.changes[0]!.id!;
    const moved: ChangeInput = {
      type: 'facility',
      op: 'update',
      id,
      baseVersion: 1,
      fields: { countyId: 'c2', townshipId: 'c2t1' },
    };
    await expect(rooms.registry.apply(editorOf('c1'), { title: 'out', changes: [moved] })).rejects.toMatchObject({
      status: 403,
    });
    await expect(rooms.registry.apply({ ...editorOf('c1'), role: 'viewer' }, mine)).rejects.toMatchObject({
      status: 403,
    });
  });

  test('an undo is refused where a later change set touched the record, and works from the newest back', async () => {
    const id = newId();
    const first = await apply(rooms, regionalCentre(id, 'c2t3'));
    const second = await apply(rooms, { type: 'facility', op: 'update', id, baseVersion: 1, fields: { name: '后来' } });
    await expect(rooms.registry.undo(approver, first.changeSet.id, '误录')).rejects.toMatchObject({
      status: 409,
      errors: [{ code: 'changed-since' }],
    });
    await rooms.registry.undo(approver, second.changeSet.id, '误改');
    expect((await believed()).records.facility.get(id)?.name).toBe(`中心${id}`);
    await rooms.registry.undo(approver, first.changeSet.id, '误录');
    expect((await believed()).records.facility.has(id)).toBe(false);
    await expect(rooms.registry.undo(approver, first.changeSet.id, '再次')).rejects.toMatchObject({ status: 409 });
  });

  test('a draft commits once; a discarded one never', async () => {
    const draft = await rooms.registry.draft(approver, { title: 'draft', changes: [regionalCentre(newId(), 'c1t3')] });
    expect((await rooms.registry.previewDraft(approver, draft.id)).counts.create).toBe(1);
    await rooms.registry.commit(approver, draft.id);
    await expect(rooms.registry.commit(approver, draft.id)).rejects.toMatchObject({ status: 409 });
    const other = await rooms.registry.draft(approver, { title: 'other', changes: [regionalCentre(newId(), 'c1t3')] });
    await rooms.registry.discard(approver, other.id);
    await expect(rooms.registry.commit(approver, other.id)).rejects.toMatchObject({ status: 409 });
  });

  test('every commit leaves its trace in the audit: who, what, why, from where', async () => {
    const { changeSet } = await rooms.registry.apply(
      { ...approver, from: '192.0.2.7' },
      { title: 'traced', reason: '文件〔2026〕1号', changes: [regionalCentre(newId(), 'c1t3')] },
    );
    const entry = await open()
      .kysely.selectFrom('audit')
      .selectAll()
      .where('target', '=', `change-set/${changeSet.id}`)
      .executeTakeFirstOrThrow();
    expect(entry).toMatchObject({
      actor_id: approver.id,
      actor_name: approver.name,
      source: '192.0.2.7',
      action: 'change-set.commit',
      reason: '文件〔2026〕1号',
    });
  });

  describe('properties', () => {
    const townships = ['c1t1', 'c1t2', 'c1t3', 'c2t1', 'c2t2', 'c2t3'];
    const day = fc.constantFrom('2020-03-01', '2022-05-01', '2024-09-01', '2026-01-01');
    const truth = fc.constantFrom(true, false, null);
    const fields = fc.record(
      {
        name: fc.constantFrom('甲中心', '乙中心', '丙中心'),
        status: fc.constantFrom('operating', 'suspended', 'building', null),
        statusSince: fc.constantFrom('2019-01-01', null),
        functions: fc.record({ fullDayCare: truth, homeVisits: truth, dayCare: truth }, { requiredKeys: [] }),
        attributes: fc.record(
          { beds: fc.constantFrom(40, 60, null), operator: fc.constantFrom('某单位', null) },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    );
    const edits = fc.uniqueArray(
      fc.record({
        target: fc.nat(5),
        op: fc.constantFrom('create' as const, 'update' as const, 'delete' as const),
        day,
        township: fc.constantFrom(...townships),
        fields,
      }),
      { selector: (e) => (e.op === 'create' ? Symbol() : e.target), minLength: 1, maxLength: 4 },
    );

    async function changesFrom(
      drawn: fc.RandomType extends never
        ? never
        : {
            target: number;
            op: 'create' | 'update' | 'delete';
            day: string;
            township: string;
            fields: Record<string, unknown>;
          }[],
    ): Promise<ChangeInput[]> {
      const { ids } = (await believed()).facilities;
      const changes: ChangeInput[] = [];
      for (const edit of drawn) {
        if (edit.op === 'create') {
          changes.push({
            ...regionalCentre(newId(), edit.township, withoutNulls(edit.fields)),
            effectiveFrom: edit.day,
          });
          continue;
        }
        const id = ids[edit.target];
        if (id === undefined) continue;
        const baseVersion = (await rooms.registry.currentVersion('facility', id))!;
        changes.push({
          type: 'facility',
          op: edit.op,
          id,
          baseVersion,
          effectiveFrom: edit.day,
          ...(edit.op === 'update' ? { fields: edit.fields } : {}),
        });
      }
      return changes;
    }

    const withoutNulls = (drawn: Record<string, unknown>) => ({
      ...drawn,
      attributes: (drawn.attributes as object | undefined) ?? {},
    });

    test('undo after commit is the identity, on every day', async () => {
      await fc.assert(
        fc.asyncProperty(edits, async (drawn) => {
          const days = ['2019-06-01', '2020-03-01', '2021-01-01', '2023-01-01', '2025-01-01', undefined];
          const state = async () => Promise.all(days.map(async (d) => contentOf(await believed(d))));
          const before = await state();
          const changes = await changesFrom(drawn);
          if (changes.length === 0) return;
          const { changeSet } = await apply(rooms, ...changes);
          const after = await state();
          const undone = await rooms.registry.undo(approver, changeSet.id, 'property');
          expect(await state()).toEqual(before);
          // Redo: undoing the undo brings the change set back.
          await rooms.registry.undo(approver, undone.changeSet.id, 'property');
          expect(await state()).toEqual(after);
        }),
        { numRuns: 12 },
      );
    });

    test('a preview is what the commit does, and the overlay gives the figures of the commit', async () => {
      await fc.assert(
        fc.asyncProperty(edits, async (drawn) => {
          const changes = await changesFrom(drawn);
          if (changes.length === 0) return;
          const preview = await rooms.registry.preview(approver, { title: 'p', changes });
          expect(preview.committable).toBe(true);
          const base = await believed();
          const overlay = base.with(preview.effects);
          const committed = await apply(rooms, ...changes);
          expect({ ...committed.preview, snapshot: '' }).toEqual({ ...preview, snapshot: '' });
          const after = await believed();
          expect(contentOf(after)).toEqual(contentOf(overlay));
          expect(figuresOf(after)).toEqual(figuresOf(overlay));
          for (const delta of preview.indicators) {
            const result = figuresOf(after).find((r) => r.id === delta.id)!;
            expect(delta.after).toMatchObject({
              numerator: result.numerator,
              denominator: result.denominator,
              lower: result.lower,
              upper: result.upper,
            });
          }
        }),
        { numRuns: 12 },
      );
    });

    test('current rows and history agree after all of this', async () => {
      const { rows } = await open().pool.query(`
        SELECT f.id FROM facility f FULL JOIN (
          SELECT * FROM record_history WHERE type = 'facility' AND superseded_seq IS NULL AND valid_to IS NULL) h ON h.record_id = f.id
        WHERE f.id IS NULL OR h.record_id IS NULL OR f.version <> h.version OR f.name <> h.body ->> 'name' OR f.valid_from <> h.valid_from`);
      expect(rows).toEqual([]);
    });
  });
});
