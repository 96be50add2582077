import type { Request, Response } from 'express';
import type { BBox } from 'geojson';
import type { Kysely } from 'kysely';
import { text, type Language } from '../../gis-data/catalogue/index.ts';
import type { Schema } from '../db/schema.ts';
import { addressOf } from '../http/address.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import { collections, geometryName, type Collection } from './collections.ts';
import { collectionParams, formatQuery, itemParams, itemQuery, itemsQuery, type ItemsQuery } from './contract.ts';
import { crs84, featureSystems, storageCrs } from './crs.ts';
import { htmlPage, type HtmlPage, type Link } from './html.ts';
import { featureOf } from './items.ts';
import { createFeatureService, crsOf, propertyNames } from './service.ts';

/** Classes of requirements that are met (`/conformance`). */
const conformsTo = [
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html',
  'http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs',
  'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables',
  'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter',
  'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter',
  'http://www.opengis.net/spec/cql2/1.0/conf/cql2-text',
  'http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2',
  'http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators',
  'http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison',
  'http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions',
  'http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus',
  'http://www.opengis.net/spec/cql2/1.0/conf/temporal-functions',
  'http://www.opengis.net/spec/cql2/1.0/conf/arithmetic',
  'http://www.opengis.net/spec/cql2/1.0/conf/property-property',
];

const title = text('民政一张图要素服务', 'Features of Yizhangtu');
const description = text(
  '按 OGC API – Features 标准提供登记簿中的要素,QGIS、ArcGIS 和 GDAL 可直接读取',
  'The register’s features by the standard OGC API – Features: QGIS, ArcGIS and GDAL read them directly',
);
const json = 'application/json';
const geoJson = 'application/geo+json';
const schemaJson = 'application/schema+json';

/** An answer in the two forms that are offered. */
interface Answer {
  type: string;
  body: Record<string, unknown>;
  page(): HtmlPage;
}

/**
 * OGC API – Features, parts 1 (core, 17-069r4), 2 (coordinate systems, 18-058r1) and 3 (filtering, 19-079r2) with CQL2 text
 * (21-065r2), as JSON and as pages.
 */
export function featureRoutes({
  kysely,
  snapshots,
  isDemonstration,
}: {
  kysely: Kysely<Schema>;
  snapshots: SnapshotService;
  isDemonstration(): Promise<boolean>;
}): Endpoint[] {
  const service = createFeatureService({ kysely, snapshots });
  const tag = 'ogc';
  const raw = { method: 'get', tag, access: 'public', response: 'raw' } as const;

  return [
    endpoint({
      ...raw,
      path: '/ogc',
      summary: 'Landing page of OGC API – Features',
      query: formatQuery,
      handler: async (call) => {
        const { language } = call;
        const at = addressOf(call.request);
        const links = [
          ...selfLinks(at, '/ogc', json, language),
          link(
            `${at}/api/openapi.json`,
            'service-desc',
            'application/vnd.oai.openapi+json;version=3.1',
            words.api[language],
          ),
          link(`${at}/ogc/conformance`, 'conformance', json, words.conformance[language]),
          link(`${at}/ogc/collections`, 'data', json, words.collections[language]),
        ];
        const demo = await isDemonstration();
        answer(call, {
          type: json,
          body: { title: title[language], description: description[language], links },
          page: () => ({
            ...{ title: title[language], description: description[language], links, isDemonstration: demo },
            ...collectionTable(collections, at, language),
          }),
        });
      },
    }),
    endpoint({
      ...raw,
      path: '/ogc/conformance',
      summary: 'Requirement classes that are met',
      query: formatQuery,
      handler: async (call) => {
        const { language, request } = call;
        answer(call, {
          type: json,
          body: { conformsTo },
          page: () => ({
            title: words.conformance[language],
            description: description[language],
            isDemonstration: false,
            links: selfLinks(addressOf(request), '/ogc/conformance', json, language),
            heads: [words.conformance[language]],
            rows: conformsTo.map((uri) => [{ text: uri }]),
          }),
        });
      },
    }),
    endpoint({
      ...raw,
      path: '/ogc/collections',
      summary: 'Collections of features',
      query: formatQuery,
      handler: async (call) => {
        const { language } = call;
        const at = addressOf(call.request);
        const links = selfLinks(at, '/ogc/collections', json, language);
        const descriptions = await Promise.all(
          collections.map(async (collection) =>
            described(collection, at, language, ['#/crs'], await service.extent(call.actor, collection)),
          ),
        );
        const demo = await isDemonstration();
        answer(call, {
          type: json,
          body: {
            links,
            crs: featureSystems.map(({ uri }) => uri),
            collections: descriptions,
          },
          page: () => ({
            title: words.collections[language],
            description: description[language],
            links,
            isDemonstration: demo,
            ...collectionTable(collections, at, language),
          }),
        });
      },
    }),
    endpoint({
      ...raw,
      path: '/ogc/collections/{collectionId}',
      summary: 'One collection, its extent, its coordinate systems and where its features are',
      params: collectionParams,
      query: formatQuery,
      handler: async (call) => {
        const { language } = call;
        const at = addressOf(call.request);
        const collection = service.collection(call.params.collectionId);
        const body = described(
          collection,
          at,
          language,
          featureSystems.map(({ uri }) => uri),
          await service.extent(call.actor, collection),
        );
        const demo = await isDemonstration();
        answer(call, {
          type: json,
          body,
          page: () => ({
            title: collection.title[language],
            description: collection.description[language],
            links: body.links,
            isDemonstration: demo,
            ...propertyTable(collection.properties, language),
          }),
        });
      },
    }),
    ...(['queryables', 'schema'] as const).map((document) =>
      endpoint({
        ...raw,
        path: `/ogc/collections/{collectionId}/${document}`,
        summary:
          document === 'queryables'
            ? 'Properties that a filter may name, as JSON schema'
            : 'Properties of features, as JSON schema',
        params: collectionParams,
        query: formatQuery,
        handler: async (call) => {
          const { language } = call;
          const at = addressOf(call.request);
          const collection = service.collection(call.params.collectionId);
          const path = `/ogc/collections/${collection.id}/${document}`;
          const properties = collection.properties.filter(({ type }) => document === 'schema' || type !== 'json');
          answer(call, {
            type: schemaJson,
            body: schemaOf(collection, properties, `${at}${path}`, language),
            page: () => ({
              title: `${collection.title[language]} – ${words[document][language]}`,
              description: collection.description[language],
              links: selfLinks(at, path, schemaJson, language),
              isDemonstration: false,
              ...propertyTable(properties, language),
            }),
          });
        },
      }),
    ),
    endpoint({
      ...raw,
      path: '/ogc/collections/{collectionId}/items',
      summary: 'Features of a collection, filtered, page by page',
      params: collectionParams,
      query: itemsQuery,
      handler: async (call) => {
        const { actor, language, query, request, response } = call;
        const at = addressOf(request);
        const collection = service.collection(call.params.collectionId);
        const crs = crsOf('crs', query.crs);
        const only = propertyNames(collection, query.properties);
        const { items, matched, more } = await service.page(actor, collection, query);
        const path = `/ogc/collections/${collection.id}/items`;
        const self = `${path}${queryText(query, {})}`;
        const last = items.at(-1);
        const links = [
          ...selfLinks(at, self, geoJson, language),
          ...(more && last
            ? [link(`${at}${path}${queryText(query, { after: last.id })}`, 'next', geoJson, words.next[language])]
            : []),
          link(`${at}/ogc/collections/${collection.id}`, 'collection', json, collection.title[language]),
        ];
        response.set('Content-Crs', `<${crs.uri}>`);
        const features = items.map((item) => featureOf(collection, item, crs, only));
        answer(call, {
          type: geoJson,
          body: {
            type: 'FeatureCollection',
            features,
            links,
            timeStamp: new Date().toISOString(),
            numberMatched: matched,
            numberReturned: features.length,
          },
          page: () => {
            const names = collection.properties.filter(({ name }) => only === null || only.has(name));
            return {
              title: collection.title[language],
              description: words.count(items.length, matched)[language],
              links,
              isDemonstration: items.some(({ body }) => body['demo'] === true),
              heads: ['id', ...names.map(({ name, title: own }) => own?.[language] ?? name)],
              rows: features.map(({ id, properties }) => [
                { text: String(id), href: `${at}${path}/${id}?f=html&lang=${language}` },
                ...names.map(({ name }) => ({ text: cellText(properties![name]) })),
              ]),
            };
          },
        });
      },
    }),
    endpoint({
      ...raw,
      path: '/ogc/collections/{collectionId}/items/{featureId}',
      summary: 'One feature',
      params: itemParams,
      query: itemQuery,
      handler: async (call) => {
        const { actor, language, query, request, response } = call;
        const at = addressOf(request);
        const collection = service.collection(call.params.collectionId);
        const crs = crsOf('crs', query.crs);
        const only = propertyNames(collection, query.properties);
        const item = await service.item(actor, collection, call.params.featureId, query.datetime);
        const links = [
          ...selfLinks(at, `/ogc/collections/${collection.id}/items/${item.id}`, geoJson, language),
          link(`${at}/ogc/collections/${collection.id}`, 'collection', json, collection.title[language]),
        ];
        const feature = featureOf(collection, item, crs, only);
        response.set('Content-Crs', `<${crs.uri}>`);
        answer(call, {
          type: geoJson,
          body: { ...feature, links },
          page: () => ({
            title: item.id,
            description: collection.title[language],
            links,
            isDemonstration: item.body['demo'] === true,
            heads: [words.property[language], words.value[language]],
            rows: [
              ...collection.properties
                .filter(({ name }) => name in feature.properties!)
                .map(({ name, title: own }) => [
                  { text: own?.[language] ?? name },
                  { text: cellText(feature.properties![name]) },
                ]),
              [{ text: words.geometry[language] }, { text: cellText(feature.geometry) }],
            ],
          }),
        });
      },
    }),
  ];
}

const words = {
  api: text('接口说明(OpenAPI)', 'Definition of the interface (OpenAPI)'),
  conformance: text('符合的标准条款', 'Conformance'),
  collections: text('要素集', 'Collections'),
  queryables: text('可查询属性', 'Queryables'),
  schema: text('属性结构', 'Schema'),
  items: text('要素', 'Features'),
  next: text('下一页', 'Next page'),
  thisAsJson: text('本页的 JSON', 'This page as JSON'),
  thisAsHtml: text('本页的网页', 'This page as HTML'),
  property: text('属性', 'Property'),
  meaning: text('含义', 'Meaning'),
  type: text('类型', 'Type'),
  value: text('值', 'Value'),
  geometry: text('几何', 'Geometry'),
  count: (shown: number, matched: number) =>
    text(`本页 ${shown} 个,共 ${matched} 个要素`, `${shown} of ${matched} features`),
};

const link = (href: string, rel: string, type: string, linkTitle: string): Link => ({
  href,
  rel,
  type,
  title: linkTitle,
});

function selfLinks(at: string, path: string, type: string, language: Language): Link[] {
  const html = `${at}${path}${path.includes('?') ? '&' : '?'}f=html`;
  return [
    link(`${at}${path}`, 'self', type, words.thisAsJson[language]),
    link(html, 'alternate', 'text/html', words.thisAsHtml[language]),
  ];
}

/** A query as it was asked, so that a link leads to the same features; the form is left to the reader. */
function queryText(query: ItemsQuery, changed: Partial<ItemsQuery>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, ...changed })) {
    if (name !== 'f' && value !== undefined) params.set(name, String(value));
  }
  return `?${params}`;
}

function described(
  { id, title: own, description: about }: Collection,
  at: string,
  language: Language,
  crs: string[],
  box: BBox | null,
) {
  const path = `/ogc/collections/${id}`;
  return {
    id,
    title: own[language],
    description: about[language],
    itemType: 'feature',
    crs,
    storageCrs,
    extent: {
      ...(box ? { spatial: { bbox: [box], crs: crs84 } } : {}),
      temporal: { interval: [[null, null]] },
    },
    links: [
      ...selfLinks(at, path, json, language),
      link(`${at}${path}/items`, 'items', geoJson, words.items[language]),
      link(`${at}${path}/items?f=html`, 'items', 'text/html', words.items[language]),
      link(
        `${at}${path}/queryables`,
        'http://www.opengis.net/def/rel/ogc/1.0/queryables',
        schemaJson,
        words.queryables[language],
      ),
      link(`${at}${path}/schema`, 'describedby', schemaJson, words.schema[language]),
    ],
  };
}

function schemaOf(
  { title: own, description: about, geometrySchema }: Collection,
  properties: Collection['properties'],
  address: string,
  language: Language,
): Record<string, unknown> {
  const entries = properties.map(({ name, title: label, schema }) => [
    name,
    { title: label?.[language] ?? name, ...schema },
  ]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: address,
    type: 'object',
    title: own[language],
    description: about[language],
    properties: {
      [geometryName]: { title: words.geometry[language], format: geometrySchema, 'x-ogc-role': 'primary-geometry' },
      ...Object.fromEntries(entries),
    },
    additionalProperties: false,
  };
}

function collectionTable(
  list: readonly Collection[],
  at: string,
  language: Language,
): Pick<HtmlPage, 'heads' | 'rows'> {
  return {
    heads: [words.collections[language], words.meaning[language]],
    rows: list.map(({ id, title: own, description: about }) => [
      { text: own[language], href: `${at}/ogc/collections/${id}/items?f=html&lang=${language}` },
      { text: about[language] },
    ]),
  };
}

function propertyTable(properties: Collection['properties'], language: Language): Pick<HtmlPage, 'heads' | 'rows'> {
  return {
    heads: [words.property[language], words.meaning[language], words.type[language]],
    rows: properties.map(({ name, title: own, type }) => [
      { text: name },
      { text: own?.[language] ?? name },
      { text: type },
    ]),
  };
}

const cellText = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Sends JSON or a page: as `f` says, else as the reader accepts. */
function answer(
  {
    request,
    response,
    query,
    language,
  }: { request: Request; response: Response; query: { f?: 'json' | 'html' | undefined }; language: Language },
  { type, body, page }: Answer,
): void {
  response.set('Cache-Control', 'private, no-cache').vary('Accept');
  const asked = query.f ?? (request.accepts([type, 'application/json', 'text/html']) === 'text/html' ? 'html' : 'json');
  if (asked === 'html') response.type('text/html').send(htmlPage(page(), language));
  else response.set('Content-Type', type).send(JSON.stringify(body));
}
