import { randomUUID } from 'node:crypto';
import { inspectionChecklists } from '../../server/inspection/contract.ts';
import { smallCity } from './registry.ts';
import { apiClient, type ApiClient } from './server.ts';

const deviceTime = '2026-06-01T08:00:00+08:00';
/** Password of both parties' accounts, `jia` and `yi`. */
export const partyPassword = 'Field-Party-2026';

/** A line with markers, a case in which field records are taken, and the two parties signed in. */
export interface FieldWorld {
  lineId: string;
  markerIds: string[];
  caseId: string;
  /** The parties' accounts: 甲方 and 乙方. */
  parties: [ApiClient, ApiClient];
}

async function ok(answer: Promise<{ status: number; body: unknown }>): Promise<never> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body).slice(0, 1000)}`);
  return body as never;
}

/** Both parties' sessions: 甲方 and 乙方. */
export const signInParties = async (url: string): Promise<[ApiClient, ApiClient]> => [
  await apiClient(url, 'jia', partyPassword),
  await apiClient(url, 'yi', partyPassword),
];

/** Makes it all over HTTP, in an empty server. */
export async function fieldWorld(url: string, markers = 3): Promise<FieldWorld> {
  const admin = await apiClient(url);
  const lineId = 'l1';
  const sides = [
    { divisionId: 'c1', name: '试验市第1县' },
    { divisionId: null, name: '邻市邻县' },
  ];
  const markerIds = Array.from({ length: markers }, (_, i) => `m${i + 1}`);
  const demo = true;
  const line = { code: '139901139902', name: '试验线', level: 'county', sides, demo, triPoints: [], sections: [] };
  const markerOf = (i: number) => ({
    number: `139901139902${String(i + 1).padStart(3, '0')}`,
    lineIds: [lineId],
    standing: 'single',
    sides: sides.map((side) => ({ ...side, countyId: side.divisionId, townshipId: null, villageId: null })),
    position: { type: 'Point', coordinates: [118.1234567, 41.2345678 + i / 100] },
    sourceCrs: 'EPSG:4490',
    sigmaM: 0.05,
    references: [],
    photos: [],
    state: 'intact',
    demo,
  });
  const set: { id: string } = await ok(
    admin.call('POST', '/api/v1/change-sets', {
      title: '试验界线',
      effectiveFrom: '2021-01-01',
      changes: [
        ...smallCity(),
        { type: 'boundaryLine', op: 'create', id: lineId, fields: line },
        ...markerIds.map((id, i) => ({ type: 'boundaryMarker', op: 'create', id, fields: markerOf(i) })),
      ],
    }),
  );
  await ok(admin.call('POST', `/api/v1/change-sets/${set.id}/commit`));
  for (const username of ['jia', 'yi']) {
    await ok(
      admin.call('POST', '/api/v1/users', { username, name: `${username}方`, role: 'editor', password: partyPassword }),
    );
  }
  const parties = await signInParties(url);
  const caseId = randomUUID();
  const teams = [
    { side: 'first', office: '甲局', members: ['jia'] },
    { side: 'second', office: '乙局', members: ['yi'] },
  ];
  await ok(admin.call('POST', '/api/v1/inspection-cases', { key: caseId, lineId, round: 5, teams }));
  for (const step of ['plan', 'deskCheck'] as const) {
    const contents = [
      ...inspectionChecklists[step].map(({ id }) => ({ kind: 'checklist', step, item: id, done: true, note: '' })),
      { kind: 'stepDone', step, document: null },
    ];
    for (const content of contents) {
      const entry = { key: randomUUID(), deviceTime, content };
      await ok(parties[0].call('POST', `/api/v1/inspection-cases/${caseId}/entries`, entry));
    }
  }
  return { lineId, markerIds, caseId, parties };
}

/** A field record of a marker, as a device sends it. */
export const fieldRecord = (markerId: string, photos: string[] = [], key: string = randomUUID()) => ({
  key,
  deviceTime,
  content: {
    kind: 'fieldRecord' as const,
    markerId,
    markerVersion: 1,
    state: 'intact' as const,
    measured: null,
    finding: '',
    photos,
    belowAccuracy: false,
  },
});
