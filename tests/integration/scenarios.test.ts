import { tmpdir } from 'node:os';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Rooms } from '../../server/compose.ts';
import { demonstrationRates } from '../../server/demonstration/cost-rates.ts';
import { loadDemonstrationRates } from '../../server/demonstration/load.ts';
import { previewShape, type Actor, type ChangeInput } from '../../server/registry/contract.ts';
import {
  adoptionResult,
  costRateList,
  rebaseReport,
  scenarioComparison,
  scenarioCost,
  scenarioDetail,
  scenarioInput,
  scenarioList,
  type ScenarioChange,
  type ScenarioDetail,
} from '../../server/scenarios/contract.ts';
import { createCostRates } from '../../server/scenarios/rates.ts';
import { describeEachDatabase } from '../support/database.ts';
import { approver, editorOf, regionalCentre, roomsWithSmallCity, smallCity } from '../support/registry.ts';
import { apiClient, startServer, type ApiClient, type RunningServer } from '../support/server.ts';

const update = (id: string, fields: Record<string, unknown>): ScenarioChange => ({
  type: 'facility',
  op: 'update',
  id,
  fields,
});

/** A change as a scenario takes it: its day is the scenario's. */
function dayless({ effectiveFrom: _, ...change }: ChangeInput): ScenarioChange {
  return change;
}

describe('scenarios over HTTP', () => {
  let server: RunningServer;
  let admin: ApiClient;
  let anonymous: ApiClient;
  const people = {} as Record<'planner' | 'colleague' | 'reader' | 'chief' | 'countyChief', ApiClient>;

  async function person(username: string, role: string, countyScope: string[] | null = null): Promise<ApiClient> {
    const password = 'Password-2026';
    const made = await admin.call('POST', '/api/v1/users', { username, name: username, role, countyScope, password });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return apiClient(server.url, username, password);
  }

  async function commit(changes: ChangeInput[], title = '登记'): Promise<number> {
    const draft = await admin.call('POST', '/api/v1/change-sets', { title, reason: '试验', changes });
    expect(draft.status, JSON.stringify(draft.body)).toBe(201);
    const done = await admin.call('POST', `/api/v1/change-sets/${draft.body.id}/commit`);
    expect(done.status, JSON.stringify(done.body)).toBe(200);
    return done.body.seq;
  }

  const versionOf = async (id: string) => (await admin.call('GET', `/api/v1/facilities/${id}`)).body.version as number;
  const bodyOf = async (id: string) => (await admin.call('GET', `/api/v1/facilities/${id}`)).body.body;

  /** Registers facilities of this name and commits updates of them at their newest version. */
  const committedUpdate = async (id: string, fields: Record<string, unknown>, title?: string) =>
    commit([{ type: 'facility', op: 'update', id, baseVersion: await versionOf(id), fields }], title);

  async function started(input: object, as = people.planner): Promise<ScenarioDetail> {
    const answer = await as.call('POST', '/api/v1/scenarios', { name: '方案', ...input });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return scenarioDetail.parse(answer.body);
  }

  beforeAll(async () => {
    server = await startServer({ env: { YZT_DEMO: '0' } });
    admin = await apiClient(server.url);
    anonymous = await apiClient(server.url, '');
    await commit(smallCity(), '试验市');
    await commit(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((id, n) => regionalCentre(id, `c${(n % 2) + 1}t${(n % 3) + 1}`)),
      '设施',
    );
    people.planner = await person('planner', 'editor', ['c1']);
    people.colleague = await person('colleague', 'editor');
    people.reader = await person('reader', 'viewer');
    people.chief = await person('chief', 'approver');
    people.countyChief = await person('countychief', 'approver', ['c2']);
  }, 180_000);

  afterAll(() => server?.stop());

  test('a private scenario is its owner’s alone, and for everybody else it is not there', async () => {
    const { id, version } = await started({ name: '私下方案', changes: [update('a', { name: '甲' })] });
    const missing = await people.colleague.call('GET', '/api/v1/scenarios/no-such-scenario');
    for (const other of [people.colleague, people.reader, people.chief, admin]) {
      const answer = await other.call('GET', `/api/v1/scenarios/${id}`);
      expect([answer.status, answer.body.detail]).toEqual([404, missing.body.detail]);
      const { items } = scenarioList.parse((await other.call('GET', '/api/v1/scenarios')).body);
      expect(items.map((s) => s.id)).not.toContain(id);
      const compared = await other.call('POST', '/api/v1/scenarios/compare', { ids: [id] });
      expect(compared.status).toBe(404);
    }
    for (const path of ['fork', 'rebase/check', 'adopt']) {
      expect([path, (await people.chief.call('POST', `/api/v1/scenarios/${id}/${path}`)).status]).toEqual([path, 404]);
    }
    expect((await anonymous.call('GET', `/api/v1/scenarios/${id}`)).status).toBe(401);

    const shared = await people.planner.call(
      'PATCH',
      `/api/v1/scenarios/${id}`,
      { shared: true },
      { 'If-Match': `"${version}"` },
    );
    expect(shared.body).toMatchObject({ name: '私下方案', changeCount: 1, shared: true, mine: true, version: 2 });
    expect((await people.reader.call('GET', `/api/v1/scenarios/${id}`)).body).toMatchObject({ id, mine: false });
    expect((await people.reader.call('POST', `/api/v1/scenarios/${id}/preview`)).body.counts.update).toBe(1);
    const meddling = await people.colleague.call('POST', `/api/v1/scenarios/${id}/changes`, {
      changes: [update('a', { name: '乙' })],
    });
    expect(meddling.status).toBe(403);
    expect((await people.reader.call('POST', '/api/v1/scenarios', { name: '我的' })).status).toBe(403);
  });

  test('a fork is one’s own and does not tell of a private original', async () => {
    const original = await started({ name: '原案', shared: true, changes: [update('a', { name: '甲' })] });
    const fork = await people.colleague.call('POST', `/api/v1/scenarios/${original.id}/fork`);
    expect(fork.status).toBe(201);
    expect(scenarioDetail.parse(fork.body)).toMatchObject({
      name: '原案(副本)',
      mine: true,
      shared: false,
      forkedFrom: { id: original.id, name: '原案' },
      changes: original.changes,
    });
    const named = await people.planner.call('POST', `/api/v1/scenarios/${original.id}/fork`, { name: '改案' });
    expect(named.body.name).toBe('改案');
    await people.planner.call('PATCH', `/api/v1/scenarios/${original.id}`, { shared: false }, { 'If-Match': '1' });
    expect((await people.colleague.call('GET', `/api/v1/scenarios/${fork.body.id}`)).body.forkedFrom).toBeNull();
  });

  test('head data change by themselves, under the version worked from', async () => {
    const { id } = await started({ name: '旧名', note: '说明', changes: [update('a', { name: '甲' })] });
    const path = `/api/v1/scenarios/${id}`;
    expect((await people.planner.call('PATCH', path, { name: '新名' })).status).toBe(400);
    const named = await people.planner.call('PATCH', path, { name: '新名' }, { 'If-Match': '"1"' });
    expect(named.headers.get('etag')).toBe('"2"');
    expect(named.body).toMatchObject({ name: '新名', note: '说明', changeCount: 1, version: 2 });
    const stale = await people.planner.call('PATCH', path, { name: '又改' }, { 'If-Match': '"1"' });
    expect([stale.status, stale.body.errors[0].code]).toEqual([412, 'stale-version']);
    expect((await people.planner.call('GET', path)).body.name).toBe('新名');
  });

  test('changes are added to the scenario’s own state, and taken out by record', async () => {
    const { id } = await started({ changes: [dayless(regionalCentre('new-1', 'c1t1'))] });
    const path = `/api/v1/scenarios/${id}/changes`;
    const added = await people.planner.call('POST', path, {
      changes: [
        update('new-1', { attributes: { beds: 60 } }),
        update('a', { attributes: { beds: 50 } }),
        update('a', { attributes: { nursingBeds: 40 }, name: '甲' }),
      ],
    });
    expect(added.status, JSON.stringify(added.body)).toBe(200);
    const [made, changed] = scenarioDetail.parse(added.body).changes;
    expect(made).toMatchObject({ op: 'create', id: 'new-1', fields: { attributes: { beds: 60, nursingBeds: 24 } } });
    expect(changed).toEqual({
      type: 'facility',
      op: 'update',
      id: 'a',
      baseVersion: await versionOf('a'),
      fields: { attributes: { beds: 50, nursingBeds: 40 }, name: '甲' },
    });

    const unknown = await people.planner.call('POST', path, { changes: [update('nobody', { name: '乙' })] });
    expect([unknown.status, unknown.body.errors[0].path]).toEqual([409, 'changes.0']);
    const future = await people.planner.call('POST', path, {
      changes: [{ ...update('b', { name: '乙' }), baseVersion: 99 }],
    });
    expect([future.status, future.body.errors[0].code]).toEqual([400, 'no-such-version']);
    const twice = await people.planner.call('POST', path, { changes: [dayless(regionalCentre('new-1', 'c1t1'))] });
    expect([twice.status, twice.body.errors[0].code]).toEqual([409, 'exists']);

    const without = await people.planner.call('DELETE', `${path}/facility/a`);
    expect(without.body.changes.map((c: ScenarioChange) => c.id)).toEqual(['new-1']);
    expect((await people.planner.call('DELETE', `${path}/facility/a`)).status).toBe(404);
  });

  test('a base that moved is carried over field by field, asks for the real conflict, and is then adopted', async () => {
    const before = await started(
      {
        name: '移基',
        shared: true,
        changes: [
          update('b', { name: '方案之名', attributes: { beds: 50, occupiedBeds: 3 }, functions: { meals: true } }),
          update('d', { attributes: { beds: 44 } }),
        ],
      },
      people.colleague,
    );
    const path = `/api/v1/scenarios/${before.id}`;
    expect(before.behind).toBe(false);
    const seq = await committedUpdate(
      'b',
      { name: '登记之名', attributes: { nursingBeds: 20, occupiedBeds: 3 } },
      '年检',
    );
    const moved = scenarioDetail.parse((await people.colleague.call('GET', path)).body);
    expect([moved.behind, moved.baseSeq, moved.headSeq]).toEqual([true, before.baseSeq, seq]);

    const refused = await people.chief.call('POST', `${path}/adopt`);
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain('更新基准');
    expect(refused.body.errors).toMatchObject([{ path: 'facility/b', code: 'stale-version' }]);
    expect(refused.body.errors[0].message).toContain('登记之名');

    const report = rebaseReport.parse((await people.colleague.call('POST', `${path}/rebase/check`)).body);
    expect(report).toMatchObject({ headSeq: seq, carried: 1, alreadyMade: 0 });
    expect(report.conflicts).toEqual([
      {
        key: 'facility/b/name',
        type: 'facility',
        id: 'b',
        label: '登记之名',
        field: 'name',
        kind: 'field',
        base: '中心b',
        theirs: '登记之名',
        mine: '方案之名',
        theirChange: { seq, title: '年检', author: expect.any(String) },
      },
    ]);
    const undecided = await people.colleague.call('POST', `${path}/rebase`, { choices: {} });
    expect([undecided.status, undecided.body.errors[0].path]).toEqual([409, 'facility/b/name']);

    const choices = { 'facility/b/name': 'mine' };
    const early = await people.colleague.call('POST', `${path}/rebase`, { choices, headSeq: seq - 1 });
    expect([early.status, early.body.errors[0].code]).toEqual([409, 'undecided']);

    const rebased = await people.colleague.call('POST', `${path}/rebase`, { choices, headSeq: seq });
    expect(scenarioDetail.parse(rebased.body)).toMatchObject({ behind: false, baseSeq: seq });
    expect(rebased.body.changes[0]).toMatchObject({
      baseVersion: await versionOf('b'),
      fields: { name: '方案之名', attributes: { beds: 50 }, functions: { meals: true } },
    });

    expect((await people.colleague.call('POST', `${path}/adopt`)).status).toBe(403);
    const adopted = await people.chief.call('POST', `${path}/adopt`, { reason: '批复〔2026〕1号' });
    expect(adopted.status, JSON.stringify(adopted.body)).toBe(200);
    const { scenario, changeSet } = adoptionResult.parse(adopted.body);
    expect(scenario).toMatchObject({ status: 'adopted', changeSetId: changeSet.id, behind: false });
    expect(changeSet).toMatchObject({ origin: 'scenario', title: '移基', reason: '批复〔2026〕1号' });
    expect(await bodyOf('b')).toMatchObject({
      name: '方案之名',
      attributes: { beds: 50, nursingBeds: 20, occupiedBeds: 3 },
      functions: { meals: true, dayCare: true },
    });
    expect((await people.colleague.call('DELETE', path)).status).toBe(409);
    expect((await people.colleague.call('POST', `${path}/changes`, { changes: [update('b', {})] })).status).toBe(409);
    const audit = await admin.call('GET', '/api/v1/audit?limit=200');
    const actions = audit.body.items.filter((i: { target: string }) => i.target === `scenario/${before.id}`);
    expect(actions.map((i: { action: string }) => i.action)).toEqual([
      'scenario.adopt',
      'scenario.rebase',
      'scenario.create',
    ]);
  });

  test('of two adoptions at once one wins, and the other is told its sequence number', async () => {
    const { id } = await started({ shared: true, changes: [update('c', { attributes: { beds: 55 } })] });
    const answers = await Promise.all([1, 2].map(() => people.chief.call('POST', `/api/v1/scenarios/${id}/adopt`)));
    const [won, lost] = answers.sort((a, b) => a.status - b.status);
    expect([won!.status, lost!.status]).toEqual([200, 409]);
    expect(lost!.body.detail).toContain(String(won!.body.seq));
  });

  test('an approver adopts within the counties in scope only, and nothing that rules forbid', async () => {
    const elsewhere = await started({ shared: true, changes: [update('e', { name: '县外' })] });
    expect((await people.countyChief.call('POST', `/api/v1/scenarios/${elsewhere.id}/adopt`)).status).toBe(403);
    const wrong = await started({ shared: true, changes: [update('e', { attributes: { nursingBeds: 99 } })] });
    const refused = await people.chief.call('POST', `/api/v1/scenarios/${wrong.id}/adopt`);
    expect([refused.status, refused.body.errors[0].code]).toEqual([422, 'nursing-beds-within-beds']);
    const empty = await started({ shared: true });
    expect((await people.chief.call('POST', `/api/v1/scenarios/${empty.id}/adopt`)).status).toBe(409);
    expect((await people.planner.call('GET', `/api/v1/scenarios/${wrong.id}`)).body.status).toBe('open');
  });

  test('a scenario whose record has ended still lists, opens and compares, with the reason', async () => {
    await commit([regionalCentre('ending', 'c2t1')]);
    const { id } = await started({ changes: [update('ending', { name: '已无' })] });
    const path = `/api/v1/scenarios/${id}`;
    await commit([{ type: 'facility', op: 'delete', id: 'ending', baseVersion: 1 }], '终止');
    const { items } = scenarioList.parse((await people.planner.call('GET', '/api/v1/scenarios')).body);
    expect(items.find((s) => s.id === id)).toMatchObject({ behind: true });
    expect((await people.planner.call('GET', path)).status).toBe(200);
    const preview = await people.planner.call('POST', `${path}/preview`);
    expect(preview.body).toMatchObject({ committable: false, findings: [{ code: 'gone' }] });
    const compared = await people.planner.call('POST', '/api/v1/scenarios/compare', { ids: [id] });
    expect(compared.status).toBe(200);
    const [only] = scenarioComparison.parse(compared.body).scenarios;
    expect(only!.result).toBeNull();
    expect(only!.problem!.zh).toContain('中心ending');
    expect((await people.planner.call('GET', `${path}/cost`)).status).toBe(409);

    const conflict = rebaseReport.parse((await people.planner.call('POST', `${path}/rebase/check`)).body).conflicts[0]!;
    expect(conflict).toMatchObject({ key: 'facility/ending', kind: 'ended', theirChange: { title: '终止' } });
    const again = await people.planner.call('POST', `${path}/rebase`, { choices: { [conflict.key]: 'mine' } });
    const [change] = scenarioDetail.parse(again.body).changes;
    expect(change).toMatchObject({ op: 'create', fields: { name: '已无', townshipId: 'c2t1' } });
    expect(change!.id).not.toBe('ending');
  });

  test('archived scenarios are opened again before they change', async () => {
    const { id } = await started({ changes: [update('f', { name: '己' })] });
    const path = `/api/v1/scenarios/${id}`;
    expect((await people.planner.call('DELETE', path)).body).toMatchObject({ status: 'archived', changeCount: 1 });
    expect((await people.planner.call('POST', `${path}/changes`, { changes: [update('f', {})] })).status).toBe(409);
    const open = await people.planner.call('PATCH', path, { status: 'open' }, { 'If-Match': '2' });
    expect(open.body).toMatchObject({ status: 'open', changeCount: 1 });
  });

  test('an adjustment that is added goes on saying what planning it said, until its changes are taken out', async () => {
    const { id, version } = await started({ name: '合并', effectiveFrom: '2026-01-01' }, people.colleague);
    const path = `/api/v1/scenarios/${id}/adjustments`;
    const to = [{ code: '139901119', name: '跨县镇', parentId: 'c1' }];
    const merge = { kind: 'merge', effectiveDate: '2026-01-01', document: '批复', fromIds: ['c1t3', 'c2t3'], to };
    const post = (headers?: Record<string, string>, as = people.colleague) =>
      as.call('POST', path, { adjustments: [merge] }, headers);
    expect((await post()).status).toBe(400);
    expect((await post({ 'If-Match': `${version + 1}` })).status).toBe(412);
    expect((await post({ 'If-Match': `${version}` }, people.planner)).status).toBe(404);
    const answer = await post({ 'If-Match': `${version}` });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    const { changes } = scenarioDetail.parse(answer.body);
    expect(changes.map(({ type }) => type)).toContain('divisionEvent');
    expect(Object.keys(changes[0]!)).not.toContain('said');

    const said = async (scenarioId = id) => {
      const { body } = await people.colleague.call('POST', `/api/v1/scenarios/${scenarioId}/preview`);
      return previewShape.parse(body).findings.filter(({ code }) => code === 'counts-moved');
    };
    const found = await said();
    expect(found.map((finding) => finding.id).sort()).toEqual(['c1', 'c2']);
    const fork = await people.colleague.call('POST', `/api/v1/scenarios/${id}/fork`, { name: '副本' });
    expect(await said(fork.body.id as string)).toEqual(found);
    await people.colleague.call('DELETE', `/api/v1/scenarios/${id}/changes/division/c2`);
    expect((await said()).map((finding) => finding.id)).toEqual(['c1']);
  });

  test('rates are the users’ own, and price a scenario beside another on one day', async () => {
    const rates = '/api/v1/cost-rates';
    const rate = { action: 'addBeds', facilityKind: null, functionId: null, per: 'bed', yuan: 1000, source: '定额' };
    expect((await people.reader.call('POST', rates, rate)).status).toBe(403);
    const made = await people.planner.call('POST', rates, rate);
    expect([made.status, made.body.demo, made.body.version]).toEqual([201, false, 1]);
    expect((await people.planner.call('POST', rates, rate)).status).toBe(409);
    const odd = await people.planner.call('POST', rates, { ...rate, per: 'plot', facilityKind: 'palace' });
    expect(odd.body.errors.map((e: { field: string }) => e.field)).toEqual(['per', 'facilityKind']);
    const { id } = made.body;
    expect((await people.planner.call('PUT', `${rates}/${id}`, { ...rate, yuan: 2000 })).status).toBe(400);
    expect(
      (await people.planner.call('PUT', `${rates}/${id}`, { ...rate, yuan: 2000 }, { 'If-Match': '1' })).status,
    ).toBe(200);
    expect((await people.planner.call('DELETE', `${rates}/${id}`, undefined, { 'If-Match': '1' })).status).toBe(412);
    expect(costRateList.parse((await people.reader.call('GET', rates)).body).items).toMatchObject([{ id, yuan: 2000 }]);

    const beds = (await bodyOf('f')).attributes.beds as number;
    const more = await started({ shared: true, changes: [update('f', { attributes: { beds: beds + 5 } })] });
    const closing = await started({ shared: true, changes: [update('f', { status: 'closed' })] });
    const cost = scenarioCost.parse((await people.reader.call('GET', `/api/v1/scenarios/${more.id}/cost`)).body);
    expect(cost).toMatchObject({
      yuan: 10_000,
      unpriced: 0,
      demo: false,
      actions: [{ action: 'addBeds', rateIds: [id] }],
    });
    const answer = await people.reader.call('POST', '/api/v1/scenarios/compare', {
      ids: [more.id, closing.id],
      indicatorId: '8',
    });
    const comparison = scenarioComparison.parse(answer.body);
    const [first, second] = comparison.scenarios.map((s) => s.result!);
    expect(second!.cost).toMatchObject({ yuan: 0, unpriced: 1, actions: [{ action: 'close', missing: ['rate'] }] });
    expect(second!.facilities).toMatchObject([{ id: 'f', change: 'ended', after: null }]);
    const township = (await bodyOf('f')).townshipId;
    const valueIn = (areas: typeof comparison.baseline) => areas!.areas.find((a) => a.divisionId === township)!.value;
    expect([valueIn(comparison.baseline), valueIn(first!.areas), valueIn(second!.areas)]).toEqual([1, 1, 0]);
    const delta = second!.indicators.find((i) => i.id === '8')!;
    expect(delta.after.numerator).toBe(delta.before.numerator - 1);
    expect(
      (await people.reader.call('POST', '/api/v1/scenarios/compare', { ids: [more.id], indicatorId: 'x' })).status,
    ).toBe(404);
  });
});

describeEachDatabase('rates of the demonstration', (open) => {
  test('come into a table that nobody has touched, and do not come back once users removed them', async () => {
    const rates = createCostRates(open().kysely);
    await loadDemonstrationRates(rates);
    const loaded = await rates.list();
    expect(loaded).toHaveLength(demonstrationRates.length);
    expect(loaded.every(({ demo }) => demo)).toBe(true);
    await loadDemonstrationRates(rates);
    expect(await rates.list()).toHaveLength(loaded.length);
    for (const { id, version } of loaded) await rates.remove(approver, id, version);
    await loadDemonstrationRates(rates);
    expect(await rates.list()).toEqual([]);
  });
});

describeEachDatabase('adoption', (open) => {
  let rooms: Rooms;
  const planner: Actor = editorOf('c1');

  beforeAll(async () => {
    rooms = await roomsWithSmallCity(open(), tmpdir());
    await rooms.registry.apply(approver, { title: '设施', changes: [regionalCentre('a', 'c1t1')] });
  });

  test('changes nothing at all when the scenario cannot be marked', async () => {
    const input = scenarioInput.parse({ name: '方案', shared: true, changes: [update('a', { name: '甲' })] });
    const { id } = await rooms.scenarios.create(planner, input);
    const { kysely } = open();
    const head = await rooms.registry.head();
    const sets = await rooms.registry.changeSets({ limit: 200 });
    await sql`CREATE FUNCTION refuse_mark() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'the mark fails'; END $$`.execute(kysely);
    await sql`CREATE TRIGGER refuse_mark BEFORE UPDATE ON scenario FOR EACH ROW
      WHEN (NEW.status = 'adopted') EXECUTE FUNCTION refuse_mark()`.execute(kysely);
    await expect(rooms.scenarios.adopt(approver, id, undefined)).rejects.toThrow('the mark fails');
    expect(await rooms.registry.head()).toBe(head);
    expect(await rooms.registry.changeSets({ limit: 200 })).toEqual(sets);
    expect((await rooms.snapshots.at()).records.facility.get('a')?.name).toBe('中心a');
    expect(await rooms.scenarios.get(planner, id)).toMatchObject({ status: 'open', version: 1 });

    await sql`DROP TRIGGER refuse_mark ON scenario`.execute(kysely);
    const { seq, scenario } = await rooms.scenarios.adopt(approver, id, undefined);
    expect([seq, scenario.status]).toEqual([head + 1, 'adopted']);
  });

  test('leaves a copy with what the registry has made already, which falls away', async () => {
    const change = dayless(regionalCentre('fresh', 'c1t2'));
    const input = scenarioInput.parse({ name: '甲案', shared: true, changes: [change] });
    const { id } = await rooms.scenarios.create(planner, input);
    const fork = await rooms.scenarios.fork(planner, id, undefined);
    await rooms.scenarios.adopt(approver, id, undefined);
    expect((await rooms.scenarios.get(planner, fork.id)).behind).toBe(true);
    expect(await rooms.scenarios.checkRebase(planner, fork.id)).toMatchObject({ alreadyMade: 1, conflicts: [] });
    expect(await rooms.scenarios.rebase(planner, fork.id, null, { choices: {} })).toMatchObject({
      changes: [],
      behind: false,
    });
  });
});
