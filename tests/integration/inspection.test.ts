import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createUsers } from '../../server/accounts/users.ts';
import { recordTypes, roomChecks, type Rooms } from '../../server/compose.ts';
import { backup, restore } from '../../server/db/backup.ts';
import { contentHashOf } from '../../server/inspection/chain.ts';
import {
  caseFile,
  caseList,
  chainVerdict,
  inspectionBoard,
  inspectionChecklists,
  WITHHELD_HASH,
  type EntryContent,
  type NewEntry,
} from '../../server/inspection/contract.ts';
import { checkRegistry } from '../../server/registry/check.ts';
import type { Actor } from '../../server/registry/contract.ts';
import { Problem } from '../../server/registry/problem.ts';
import { today } from '../../server/registry/today.ts';
import { describeEachDatabase } from '../support/database.ts';
import { fieldRecord, signature, teams } from '../support/inspections.ts';
import { approver as lineMaker, roomsWithSmallCity } from '../support/registry.ts';

const lineCode = '139901139902';
const place = [118.9, 41.2] as [number, number];

describeEachDatabase('joint inspections', (open) => {
  let rooms: Rooms;
  let folder: string;
  const actors = new Map<string, Actor>();
  const by = (username: string) => actors.get(username)!;
  let caseId: string;

  const entry = (content: EntryContent): NewEntry => ({
    key: randomUUID(),
    deviceTime: new Date().toISOString(),
    content,
  });
  const append = (username: string, content: EntryContent) =>
    rooms.inspection.append(by(username), caseId, entry(content));
  const refused = async (work: Promise<unknown>): Promise<[number, string?]> => {
    const error = await work.then(
      () => expect.unreachable('it was not refused'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof Problem)) throw error;
    return error.errors.length === 0 ? [error.status] : [error.status, error.errors[0]!.code];
  };
  const finish = async (step: keyof typeof inspectionChecklists, document: string | null = null) => {
    for (const { id } of inspectionChecklists[step]) {
      await append('chief', { kind: 'checklist', step, item: id, done: true, note: '' });
    }
    await append('chief', { kind: 'stepDone', step, document });
  };
  const check = async () => {
    const results = await checkRegistry(open().kysely, recordTypes, roomChecks);
    return results.flatMap(({ troubles }) => troubles);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yzt-inspection-'));
    rooms = await roomsWithSmallCity(open(), folder);
    const sides = [
      { divisionId: 'c1', name: '试验市第1县' },
      { divisionId: 'c2', name: '试验市第2县' },
    ];
    const marker = (serial: string) => ({
      number: `${lineCode}${serial}`,
      lineIds: ['line'],
      sides: sides.map((side) => ({ ...side, countyId: side.divisionId, townshipId: null, villageId: null })),
      position: { type: 'Point', coordinates: place },
      sourceCrs: 'EPSG:4490',
      sigmaM: 0.05,
      state: 'intact',
      stateAsOf: '2020-06-01',
    });
    const create = (type: 'boundaryLine' | 'boundaryMarker', id: string, fields: object) => ({
      ...{ type, id, op: 'create' as const, effectiveFrom: '2020-01-01' },
      fields: { ...fields },
    });
    await rooms.registry.apply(lineMaker, {
      title: '界线',
      changes: [
        create('boundaryLine', 'line', {
          ...{ code: lineCode, name: '试验线', level: 'county', sides, triPoints: [], sections: [] },
          ...{ lastInspectionYear: 2021, geometry: null },
        }),
        create('boundaryMarker', 'm1', marker('001')),
        create('boundaryMarker', 'm2', marker('002')),
      ],
    });
    const users = createUsers(open().kysely);
    const roles = { chief: 'approver', a1: 'editor', b1: 'editor', guest: 'viewer', outsider: 'editor' } as const;
    for (const [username, role] of Object.entries(roles)) {
      const { user } = await users.create(lineMaker, { username, name: username, role, password: 'long-enough-1' });
      actors.set(username, { id: user.id, name: username, role, countyScope: null, from: 'test' });
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('a case is opened once, by whoever may, with deadlines of its own', async () => {
    const input = { key: randomUUID(), lineId: 'line', round: 4, teams: teams(['a1'], ['b1']) };
    const { inspection } = rooms;
    expect(await refused(inspection.open(by('outsider'), input))).toEqual([403]);
    expect(await refused(inspection.open(by('a1'), { ...input, lineId: 'nowhere' }))).toEqual([404]);
    const strangers = { ...input, teams: teams(['a1'], ['nobody']) };
    expect(await refused(inspection.open(by('a1'), strangers))).toEqual([400, 'unknown-account']);
    expect(await refused(inspection.open(by('a1'), { ...input, deadlines: { plan: '2020-01-01' } }))).toEqual([
      400,
      'past',
    ]);
    const [one, other] = await Promise.all([inspection.open(by('a1'), input), inspection.open(by('a1'), input)]);
    expect(caseFile.parse(one)).toEqual(other);
    expect(one).toMatchObject({ id: input.key, step: 'plan', entries: 1, counts: { markers: 2, recorded: 0 } });
    expect(Object.keys((one.file[0]!.content as { deadlines: object }).deadlines)).toHaveLength(7);
    expect(await refused(inspection.open(by('a1'), { ...input, round: 5 }))).toEqual([409, 'key-reused']);
    caseId = one.id;
  });

  test('appends of many at once get positions without gaps, repeated ones their first', async () => {
    const notes = Array.from({ length: 12 }, (_, i) => entry({ kind: 'note', words: `第 ${i} 条` }));
    const { inspection } = rooms;
    const answers = await Promise.all(
      [...notes, ...notes].map((note, i) => inspection.append(by(i % 2 === 0 ? 'a1' : 'b1'), caseId, note)),
    );
    expect(answers.filter(({ repeated }) => repeated)).toHaveLength(12);
    const { file } = await inspection.get(by('a1'), caseId);
    expect(file.map(({ position }) => position)).toEqual(Array.from({ length: 13 }, (_, i) => i + 1));
    const changed = { ...notes[0]!, content: { kind: 'note' as const, words: '改过' } };
    expect(await refused(inspection.append(by('a1'), caseId, changed))).toEqual([409, 'key-reused']);
    expect(await refused(inspection.append(by('b1'), caseId, notes[0]!))).toEqual([409, 'key-reused']);
    expect(await refused(inspection.append(by('outsider'), caseId, entry({ kind: 'note', words: '路过' })))).toEqual([
      403,
    ]);
    expect(await refused(append('a1', { kind: 'note', words: '\ud800' }))).toEqual([400, 'not-canonical']);
    expect(chainVerdict.parse(await inspection.verify(by('a1'), caseId))).toMatchObject({ intact: true, entries: 13 });
  });

  test('what both sides signed reaches the register by an approver, with a note in the file', async () => {
    await finish('plan');
    await finish('deskCheck');
    const east = { type: 'Point' as const, coordinates: [place[0] + 0.0001, place[1]] as [number, number] };
    const found = fieldRecord('m1', { state: 'moved', measured: { ...fieldRecord('m1').measured!, position: east } });
    const moved = await append('a1', found);
    const unstated = fieldRecord('m2', { measured: { ...fieldRecord('m2').measured!, position: east, sigmaM: null } });
    const weak = await append('b1', unstated);
    const both = [moved.entry, weak.entry];
    expect(contentHashOf(moved.entry)).toBe(moved.entry.contentHash);
    expect(await refused(append('a1', signature('second', both)))).toEqual([403]);
    await append('a1', signature('first', both));
    expect(await refused(append('a1', { kind: 'stepDone', step: 'fieldRecord', document: null }))).toEqual([
      409,
      'checklist-open',
    ]);
    await append('b1', signature('second', both));
    const { inspection } = rooms;
    const file = caseFile.parse(await inspection.get(by('a1'), caseId));
    expect(file.counts).toEqual({ markers: 2, recorded: 2, agreed: 2, dissented: 0 });
    expect(file.marks).toEqual({ [weak.entry.key]: ['noAccuracy'] });
    expect(await refused(inspection.registerChanges(by('chief'), caseId, { commit: false, reason: '' }))).toEqual([
      409,
    ]);
    await finish('fieldRecord');
    await finish('repair');

    const preview = await inspection.registerChanges(by('a1'), caseId, { commit: false, reason: '' });
    expect(preview.basis.map(({ markerId, movement }) => [markerId, movement?.verdict])).toEqual([
      ['m1', 'moved'],
      ['m2', 'provesNothing'],
    ]);
    expect([preview.preview.committable, preview.committed]).toEqual([true, null]);
    expect(await refused(inspection.registerChanges(by('a1'), caseId, { commit: true, reason: '' }))).toEqual([403]);
    expect(await refused(inspection.registerChanges(by('guest'), caseId, { commit: false, reason: '' }))).toEqual([
      403,
    ]);
    const { committed } = await inspection.registerChanges(by('chief'), caseId, { commit: true, reason: '联检' });
    const { boundaryMarker } = (await rooms.snapshots.at()).records;
    expect(boundaryMarker.get('m1')).toMatchObject({
      state: 'moved',
      stateAsOf: today(),
      position: east,
      sigmaM: 0.02,
    });
    expect(boundaryMarker.get('m2')).toMatchObject({
      state: 'intact',
      stateAsOf: today(),
      position: { coordinates: place },
    });
    const last = (await inspection.get(by('a1'), caseId)).file.at(-1)!;
    expect(last).toMatchObject({ author: 'chief', content: { kind: 'note' } });
    expect((last.content as { words: string }).words).toContain(committed!.changeSet.id);
    expect(await refused(inspection.registerChanges(by('chief'), caseId, { commit: true, reason: '' }))).toEqual([409]);
  });

  test('whoever may not see positions gets them rounded, without hashes, and is told', async () => {
    const { inspection } = rooms;
    const shown = caseFile.parse(await inspection.get(by('guest'), caseId));
    expect([shown.precision, shown.head]).toEqual(['rounded', WITHHELD_HASH]);
    expect(JSON.stringify(shown)).not.toContain('118.9001');
    expect((await inspection.list(by('guest'), {})).items[0]!.head).toBe(WITHHELD_HASH);
    expect(await inspection.verify(by('guest'), caseId)).toMatchObject({ intact: true, head: WITHHELD_HASH });
    expect((await inspection.get(by('b1'), caseId)).precision).toBe('surveyed');
  });

  test('cases are listed by step, line and day, and lines by when they are due', async () => {
    const { inspection } = rooms;
    const ids = async (query: object) =>
      caseList.parse(await inspection.list(by('a1'), query)).items.map(({ id }) => id);
    expect(await ids({ step: 'report', lineId: 'line' })).toEqual([caseId]);
    expect(await ids({ step: 'archived' })).toEqual([]);
    expect([await ids({ overdue: true, asOf: '2099-01-01' }), await ids({ overdue: true })]).toEqual([[caseId], []]);
    const board = inspectionBoard.parse(await inspection.board(by('a1'), '2026-11-30'));
    expect(board.lines[0]).toMatchObject({ lineId: 'line', dueYear: 2026, standing: 'due', openCase: { id: caseId } });
  });

  test('an archived file is closed, and survives a backup and its restore', async () => {
    await finish('report', '联检报告');
    await finish('filing', '备案函');
    await finish('archive');
    expect(await refused(append('chief', { kind: 'note', words: '补记' }))).toEqual([409]);
    const before = await rooms.inspection.get(by('a1'), caseId);
    const file = join(folder, 'backup.gz');
    await backup(open(), file);
    await restore(open(), file, { replace: true });
    expect(await rooms.inspection.get(by('a1'), caseId)).toEqual(before);
    expect(await check()).toEqual([]);
  });

  test('the table refuses changes; one made behind its trigger is found and named', async () => {
    const { kysely: db } = open();
    const update = sql`UPDATE inspection_entry SET content = replace(content, '第 3 条', '第 4 条')`;
    await expect(update.execute(db)).rejects.toThrow(/appended/);
    await expect(sql`DELETE FROM inspection_entry`.execute(db)).rejects.toThrow(/appended/);
    const behind = (statement: typeof update) =>
      db.transaction().execute(async (tx) => {
        await sql`ALTER TABLE inspection_entry DISABLE TRIGGER inspection_entry_append_only`.execute(tx);
        await statement.execute(tx);
        await sql`ALTER TABLE inspection_entry ENABLE TRIGGER inspection_entry_append_only`.execute(tx);
      });
    const { file, entries } = await rooms.inspection.get(by('a1'), caseId);

    // Cut off at its end, with the case's own note of the end put right: the audit still knows.
    const cut = file.at(-2)!;
    await behind(sql`DELETE FROM inspection_entry WHERE position = ${entries}`);
    expect((await rooms.inspection.verify(by('a1'), caseId)).firstBreak?.position).toBe(entries - 1);
    await sql`UPDATE inspection_case SET entries = ${cut.position}, head = ${cut.hash}`.execute(db);
    expect((await rooms.inspection.verify(by('a1'), caseId)).intact).toBe(true);
    expect((await check()).join()).toContain(`the audit knows entry ${entries}`);

    await behind(update);
    const { position } = file.find(({ content }) => content.kind === 'note' && content.words === '第 3 条')!;
    expect(await rooms.inspection.verify(by('a1'), caseId)).toMatchObject({ intact: false, firstBreak: { position } });
    expect((await check()).join()).toContain(`entry ${position}: Its content`);
  });
});
