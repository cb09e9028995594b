import { createJsonSchemaTransform, createJsonSchemaTransformObject } from '@fastify/type-provider-zod';
import swagger from '@fastify/swagger';
import { z } from 'zod';
import { ErrorBody, ResponseMeta } from '@wheelhouse/protocol';
import type { HttpServer } from '../http.ts';
import { namedSchemas, type ApiBook } from './api-book.ts';
import { describeApi, type DescribedRoute } from './describe-api.ts';
import type { ApiDocument } from './document.ts';
import { serverOperations } from './server-operations.ts';
import { openSchema, plainSchema, tidySchemas } from './schemas.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Describes the routes there are; to be asked once all are registered. */
    apiDocument: () => ApiDocument;
  }
}

export interface ApiOptions {
  readonly title: string;
  readonly version: string;
  readonly book: ApiBook;
}

type SchemaMeta = { id?: string | undefined };
type SchemaRegistry = ReturnType<typeof z.registry<SchemaMeta>>;

type OpenApiObject = Extract<
  Parameters<ReturnType<typeof createJsonSchemaTransformObject>>[0],
  { openapiObject: unknown }
>['openapiObject'];

/** What answers and errors are wrapped in, in every API. */
const envelopes = { ErrorBody, ResponseMeta };

/**
 * `/openapi.json`: OpenAPI 3.1 of every route that is registered after this call and not hidden. It is made once,
 * when it is asked for, and also what `app.apiDocument` answers.
 */
export async function registerApi(app: HttpServer, { title, version, book }: ApiOptions): Promise<void> {
  const named = [...namedSchemas(book.schemas), ...namedSchemas(envelopes)];
  const schemaRegistry = z.registry<SchemaMeta>();
  for (const [id, schema] of named) if (!schemaRegistry.has(schema)) schemaRegistry.add(schema, { id });
  const routes: DescribedRoute[] = [];
  app.addHook('onRoute', ({ method, url, config, schema }) => {
    for (const name of [method].flat()) routes.push({ method: name, url, config: config ?? {}, schema });
  });
  const transform = createJsonSchemaTransform({ skipList: [], schemaRegistry });
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title, version } },
    // The websocket plugin hides its routes; where they are is no secret.
    transform: (input) => {
      const isSocket = 'websocket' in input.route && input.route.websocket === true;
      const shown = isSocket ? { ...input, schema: { ...input.schema, hide: false } } : input;
      return plainSchema(transform(shown));
    },
  });
  let made: ApiDocument | null = null;
  const document = (): ApiDocument => (made ??= makeDocument(app, { named, schemaRegistry, book, routes }));
  let text: string | null = null;
  app.get('/openapi.json', { config: { permission: 'public' } }, (_request, reply) => {
    // Anybody may ask, and as often as they like: it is written once.
    text ??= JSON.stringify(document());
    return reply.type('application/json').send(text);
  });
  app.decorate('apiDocument', document);
}

interface DocumentParts {
  readonly named: readonly (readonly [string, z.ZodType])[];
  readonly schemaRegistry: SchemaRegistry;
  readonly book: ApiBook;
  readonly routes: readonly DescribedRoute[];
}

function makeDocument(app: HttpServer, { named, schemaRegistry, book, routes }: DocumentParts): ApiDocument {
  const openapiObject = app.swagger() as OpenApiObject;
  const withSchemas = createJsonSchemaTransformObject({ schemaRegistry });
  const described = plainSchema(withSchemas({ openapiObject })) as unknown as ApiDocument;
  const answered = new Set(named.map(([name]) => name));
  const schemas = Object.entries(described.components.schemas).map(
    ([name, schema]) => [name, answered.has(name) ? openSchema(schema) : schema] as const,
  );
  const components = { ...described.components, schemas: Object.fromEntries(schemas) };
  const has = { limits: app.hasPlugin('limits'), idempotency: app.hasPlugin('idempotency') };
  const whole = { ...book, groups: [...book.groups, serverOperations] };
  return tidySchemas(describeApi({ ...described, components }, { book: whole, routes, has }), [...answered]);
}
