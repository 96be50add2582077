import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { createUsers } from '../../server/accounts/users.ts';
import type { Rooms } from '../../server/compose.ts';
import type { CaseEntryContent, NamingProposal } from '../../server/naming-cases/contract.ts';
import { createNamingCaseService, type NamingCaseService } from '../../server/naming-cases/service.ts';
import type { PlaceNameBody } from '../../server/place-names/contract.ts';
import type { Actor } from '../../server/registry/contract.ts';
import { Problem } from '../../server/registry/problem.ts';
import { daysAfter, today } from '../../server/registry/today.ts';
import { describeEachDatabase } from '../support/database.ts';
import { approver, editorOf, roomsWithSmallCity } from '../support/registry.ts';

const daysAgo = (days: number) => daysAfter(today(), -days);
const clerk = editorOf('c1');

describeEachDatabase('naming cases', (open) => {
  let rooms: Rooms;
  let cases: NamingCaseService;

  beforeAll(async () => {
    const { kysely } = open();
    rooms = await roomsWithSmallCity(open(), tmpdir());
    cases = createNamingCaseService({ ...rooms, db: kysely, users: createUsers(kysely) });
  });

  const bodyOf = async (id: string) =>
    (await rooms.registry.currentRecords([{ type: 'placeName', id }])).get(`placeName/${id}`)
      ?.body as unknown as PlaceNameBody;

  const naming = (standardName: string): NamingProposal => ({
    kind: 'naming',
    name: {
      ...{
        standardName,
        category: '22200',
        countyId: 'c1',
        townshipId: 'c1t1',
        villageId: null,
        namesDivisionId: null,
      },
      ...{ pinyin: null, geometry: null, origin: '因石桥得名', meaning: null },
    },
  });
  const renaming = (placeNameId: string, standardName: string): NamingProposal => ({
    ...{ kind: 'renaming', placeNameId },
    name: { standardName, pinyin: null, origin: null, meaning: null },
  });
  const opening = (proposal: NamingProposal, on = daysAgo(60)) => ({
    ...{ key: randomUUID(), proposal, reason: '规范地名', applicant: '第1县民政局', on },
  });
  const write = (id: string, content: CaseEntryContent, actor: Actor = clerk) =>
    cases.append(actor, id, { key: randomUUID(), content });
  const refused = async (doing: Promise<unknown>) => {
    const error = await doing.then(
      () => null,
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(Problem);
    const { code, errors } = error as Problem;
    return [code, ...errors.map((item) => item.code)].join(' ');
  };

  /** Takes a case to the entry into the register; the approval is of `approvedOn`. */
  async function approve(id: string, approvedOn = daysAgo(30)): Promise<void> {
    const document = (
      kind: 'applicationForm' | 'expertReport' | 'approval' | 'filing' | 'notice',
      number: string | null,
    ) => write(id, { kind: 'document', document: { kind, title: `第1县文件`, number, date: null } });
    const done = (
      step: 'application' | 'assessment' | 'review' | 'approval' | 'filing' | 'gazetting',
      on: string,
      actor: Actor = clerk,
    ) => write(id, { kind: 'stepDone', step, on, note: '' }, actor);
    await document('applicationForm', null);
    await done('application', daysAgo(58));
    await document('expertReport', null);
    await done('assessment', daysAgo(50));
    await done('review', daysAgo(40), approver);
    await document('approval', '县政字〔2026〕1号');
    await done('approval', approvedOn, approver);
    await document('filing', null);
    await done('filing', daysAgo(20));
    await document('notice', null);
    await done('gazetting', daysAgo(10));
  }

  test('takes a name from the application into the register, and a new one into its place with the old among the former', async () => {
    const first = await cases.open(clerk, opening(naming('石桥子')));
    expect(first).toMatchObject({ step: 'application', standing: 'open', missingDocuments: [['applicationForm']] });
    await approve(first.id);
    expect(await refused(cases.enterRegister(clerk, first.id, true))).toBe('forbidden');
    const shown = await cases.enterRegister(approver, first.id, false);
    expect(shown.committed).toBeNull();
    expect(shown.preview.effects).toHaveLength(1);
    const { committed } = await cases.enterRegister(approver, first.id, true);
    const [created] = (await rooms.registry.changeSet(committed!.changeSet.id)).changes;
    const registered = await bodyOf(created!.id);
    expect(registered).toMatchObject({
      ...{ standardName: '石桥子', origin: '因石桥得名', namedOn: daysAgo(30), approvedOn: daysAgo(30) },
      approvingDocument: '第1县文件(县政字〔2026〕1号)',
    });
    expect(registered.code).toMatch(/^\d{20}$/);
    expect(await cases.get(first.id)).toMatchObject({ step: null, outcome: 'registered', standing: 'ended' });
    expect(await refused(cases.enterRegister(approver, first.id, true))).toBe('conflict');

    const second = await cases.open(clerk, opening(renaming(created!.id, '新石桥')));
    expect(second).toMatchObject({ currentName: '石桥子', proposedName: '新石桥' });
    await approve(second.id, daysAgo(25));
    await cases.enterRegister(approver, second.id, true);
    expect(await bodyOf(created!.id)).toMatchObject({
      ...{ standardName: '新石桥', code: registered.code, origin: '因石桥得名', namedOn: daysAgo(25) },
      otherNames: [{ name: '石桥子', kind: 'former', from: daysAgo(30), to: daysAgo(25) }],
    });

    const third = await cases.open(clerk, opening({ kind: 'cancellation', placeNameId: created!.id }));
    await approve(third.id, daysAgo(22));
    await cases.enterRegister(approver, third.id, true);
    expect(await bodyOf(created!.id)).toMatchObject({ standardName: '新石桥', status: 'historical' });
  });

  test('opens one case for a place name, whoever comes at the same time, and again once it has ended', async () => {
    const made = await rooms.registry.apply(approver, {
      title: '地名',
      changes: [
        {
          type: 'placeName',
          op: 'create',
          id: 'busy',
          fields: { standardName: '大槽沟', category: '22200', countyId: 'c1' },
        },
      ],
    });
    expect(made.seq).toBeGreaterThan(0);
    const openings = ['甲沟', '乙沟', '丙沟'].map((name) => opening(renaming('busy', name)));
    const tried = await Promise.allSettled(openings.map((input) => cases.open(clerk, input)));
    const opened = tried.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(opened).toHaveLength(1);
    for (const one of tried) {
      if (one.status === 'rejected') expect((one.reason as Problem).errors).toMatchObject([{ code: 'case-open' }]);
    }
    const winner = openings.find(({ key }) => key === opened[0]!.id)!;
    expect((await cases.open(clerk, winner)).file).toHaveLength(1);
    expect(await refused(cases.open(clerk, { ...winner, reason: '另一个理由' }))).toBe('conflict');
    await write(winner.key, { kind: 'withdrawn', on: daysAgo(5), reason: '申请单位撤回' });
    await cases.open(clerk, opening(renaming('busy', '丁沟')));
  });

  test('stores an entry once, in one order, and keeps it', async () => {
    const { id } = await cases.open(clerk, opening(naming('并发沟')));
    const entry = { key: randomUUID(), content: { kind: 'note' as const, words: '说明' } };
    const others = ['甲', '乙', '丙', '丁'].map((words) => write(id, { kind: 'note', words }));
    await Promise.all([cases.append(clerk, id, entry), cases.append(clerk, id, entry), ...others]);
    const { file } = await cases.get(id);
    expect(file.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(file.filter(({ key }) => key === entry.key)).toHaveLength(1);
    const altered = { ...entry, content: { kind: 'note' as const, words: '另一个说明' } };
    expect(await refused(cases.append(clerk, id, altered))).toBe('conflict');
    for (const statement of [sql`UPDATE naming_case_entry SET author = 'x'`, sql`DELETE FROM naming_case_entry`]) {
      await expect(statement.execute(open().kysely)).rejects.toThrow(/only ever appended/);
    }
  });

  test('does not approve a name that a rule forbids without a reason for it', async () => {
    const fields = { standardName: '石门村', category: '21610', countyId: 'c1', townshipId: 'c1t2' };
    await rooms.registry.apply(approver, { title: '地名', changes: [{ type: 'placeName', op: 'create', fields }] });
    const proposed = naming('石门村') as Extract<NamingProposal, { kind: 'naming' }>;
    const village = { ...proposed, name: { ...proposed.name, category: '21610' } };
    const forbidden = await cases.open(clerk, opening(village));
    const rules = forbidden.check!.findings.filter(({ severity }) => severity === 'block').map(({ rule }) => rule);
    expect(rules.length).toBeGreaterThan(0);
    const approval = {
      kind: 'stepDone' as const,
      ...{ step: 'approval' as const, on: daysAgo(30), note: '' },
    };
    expect(await refused(write(forbidden.id, approval, approver))).toMatch(/^conflict naming-rule/);
    const overrides = rules.map((rule) => ({ rule, reason: '历史地名,群众沿用' }));
    // The name is no obstacle any more; the step is not at work yet.
    expect(await refused(write(forbidden.id, { ...approval, overrides }, approver))).toBe('conflict step-out-of-order');
  });

  test('tells what is overdue, the soonest due first, and keeps to the county of the editor', async () => {
    const { id } = await cases.open(clerk, opening(naming('逾期沟')));
    const before = await cases.list({});
    expect(before.counts.overdue).toBe(0);
    await write(id, {
      kind: 'document',
      document: { kind: 'applicationForm', title: '申请书', number: null, date: null },
    });
    await write(id, { kind: 'stepDone', step: 'application', on: daysAgo(58), note: '' });
    await write(id, { kind: 'document', document: { kind: 'expertReport', title: '论证', number: null, date: null } });
    await write(id, { kind: 'stepDone', step: 'assessment', on: daysAgo(57), note: '' });
    await write(id, { kind: 'stepDone', step: 'review', on: daysAgo(56), note: '' }, approver);
    await write(id, { kind: 'document', document: { kind: 'approval', title: '批复', number: null, date: null } });
    await write(id, { kind: 'stepDone', step: 'approval', on: daysAgo(55), note: '' }, approver);
    const { counts, items } = await cases.list({ standing: 'overdue' });
    expect(counts.overdue).toBe(1);
    expect(items).toMatchObject([{ id, step: 'filing', standing: 'overdue', missingDocuments: [['filing']] }]);
    expect((await cases.list({})).items[0]!.id).toBe(id);
    const stranger = editorOf('c2');
    expect(
      await refused(cases.append(stranger, id, { key: randomUUID(), content: { kind: 'note', words: '?' } })),
    ).toBe('forbidden');
    expect(await refused(cases.open(stranger, opening(naming('外县沟'))))).toBe('forbidden');
    expect(await refused(cases.open(clerk, opening(renaming('nobody', '无'))))).toBe('not-found');
    expect(await refused(cases.open(clerk, opening(naming('明日沟'), daysAfter(today(), 1))))).toBe(
      'invalid in-the-future',
    );
  });
});
