import { reservedWords } from '../../gis-data/naming/index.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { commitResult, previewShape, type ChangeInput, type ChangeSetInput } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import type { Registry } from '../registry/registry.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import {
  reservedWordList,
  reservedWordQuery,
  wordById,
  wordCreate,
  wordDelete,
  wordUpdate,
  type ReservedWordItem,
  type ReservedWordList,
} from './contract.ts';

const path = '/api/v1/reserved-words';
const tag = 'place names';

/** The bureau's own words for the naming rules over HTTP. Writes are change sets of one change. */
export function reservedWordRoutes({
  registry,
  snapshots,
}: {
  registry: Pick<Registry, 'apply' | 'preview' | 'currentVersion' | 'currentVersions'>;
  snapshots: Pick<SnapshotService, 'at'>;
}): Endpoint[] {
  const wordOf = async (id: string) => {
    const body = (await snapshots.at()).records.reservedWord.get(id);
    if (!body) throw problems.notFound({ zh: '这个词', en: 'word' });
    return body.word;
  };
  return [
    endpoint({
      method: 'get',
      path,
      tag,
      summary: "The bureau's own words that place names do not take, and how many the shipped lists have",
      access: 'public',
      query: reservedWordQuery,
      response: reservedWordList,
      async handler({ query }) {
        const { id: snapshot, asOf, records } = await snapshots.at(query.asOf);
        const own = [...records.reservedWord].filter(([, { kind }]) => query.kind === undefined || kind === query.kind);
        const versions = await registry.currentVersions(own.map(([id]) => ({ type: 'reservedWord', id })));
        const items = own
          .map(([id, body]): ReservedWordItem => ({
            ...{ ...body, id },
            version: versions.get(`reservedWord/${id}`) ?? null,
          }))
          .sort((a, b) => compare(a.kind, b.kind) || compare(a.word, b.word));
        return { snapshot, asOf, shipped: shippedByKind, items };
      },
    }),
    endpoint({
      method: 'post',
      path,
      tag,
      summary: "Put a word on one of the bureau's lists",
      access: 'editor',
      body: wordCreate,
      response: commitResult,
      status: 201,
      handler: ({ actor, body }) => registry.apply(actor, creation(body)),
    }),
    endpoint({
      method: 'post',
      path: `${path}/preview`,
      tag,
      summary: 'What putting a word on a list would do',
      access: 'editor',
      body: wordCreate,
      response: previewShape,
      idempotent: false,
      handler: ({ actor, body }) => registry.preview(actor, creation(body)),
    }),
    endpoint({
      method: 'patch',
      path: `${path}/{id}`,
      tag,
      summary: 'Change a word; If-Match carries the row version',
      access: 'editor',
      params: wordById,
      body: wordUpdate,
      response: commitResult,
      async handler({ actor, params: { id }, body, ifMatch }) {
        if (ifMatch === null) throw problems.versionRequired();
        const change: ChangeInput = {
          type: 'reservedWord',
          op: 'update',
          id,
          baseVersion: ifMatch,
          fields: body.fields,
        };
        return registry.apply(actor, changeSet(`修改禁限用词:${await wordOf(id)}`, body, change));
      },
    }),
    endpoint({
      method: 'delete',
      path: `${path}/{id}`,
      tag,
      summary: 'Take a word off its list; its past stays. If-Match carries the row version',
      access: 'editor',
      params: wordById,
      body: wordDelete,
      response: commitResult,
      async handler({ actor, params: { id }, body, ifMatch }) {
        if (ifMatch === null) throw problems.versionRequired();
        const change: ChangeInput = { type: 'reservedWord', op: 'delete', id, baseVersion: ifMatch };
        return registry.apply(actor, changeSet(`移出禁限用词:${await wordOf(id)}`, body, change));
      },
    }),
  ];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const shippedByKind = reservedWords.reduce<ReservedWordList['shipped']>(
  (counts, { kind }) => ({ ...counts, [kind]: (counts[kind] ?? 0) + 1 }),
  {},
);

const creation = ({ fields, ...rest }: { fields: Record<string, unknown>; reason: string; effectiveFrom?: string }) =>
  changeSet(`新增禁限用词:${String(fields.word ?? '')}`, rest, { type: 'reservedWord', op: 'create', fields });

function changeSet(
  title: string,
  { reason, effectiveFrom }: { reason: string; effectiveFrom?: string },
  change: ChangeInput,
): ChangeSetInput {
  return { title: title.slice(0, 200), reason, origin: 'form', effectiveFrom, changes: [change] };
}
