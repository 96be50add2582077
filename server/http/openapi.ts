import { z } from 'zod';
import type { EndpointDescription } from './endpoint.ts';

type Json = Record<string, unknown>;

/** Schemas that the document names, so that a shape used by many endpoints is written once. */
interface SchemaNames {
  ref(shape: z.ZodType, name: string): Json;
  schemas(): Json;
}

/** OpenAPI 3.1 document of the endpoints. */
export function openApiDocument(endpoints: readonly EndpointDescription[]): Json {
  const bodies = schemaNames('input');
  const answers = schemaNames('output');
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    (paths[endpoint.path] ??= {})[endpoint.method] = operation(endpoint, bodies, answers);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: '一张图 Yizhangtu',
      version: '1',
      description:
        'Messages come in Chinese, or in English with `?lang=en` or `Accept-Language: en`. Errors are RFC 9457 problem details.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(endpoints.map((endpoint) => endpoint.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...bodies.schemas(), ...answers.schemas(), Problem: jsonSchema(problemShape, 'output') },
      responses: {
        Problem: {
          description: 'Refused, with reasons',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'yzt.session_token',
          description: 'Set by POST /api/auth/sign-in/username',
        },
      },
    },
  };
}

const problemShape = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
  errors: z.array(
    z.object({
      path: z.string().optional(),
      file: z.string().optional(),
      sheet: z.string().optional(),
      row: z.int().optional(),
      field: z.string().optional(),
      code: z.string(),
      message: z.string(),
    }),
  ),
});

function operation(endpoint: EndpointDescription, bodies: SchemaNames, answers: SchemaNames): Json {
  const id = operationId(endpoint);
  return {
    operationId: id,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    description: `Least role: ${endpoint.access}.`,
    security: endpoint.access === 'public' ? [] : [{ session: [] }],
    parameters: [
      ...parameters(endpoint.params, 'path'),
      ...parameters(endpoint.query, 'query'),
      ...(endpoint.method === 'post' && endpoint.idempotent !== false ? [header('Idempotency-Key')] : []),
      ...(endpoint.method === 'get' || endpoint.method === 'post' ? [] : [header('If-Match')]),
    ],
    ...requestBody(endpoint, `${id}Body`, bodies),
    responses: {
      [endpoint.status ?? 200]: {
        description: 'Done',
        ...(endpoint.response === 'raw'
          ? {}
          : { content: { 'application/json': { schema: answers.ref(endpoint.response, `${id}Answer`) } } }),
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function requestBody(endpoint: EndpointDescription, name: string, bodies: SchemaNames): Json {
  if (endpoint.upload === 'multipart') {
    const fields: Json = endpoint.body ? jsonSchema(endpoint.body, 'input') : { type: 'object' };
    const schema = {
      ...fields,
      properties: { ...(fields.properties as Json | undefined), file: { type: 'string', format: 'binary' } },
      required: [...((fields.required as string[] | undefined) ?? []), 'file'],
    };
    return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } };
  }
  if (!endpoint.body) return {};
  return {
    requestBody: { required: true, content: { 'application/json': { schema: bodies.ref(endpoint.body, name) } } },
  };
}

const header = (name: string): Json => ({ name, in: 'header', required: false, schema: { type: 'string' } });

function parameters(shape: z.ZodObject | undefined, where: 'path' | 'query'): Json[] {
  if (!shape) return [];
  const { properties = {}, required = [] } = jsonSchema(shape, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema,
  }));
}

/** `PATCH /api/v1/facilities/{id}` is `patchFacilitiesById`. */
export function operationId(endpoint: Pick<EndpointDescription, 'method' | 'path'>): string {
  const words = endpoint.path
    .replace(/^\/api\/v\d+/, '')
    .split(/[/.-]/)
    .filter(Boolean)
    .map((word) => (word.startsWith('{') ? `By${capital(word.slice(1, -1))}` : capital(word)));
  return endpoint.method + words.join('');
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

const jsonSchema = (shape: z.ZodType, io: 'input' | 'output'): Json =>
  withoutDialect(z.toJSONSchema(shape, { io, unrepresentable: 'any' }) as Json);

function withoutDialect({ $schema: _dialect, $id: _id, ...schema }: Json): Json {
  return schema;
}

function schemaNames(io: 'input' | 'output'): SchemaNames {
  const registry = z.registry<{ id: string }>();
  const uri = (id: string) => `#/components/schemas/${id}`;
  return {
    ref(shape, name) {
      if (!registry.has(shape)) registry.add(shape, { id: name });
      return { $ref: uri(registry.get(shape)!.id) };
    },
    schemas() {
      const { schemas } = z.toJSONSchema(registry, { io, unrepresentable: 'any', uri });
      return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutDialect(schema as Json)]));
    },
  };
}
