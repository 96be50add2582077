import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { sql } from 'kysely';
import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import type { Rooms } from '../../server/compose.ts';
import { namingCaseQuery, type CaseEntryContent, type NamingProposal } from '../../server/naming-cases/contract.ts';
import { createNamingCaseFiles } from '../../server/naming-cases/files.ts';
import { formDocx } from '../../server/naming-cases/forms/docx.ts';
import { createNamingForms } from '../../server/naming-cases/forms/service.ts';
import type { NamingCaseService } from '../../server/naming-cases/service.ts';
import { placeNameSearchQuery, type PlaceNameBody } from '../../server/place-names/contract.ts';
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
    rooms = await roomsWithSmallCity(open(), tmpdir());
    cases = rooms.namingCases;
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
  const listed = (query: z.input<typeof namingCaseQuery> = {}) => cases.list(namingCaseQuery.parse(query));
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

  const pdf = (words: string) => Buffer.from(`%PDF-1.7\n${words}\n%%EOF\n`);

  test('keeps files with a case under their hashes, told by their bytes, for that case alone', async () => {
    const files = createNamingCaseFiles(cases, rooms.photos);
    const { id } = await cases.open(clerk, opening(naming('存档沟')));
    const other = await cases.open(clerk, opening(naming('另档沟')));
    const give = (content: Buffer, actor = clerk) => files.add(actor, id, content.length, async () => content);
    const stored = await give(pdf('批复'));
    expect(stored).toMatchObject({ mime: 'application/pdf', bytes: pdf('批复').length });
    expect(await give(pdf('批复'))).toEqual(stored);
    const written = await formDocx({
      ...{ language: 'zh', title: '表', number: null, marks: [], addressee: null, before: [], rows: [], after: [] },
      closing: null,
    });
    expect(await give(written)).toMatchObject({ mime: expect.stringMatching(/wordprocessingml/) as string });
    for (const fake of [Buffer.from('MZ'), pdf('x').subarray(0, 12), written.subarray(0, 900), Buffer.alloc(0)]) {
      expect(await refused(give(fake))).toBe('unsupported-media');
    }
    expect(await refused(give(pdf('x'), editorOf('c2')))).toBe('forbidden');
    expect(await refused(files.add(clerk, id, 1e9, () => Promise.reject(new Error('read'))))).toBe('too-large');

    const document = { kind: 'approval' as const, title: '批复', number: '1号', date: null };
    const missing = { ...document, file: { sha256: 'a'.repeat(64), name: '批复.pdf' } };
    expect(await refused(write(id, { kind: 'document', document: missing }))).toBe('invalid file-missing');
    const file = { sha256: stored.sha256, name: '批复 一.pdf' };
    await write(id, { kind: 'document', document: { ...document, file } });
    expect(await files.get(id, stored.sha256)).toEqual({
      ...{ mime: 'application/pdf', content: pdf('批复'), name: '批复 一.pdf' },
    });
    expect(await refused(files.get(other.id, stored.sha256))).toBe('not-found');
    // A document is no picture of a marker.
    expect(await refused(rooms.photos.content(stored.sha256))).toBe('not-found');
  });

  test('prints forms with what the file says, blanks for the rest, and drafts until it is approved', async () => {
    const forms = createNamingForms(cases, rooms.snapshots);
    const { id } = await cases.open(clerk, opening(naming('印表沟')));
    const textOf = async (form: 'application' | 'approval' | 'notice' | 'filing', language: 'zh' | 'en' = 'zh') => {
      const { bytes } = await forms.make(id, form, language);
      return strFromU8(unzipSync(new Uint8Array(bytes))['word/document.xml']!)
        .split(/<\/w:p>/)
        .map((part) => part.replace(/<[^>]+>/g, ''));
    };
    const application = await textOf('application');
    expect(application).toEqual(expect.arrayContaining(['地名申请表', '第1县民政局', '印表沟', '第1县 第1县第1镇']));
    // The pinyin is not known: its cell is there, and empty.
    expect(application[application.indexOf('汉语拼音') + 1]).toBe('');
    expect((await textOf('approval'))[0]).toBe('草稿,尚未批准');
    await approve(id);
    const approval = await textOf('approval');
    expect(approval).toContain('一、同意命名“印表沟”。');
    expect(approval).toContain('县政字〔2026〕1号');
    expect(approval).not.toContain('草稿,尚未批准');
    const notice = await textOf('notice');
    expect(notice[notice.indexOf('批准机关') + 1]).toBe('');
    expect(notice).toContain('批准文件:第1县文件 · 县政字〔2026〕1号');
    expect(await textOf('filing', 'en')).toContain('Filing report of a place name');
    expect(await refused(forms.make(randomUUID(), 'notice', 'zh'))).toBe('not-found');
  });

  test('counts what falls due as entries come, and links a registered name to its case', async () => {
    const before = await cases.due();
    const { id } = await cases.open(clerk, opening(naming('到期沟')));
    await approve(id, daysAgo(30));
    expect((await cases.due()).length).toBe(before.length);
    await cases.enterRegister(approver, id, true);
    const [hit] = (await rooms.placeNames.search(placeNameSearchQuery.parse({ q: '到期沟' }))).items;
    expect((await listed({ placeNameId: hit!.id })).items).toMatchObject([
      { id, outcome: 'registered', currentName: null, proposedName: '到期沟' },
    ]);
  });

  test('tells what is overdue, the soonest due first, and keeps to the county of the editor', async () => {
    const { id } = await cases.open(clerk, opening(naming('逾期沟')));
    const before = await listed();
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
    const { counts, items } = await listed({ standing: 'overdue' });
    expect(counts.overdue).toBe(1);
    expect((await cases.due()).map((each) => each.id)).toEqual([id]);
    expect(items).toMatchObject([{ id, step: 'filing', standing: 'overdue', missingDocuments: [['filing']] }]);
    const all = await listed();
    expect(all.items[0]!.id).toBe(id);
    expect(all).toMatchObject({ total: all.items.length, nextCursor: null });
    const byPage: string[] = [];
    for (let cursor: string | undefined, pages = 0; ; pages++) {
      const page = await listed({ limit: 2, cursor });
      expect([page.total, page.counts, page.items.length <= 2]).toEqual([all.total, all.counts, true]);
      byPage.push(...page.items.map((item) => item.id));
      if (page.nextCursor === null || pages > all.total) break;
      cursor = page.nextCursor;
    }
    expect(byPage).toEqual(all.items.map((item) => item.id));
    expect((await cases.every('c1')).map((item) => item.id)).toEqual(byPage);
    // What is at a step, and in a county, is told whatever is asked for.
    const { tallies } = await listed({ standing: 'ended', step: 'review', limit: 1 });
    expect(tallies.steps.filing).toMatchObject({ overdue: 1 });
    expect(tallies.counties).toEqual({ c1: all.counts });
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
