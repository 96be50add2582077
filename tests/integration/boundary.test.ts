import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { VectorTile } from '@mapbox/vector-tile';
import type { Feature, Point } from 'geojson';
import { PbfReader } from 'pbf';
import { beforeAll, expect, test } from 'vitest';
import { createUsers, type Users } from '../../server/accounts/users.ts';
import { boundaryLineList, boundaryMarkerDetail, boundaryMarkerList } from '../../server/boundary/contract.ts';
import { composeEndpoints, recordTypes, type Rooms } from '../../server/compose.ts';
import { planAdjustments } from '../../server/divisions/adjustment.ts';
import { divisionAdjustment } from '../../server/divisions/contract.ts';
import { createExportService, type ExportService } from '../../server/exchange/export.ts';
import type { Endpoint } from '../../server/http/endpoint.ts';
import { checkRegistry } from '../../server/registry/check.ts';
import type { Actor, ChangeInput } from '../../server/registry/contract.ts';
import { Problem } from '../../server/registry/problem.ts';
import { headSeq } from '../../server/registry/store.ts';
import { createTileService, type TileService } from '../../server/tiles/service.ts';
import { toWorld } from '../../server/tiles/world.ts';
import { describeEachDatabase } from '../support/database.ts';
import { approver, editorOf, roomsWithSmallCity } from '../support/registry.ts';

const at: [number, number] = [118.8912345, 41.2345678];
/** What only those may read who may see the marker precisely. */
const secrets = ['8912345', '2345678', '843.27', '123.456', '45.678', '8919876', '2349876'];

const side = (county: 'c1' | 'c2') => ({
  divisionId: county,
  name: `第${county[1]}县`,
  countyId: county,
  townshipId: `${county}t1`,
  villageId: null,
});

const lineFields = {
  code: '139901139902',
  name: '一县—二县线',
  level: 'county',
  sides: [
    { divisionId: 'c1', name: '第1县' },
    { divisionId: 'c2', name: '第2县' },
  ],
  geometry: { type: 'MultiLineString', coordinates: [[[118.9, 41.1], at, [118.89, 41.4]]] },
  lastInspectionYear: 2022,
};
const markerFields = {
  number: '139901139902001',
  lineIds: ['l1'],
  standing: 'single',
  sides: [side('c1'), side('c2')],
  position: { type: 'Point', coordinates: at },
  sourceCrs: 'EPSG:4490',
  heightM: 843.27,
  heightDatum: 'EPSG:5737',
  sigmaM: 0.05,
  references: ['桥头', '山顶', '房角'].map((name) => ({
    name,
    azimuthDeg: 123.456,
    distanceM: 45.678,
    position: { type: 'Point', coordinates: [118.8919876, 41.2349876] },
    note: null,
  })),
  state: 'intact',
};

const changes: ChangeInput[] = [
  { type: 'boundaryLine', op: 'create', id: 'l1', effectiveFrom: '2020-01-01', fields: lineFields },
  { type: 'boundaryMarker', op: 'create', id: 'm1', effectiveFrom: '2020-01-01', fields: markerFields },
];

const visitor: Actor = { id: 'anonymous', name: '', role: 'viewer', countyScope: [], from: 'test' };
const viewer: Actor = { id: 'u-viewer', name: '查看员', role: 'viewer', countyScope: null, from: 'test' };
const elsewhere: Actor = { ...editorOf('c3'), id: 'u-elsewhere' };
const readers: [string, Actor, sees: boolean][] = [
  ['a visitor', visitor, false],
  ['a viewer', viewer, false],
  ['an editor of another county', elsewhere, false],
  ['an approver', approver, true],
];

describeEachDatabase('register of boundary lines and markers', (open) => {
  let rooms: Rooms;
  let endpoints: Endpoint[];
  let changeSetId: string;
  let files: ExportService;
  let tiles: TileService;

  /** Asks an endpoint as the server does once it has checked who asks; a refusal is an answer too. */
  async function ask(actor: Actor, method: Endpoint['method'], path: string, input: Record<string, unknown> = {}) {
    const found = endpoints.find((each) => each.method === method && each.path === path)!;
    const { params = {}, query = {}, body, ifMatch = null } = input;
    const call = {
      ...{ actor, language: 'zh', params, ifMatch, signal: new AbortController().signal },
      query: found.query ? found.query.parse(query) : undefined,
      body: found.body ? found.body.parse(body) : undefined,
    };
    return found.handler(call as unknown as Parameters<Endpoint['handler']>[0]);
  }

  const refusal = async (run: Promise<unknown>): Promise<Problem> => {
    const error = await run.then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(Problem);
    return error as Problem;
  };

  const versionOf = async (type: 'boundaryLine' | 'boundaryMarker', id: string) =>
    (await rooms.registry.currentVersion(type, id))!;

  beforeAll(async () => {
    rooms = await roomsWithSmallCity(open(), tmpdir());
    endpoints = composeEndpoints(rooms, open().kysely, {} as Users, {} as Parameters<typeof composeEndpoints>[3]);
    const { kysely } = open();
    files = createExportService({ kysely, snapshots: rooms.snapshots, licence: null });
    tiles = createTileService({ head: () => headSeq(kysely), snapshots: rooms.snapshots });
    changeSetId = (await rooms.registry.apply(approver, { title: '界线', reason: '试验', changes })).changeSet.id;
  });

  test('gives lines and markers back as registered, with what is computed', async () => {
    const lines = boundaryLineList.parse(await ask(approver, 'get', '/api/v1/boundary-lines'));
    expect(lines.items).toMatchObject([
      { id: 'l1', version: 1, markerCount: 1, markersByState: { intact: 1 }, nextInspectionDue: 2027 },
    ]);
    // 0.3° of latitude at 41° N are 33.3 km.
    expect(lines.items[0]!.computedLengthKm).toBeCloseTo(33.33, 1);
    const marker = boundaryMarkerDetail.parse(
      await ask(approver, 'get', '/api/v1/boundary-markers/{id}', { params: { id: 'm1' } }),
    );
    expect(marker).toMatchObject({ ...markerFields, id: 'm1', precision: 'surveyed' });
    const before = await ask(approver, 'get', '/api/v1/boundary-markers', { query: { asOf: '2019-12-31' } });
    expect(boundaryMarkerList.parse(before).total).toBe(0);
    const byState = (state: string) => ask(approver, 'get', '/api/v1/boundary-markers', { query: { state } });
    expect(boundaryMarkerList.parse(await byState('lost,unknown')).total).toBe(0);
    expect(boundaryMarkerList.parse(await byState('intact,lost')).total).toBe(1);
  });

  test('changes and ends a marker with its version, keeps its history, and passes the check', async () => {
    const path = '/api/v1/boundary-markers';
    const body = {
      fields: { standing: 'double', number: '139901139902002A', lineIds: ['l1'], sides: markerFields.sides },
    };
    // 3° zone 40 with its number, turned into longitude and latitude.
    const position = { x: 40_406_976, y: 4_565_890, crs: 'EPSG:4528' };
    const made = (await ask(approver, 'post', path, { body: { ...body, position } })) as {
      preview: { effects: { id: string; after: { position: { coordinates: number[] } } }[] };
    };
    const [effect] = made.preview.effects;
    expect(effect!.after.position.coordinates[0]).toBeCloseTo(118.89, 1);
    const { id } = effect!;
    expect(
      (await refusal(ask(approver, 'patch', `${path}/{id}`, { params: { id }, body: { fields: {}, reason: 'x' } })))
        .status,
    ).toBe(400);
    const patch = {
      params: { id },
      ifMatch: 1,
      body: { fields: { state: 'lost', stateAsOf: '2024-05-01' }, reason: '巡查' },
    };
    await ask(approver, 'patch', `${path}/{id}`, patch);
    expect((await refusal(ask(approver, 'patch', `${path}/{id}`, patch))).code).toBe('stale-version');
    await ask(approver, 'delete', `${path}/{id}`, { params: { id }, ifMatch: 2, body: { reason: '注销' } });
    const history = (await ask(visitor, 'get', `${path}/{id}/history`, { params: { id } })) as { items: unknown[] };
    expect(history.items.length).toBeGreaterThan(1);
    for (const { name, troubles } of await checkRegistry(open().kysely, recordTypes))
      expect(troubles, name).toEqual([]);
  });

  test('undoes a change of a line', async () => {
    const change: ChangeInput = {
      ...{ type: 'boundaryLine', op: 'update', id: 'l1', baseVersion: await versionOf('boundaryLine', 'l1') },
      fields: { statedLengthKm: 33.2 },
    };
    const { changeSet } = await rooms.registry.apply(approver, { title: '长度', reason: '试验', changes: [change] });
    await rooms.registry.undo(approver, changeSet.id, '试验');
    expect((await rooms.snapshots.at()).records.boundaryLine.get('l1')!.statedLengthKm).toBeNull();
  });

  test.each<[string, Partial<typeof markerFields> | Record<string, unknown>, string]>([
    ['a second marker of its number', {}, 'duplicate-number'],
    ['a position of an unstated system', { number: '139901139902009', sourceCrs: null }, 'position-without-crs'],
  ])('refuses %s', async (_, fields, code) => {
    const body = { fields: { ...markerFields, ...fields } };
    const problem = await refusal(ask(approver, 'post', '/api/v1/boundary-markers', { body }));
    expect(problem.errors.map((each) => each.code)).toContain(code);
  });

  test('refuses an azimuth of 400°', async () => {
    const references = markerFields.references.map((each) => ({ ...each, azimuthDeg: 400 }));
    const body = { fields: { ...markerFields, number: '139901139902009', references } };
    const problem = await refusal(ask(approver, 'post', '/api/v1/boundary-markers', { body }));
    expect(problem.errors[0]!.field).toBe('references.0.azimuthDeg');
  });

  test('lets one side say how it found a common marker, and takes both to change where it stands', async () => {
    const seen = await ask(editorOf('c2'), 'get', '/api/v1/boundary-markers/{id}', { params: { id: 'm1' } });
    expect(JSON.stringify(seen)).toContain(secrets[0]);
    const users = createUsers(open().kysely);
    const account = async (county: string): Promise<Actor> => {
      const input = { username: `side-${county}`, name: county, role: 'editor' as const, countyScope: [county] };
      const { user } = await users.create(approver, input);
      return { ...editorOf(county), id: user.id };
    };
    const [first, second, other] = [await account('c1'), await account('c2'), await account('c3')];
    const write = async (fields: Record<string, unknown>) => ({
      params: { id: 'm1' },
      ifMatch: await versionOf('boundaryMarker', 'm1'),
      body: { fields, reason: '试验' },
    });
    const path = '/api/v1/boundary-markers/{id}';
    await ask(second, 'patch', path, await write({ note: '好', state: 'damaged', stateAsOf: '2026-05-01' }));
    expect((await refusal(ask(other, 'patch', path, await write({ note: '坏' })))).status).toBe(403);

    const moved = await write({ note: '甲方复测', sigmaM: 0.04 });
    const alone = await refusal(ask(first, 'patch', path, moved));
    expect([alone.status, alone.errors.map(({ code }) => code)]).toEqual([403, ['other-side-needed']]);
    const propose = async (actor: Actor) =>
      rooms.registry.draft(actor, {
        title: '复测',
        changes: [
          { type: 'boundaryMarker', op: 'update', id: 'm1', baseVersion: moved.ifMatch, fields: moved.body.fields },
        ],
      });
    const proposal = await propose(first);
    // Neither the proposer again, nor an outsider, nor one who may no longer sign in brings the other side's word.
    expect((await refusal(rooms.registry.commit(first, proposal.id))).errors[0]!.code).toBe('other-side-needed');
    expect((await refusal(rooms.registry.commit(other, proposal.id))).status).toBe(403);
    const foreign = await propose(other);
    expect((await refusal(rooms.registry.commit(second, foreign.id))).errors[0]!.code).toBe('other-side-needed');
    const awaiting = async (actor: Actor) => (await rooms.registry.awaiting(actor)).map(({ id }) => id);
    expect(await Promise.all([first, second, other].map(awaiting))).toEqual([[], [proposal.id], []]);
    expect((await refusal(rooms.registry.discard(other, proposal.id))).status).toBe(403);
    const declined = await propose(first);
    expect(await rooms.registry.discard(second, declined.id)).toMatchObject({ status: 'discarded' });
    await users.update(approver, first.id, { disabled: true });
    expect((await refusal(rooms.registry.commit(second, proposal.id))).errors[0]!.code).toBe('other-side-needed');
    await users.update(approver, first.id, { disabled: false });
    await rooms.registry.commit(second, proposal.id);
    expect(await awaiting(second)).toEqual([]);
    const now = boundaryMarkerDetail.parse(await ask(approver, 'get', path, { params: { id: 'm1' } }));
    expect(now).toMatchObject({ note: '甲方复测', sigmaM: 0.04, state: 'damaged' });
    await rooms.registry.discard(approver, foreign.id);
    await ask(editorOf('c1', 'c2'), 'patch', path, await write({ state: 'intact', sigmaM: 0.05 }));
  });

  test.each(readers)('on all routes together: whether %s sees anything precise', async (_, actor, sees) => {
    const version = await versionOf('boundaryMarker', 'm1');
    const update: ChangeInput = {
      type: 'boundaryMarker',
      op: 'update',
      id: 'm1',
      baseVersion: version,
      fields: { note: '改' },
    };
    // A side in one's own county must not open the marker either.
    const grab: ChangeInput = {
      ...update,
      fields: { sides: [{ ...side('c1'), countyId: 'c3', townshipId: null }, side('c2')] },
    };
    const scenario = (await rooms.scenarios.create(approver, {
      ...{ name: '方案', note: '', shared: true, changes: [] },
      changes: [
        {
          type: 'boundaryMarker',
          op: 'update',
          id: 'm1',
          fields: { position: markerFields.position, heightM: 843.27 },
        },
      ],
    })) as { id: string };
    const draft = await rooms.registry.draft(approver, {
      title: '草稿',
      changes: [{ ...update, fields: { references: markerFields.references } }],
    });
    const answers: [string, unknown][] = [];
    const hear = async (what: string, run: Promise<unknown>) => {
      const answer = await run.catch((error: unknown) =>
        error instanceof Problem ? { detail: error.detail, errors: error.errors } : String(error),
      );
      answers.push([what, answer]);
    };
    const ids = ['m1', 'l1', changeSetId, draft.id, scenario.id];
    for (const layer of ['boundary-markers', 'boundary-lines']) {
      await hear(`tiles of ${layer}`, ask(actor, 'get', '/tiles/{layer}.json', { params: { layer } }));
      for (const format of ['geojson', 'csv', 'kml'] as const) {
        await hear(
          `${layer} as ${format}`,
          files.withFile(actor, { layer, format }, 'zh', (file) => readFile(file.path, 'utf8')),
        );
      }
    }
    // A tile has no digits to look for: where the marker stands in it.
    const z = 14;
    const [x, y] = toWorld(at).map((part) => Math.floor(part * 2 ** z)) as [number, number];
    const { tile } = await tiles.tile(actor, tiles.layer('boundary-markers'), { z, x, y }, undefined, () => false);
    const drawn = new VectorTile(new PbfReader(tile!)).layers['boundary-markers'];
    const places = Array.from({ length: drawn?.length ?? 0 }, (_, i) => {
      const { geometry } = drawn!.feature(i).toGeoJSON(x, y, z) as Feature<Point>;
      return geometry.coordinates.map((degrees) => Number(degrees.toFixed(4)));
    });
    expect(places).toEqual([sees ? [118.8912, 41.2346] : [118.89, 41.23]]);
    for (const { method, path, response } of endpoints) {
      if (method !== 'get' || response === 'raw' || path.includes('/users') || path.includes('/jobs')) continue;
      for (const id of path.includes('{id}') ? ids : [''])
        await hear(`${path} ${id}`, ask(actor, method, path, { params: { id } }));
    }
    for (const change of [update, grab]) {
      const body = { title: '试', changes: [change] };
      await hear('preview', ask(actor, 'post', '/api/v1/change-sets/preview', { body }));
    }
    const end = { title: '止', changes: [{ ...update, op: 'delete', fields: undefined }] };
    await hear('preview of an end', ask(actor, 'post', '/api/v1/change-sets/preview', { body: end }));
    const own = { params: { id: 'm1' }, ifMatch: version, body: { fields: { note: '改' }, reason: '' } };
    await hear('own preview', ask(actor, 'post', '/api/v1/boundary-markers/{id}/preview', own));
    const line = { params: { id: 'l1' }, ifMatch: 1, body: { fields: { statedLengthKm: 3 }, reason: '' } };
    await hear('line preview', ask(actor, 'post', '/api/v1/boundary-lines/{id}/preview', line));
    for (const id of [changeSetId, draft.id]) {
      await hear('draft preview', ask(actor, 'post', '/api/v1/change-sets/{id}/preview', { params: { id } }));
      await hear('undo preview', ask(actor, 'post', '/api/v1/change-sets/{id}/undo/preview', { params: { id } }));
    }
    await hear(
      'scenario preview',
      ask(actor, 'post', '/api/v1/scenarios/{id}/preview', { params: { id: scenario.id } }),
    );
    await hear(
      'rebase check',
      ask(actor, 'post', '/api/v1/scenarios/{id}/rebase/check', { params: { id: scenario.id } }),
    );
    await hear('fork', ask(actor, 'post', '/api/v1/scenarios/{id}/fork', { params: { id: scenario.id } }));

    const leaks = answers.filter(([, answer]) => secrets.some((secret) => JSON.stringify(answer)?.includes(secret)));
    if (sees) expect(leaks.length).toBeGreaterThan(10);
    else expect(leaks.map(([what]) => what)).toEqual([]);
    // The answers of the others are there, only rounded.
    const rounded = answers.filter(([, answer]) => JSON.stringify(answer)?.includes('[118.89,41.23]'));
    expect(rounded.length > 6).toBe(!sees);
    await rooms.registry.discard(approver, draft.id);
  });

  test('does not take a rounded position for a new one, whoever commits it', async () => {
    const fields = { position: { type: 'Point', coordinates: [118.89, 41.23] } };
    const baseVersion = await versionOf('boundaryMarker', 'm1');
    const draft = await rooms.registry.draft(elsewhere, {
      title: '旧表单',
      changes: [{ type: 'boundaryMarker', op: 'update', id: 'm1', baseVersion, fields }],
    });
    const problem = await refusal(rooms.registry.commit(approver, draft.id));
    expect(problem.errors.map(({ code }) => code)).toEqual(['rounded-position']);
  });

  test('takes the sides of markers along when townships merge, and back when that is undone', async () => {
    const adjustment = divisionAdjustment.parse({
      ...{ kind: 'merge', effectiveDate: '2025-01-01', document: '试政〔2025〕1号', fromIds: ['c1t1', 'c1t2'] },
      to: [{ code: '139901109', name: '合并镇' }],
    });
    const planned = planAdjustments(await rooms.snapshots.at('2025-01-01'), [adjustment], randomUUID).changes;
    const versions = await rooms.registry.currentVersions(planned.map(({ type, id }) => ({ type, id: id! })));
    const set = planned.map((change) => ({ ...change, baseVersion: versions.get(`${change.type}/${change.id}`) }));
    const { changeSet } = await rooms.registry.apply(approver, { title: '合并', reason: '试验', changes: set });
    const sidesOf = async () => (await rooms.snapshots.at()).records.boundaryMarker.get('m1')!.sides;
    const { division } = (await rooms.snapshots.at()).records;
    expect(division.get((await sidesOf())[0]!.townshipId!)!.name).toBe('合并镇');
    expect((await sidesOf())[1]).toEqual(side('c2'));
    await rooms.registry.undo(approver, changeSet.id, '试验');
    expect(await sidesOf()).toEqual(markerFields.sides);
  });
});
