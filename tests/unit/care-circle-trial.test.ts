import { describe, expect, it } from 'vitest';
import type { FacilityEdit } from '../../server/coverage/contract.ts';
import { blankFacility, type FacilityBody } from '../../server/facilities/contract.ts';
import { readCircleView, writeCircleView } from '../../web/coverage/circle-view.ts';
import { changesOf } from '../../web/coverage/edit-changes.ts';
import { createFollower } from '../../web/coverage/follower.ts';
import {
  editsOf,
  emptyTrial,
  newFacilityId,
  pointAt,
  trialReducer,
  triedPosition,
  withEdit,
  type Edits,
} from '../../web/coverage/trial.ts';

const move = (facilityId: string, longitude: number): FacilityEdit => ({
  op: 'move',
  facilityId,
  to: pointAt([longitude, 41]),
});
const close = (facilityId: string): FacilityEdit => ({ op: 'close', facilityId });
const add = (id: string): FacilityEdit => ({ op: 'add', id, kind: 'dayCareStation', at: pointAt([118, 41]) });
const all = (edits: readonly FacilityEdit[]) => edits.reduce<Edits>(withEdit, []);

describe('edits tried out', () => {
  it('keeps the newest move of a facility and leaves the others', () => {
    expect(all([move('a', 117), move('b', 117.5), move('a', 118)])).toEqual([move('b', 117.5), move('a', 118)]);
  });

  it('lets a closed facility have no other edit, and a later edit open it again', () => {
    expect(all([move('a', 117), close('a')])).toEqual([close('a')]);
    expect(all([close('a'), move('a', 117)])).toEqual([move('a', 117)]);
  });

  it('changes an addition in place and takes it away when it is closed', () => {
    const added = all([add('new'), move('new', 117.25)]);
    expect(added).toEqual([{ ...add('new'), at: pointAt([117.25, 41]) }]);
    expect(triedPosition(added, 'new')).toEqual([117.25, 41]);
    const functions = { meals: true, dayCare: false };
    expect(withEdit(added, { op: 'reclassify', facilityId: 'new', functions })).toEqual([
      { ...added[0], functions: ['meals'] },
    ]);
    expect(withEdit(added, close('new'))).toEqual([]);
  });

  it('names additions apart', () => {
    expect(newFacilityId(all([add('trial-1')]))).toBe('trial-2');
  });

  it('takes back one step, and all', () => {
    const one = trialReducer(emptyTrial, { type: 'set', edits: [close('a')] });
    const two = trialReducer(one, { type: 'set', edits: all([close('a'), close('b')]) });
    expect(editsOf(trialReducer(two, { type: 'undo' }))).toEqual([close('a')]);
    expect(editsOf(trialReducer(two, { type: 'reset' }))).toEqual([]);
    expect(trialReducer(emptyTrial, { type: 'undo' })).toBe(emptyTrial);
  });
});

describe('edits as changes to the register', () => {
  const body: FacilityBody = {
    ...blankFacility,
    name: '甲站',
    kind: 'regionalCentre',
    countyId: 'c',
    functions: { fullDayCare: true, meals: true },
    attributes: { beds: 10, floorAreaM2: 200 },
  };
  const records = new Map([['a', { version: 3, body }]]);
  const places = new Map([['new', { name: '新站', countyId: 'c', townshipId: 't' }]]);
  const changes = (edits: Edits) => changesOf(edits, records, places, ['meals', 'cremation'], '2026-01-01');

  it('makes one change of all edits of a facility, against the version that it has', () => {
    const edits = all([move('a', 117), { op: 'reclassify', facilityId: 'a', status: 'suspended' }]);
    expect(changes(edits)).toEqual([
      {
        type: 'facility',
        op: 'update',
        id: 'a',
        baseVersion: 3,
        fields: {
          entrance: pointAt([117, 41]),
          sourceCrs: 'EPSG:4490',
          accuracyM: null,
          status: 'suspended',
          statusSince: '2026-01-01',
        },
      },
    ]);
  });

  it('closes by status, so that the record and its past stay', () => {
    expect(changes([close('a')])[0]!.fields).toEqual({ status: 'closed', statusSince: '2026-01-01' });
  });

  it('drops what another kind does not have', () => {
    const [change] = changes([
      { op: 'reclassify', facilityId: 'a', kind: 'dayCareStation', functions: { dayCare: true } },
    ]);
    expect(change!.fields).toEqual({
      kind: 'dayCareStation',
      functions: { fullDayCare: null, dayCare: true },
      attributes: { beds: null },
    });
  });

  it('registers an added facility where it stands, with the asked functions that its kind may offer', () => {
    const [change] = changes([add('new')]);
    expect(change).toMatchObject({
      op: 'create',
      fields: {
        name: '新站',
        townshipId: 't',
        sourceCrs: 'EPSG:4490',
        status: 'operating',
        functions: { meals: true },
      },
    });
  });
});

describe('following a moving question', () => {
  it('asks one at a time, then the newest', async () => {
    const sent: number[] = [];
    const answers: ((value: number) => void)[] = [];
    const reported: unknown[] = [];
    const follower = createFollower<number, number>(
      (question) => {
        sent.push(question);
        return new Promise((resolve) => answers.push(resolve));
      },
      (outcome) => reported.push(outcome),
    );
    for (const question of [1, 2, 3]) follower.follow(question);
    expect(sent).toEqual([1]);
    answers[0]!(10);
    await Promise.resolve().then(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toEqual([1, 3]);
    expect(reported).toEqual([{ question: 1, result: 10 }]);

    follower.follow(4);
    follower.stop();
    answers[1]!(30);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toEqual([1, 3]);
    expect(reported).toHaveLength(1);

    follower.follow(5);
    expect(sent).toEqual([1, 3, 5]);
  });

  it('reports a failure and goes on', async () => {
    const reported: unknown[] = [];
    const follower = createFollower<number, number>(
      (question) => (question === 1 ? Promise.reject(new Error('no')) : Promise.resolve(question)),
      (outcome) => reported.push(outcome),
    );
    follower.follow(1);
    follower.follow(2);
    await new Promise((resolve) => setImmediate(resolve));
    expect(reported).toEqual([
      { question: 1, error: new Error('no') },
      { question: 2, result: 2 },
    ]);
  });
});

describe('the view in the address', () => {
  it('reads what it wrote', () => {
    const patch = {
      facilityKinds: ['regionalCentre'],
      functions: ['meals'],
      minutes: 30,
      speedMps: 0.6,
      snapLimitM: 100,
    };
    const params = writeCircleView('?m=9/41/118', { ...patch, tab: 'tryOut', townshipId: 'd1', compare: true });
    expect(params.get('m')).toBe('9/41/118');
    expect(readCircleView(params)).toEqual({ question: patch, tab: 'tryOut', townshipId: 'd1', compare: true });
  });

  it('leaves out what is malformed or out of bounds', () => {
    const params = new URLSearchParams('serve=castle&minutes=0&speed=fast&snap=&circle=moon');
    expect(readCircleView(params)).toEqual({ question: {}, tab: 'townships', townshipId: null, compare: false });
  });
});
