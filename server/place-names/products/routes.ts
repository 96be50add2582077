import type { Kysely } from 'kysely';
import type { Schema } from '../../db/schema.ts';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import type { SnapshotService } from '../../snapshot/service.ts';
import type { PlaceNameService } from '../service.ts';
import { sendDocument, sendFile } from '../../http/send-file.ts';
import { nameChangesSince } from './changes.ts';
import { gazetteerQuery, linkedDataQuery, nameChanges, nameChangesQuery, printMapQuery } from './contract.ts';
import type { GazetteerService } from './gazetteer-service.ts';
import { linkedData, vocabulary } from './linked-data.ts';

const tag = 'place names';
const path = '/api/v1/place-names';
const mediaType = 'application/ld+json';

/** What other systems take from the register of place names. */
export function nameProductRoutes(
  {
    placeNames,
    snapshots,
    gazetteers,
  }: { placeNames: Pick<PlaceNameService, 'list'>; snapshots: SnapshotService; gazetteers: GazetteerService },
  db: Kysely<Schema>,
): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: `${path}/changes`,
      tag,
      summary: 'What changed since a sequence number, in order, for systems that follow the register',
      access: 'public',
      query: nameChangesQuery,
      response: nameChanges,
      handler: ({ query }) => nameChangesSince(db, query),
    }),
    endpoint({
      method: 'get',
      path: `${path}/linked-data`,
      tag,
      summary:
        'A page of place names as JSON-LD: schema.org Place and the terms of the vocabulary; Link has the next page',
      access: 'public',
      query: linkedDataQuery,
      response: 'raw',
      handler: async ({ query, response }) => {
        const { items, nextCursor } = await placeNames.list(query);
        const { records } = await snapshots.at(query.asOf);
        if (nextCursor !== null) {
          const next = new URLSearchParams(
            Object.entries({ ...query, cursor: nextCursor }).flatMap(([name, value]) =>
              value === undefined ? [] : [[name, String(value)]],
            ),
          );
          response.setHeader('Link', `<${path}/linked-data?${next.toString()}>; rel="next"`);
        }
        response.type(mediaType).send(JSON.stringify(linkedData(items, (id) => records.division.get(id))));
      },
    }),
    endpoint({
      method: 'get',
      path: `${path}/vocabulary`,
      tag,
      summary: 'The terms of the linked data that schema.org has not, and what they mean',
      access: 'public',
      response: 'raw',
      handler: ({ response }) => Promise.resolve(void response.type(mediaType).send(JSON.stringify(vocabulary))),
    }),
    endpoint({
      method: 'get',
      path: `${path}/gazetteer`,
      tag,
      summary:
        'The gazetteer of a division (地名录, 地名志) with a map and indexes by pinyin and strokes: DOCX or HTML to print',
      access: 'viewer',
      query: gazetteerQuery,
      response: 'raw',
      timeoutSeconds: 120,
      handler: async ({ query, language, response, signal }) => {
        const { bytes, name } = await gazetteers.make(query, language, signal);
        if (query.format === 'html') sendDocument(response, bytes);
        else sendFile(response, bytes, name, 'docx');
      },
    }),
    endpoint({
      method: 'get',
      path: `${path}/print-map`,
      tag,
      summary: 'A map of the place names of a division on a sheet (地名图): HTML to print, as PDF too, by the browser',
      access: 'viewer',
      query: printMapQuery,
      response: 'raw',
      timeoutSeconds: 120,
      handler: async ({ query, language, response, signal }) =>
        sendDocument(response, await gazetteers.printMap(query, language, signal)),
    }),
  ];
}
