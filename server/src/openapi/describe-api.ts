import type { FastifyContextConfig, FastifySchema } from 'fastify';
import { z } from 'zod';
import { derivedId, type ApiBook, type OperationNote } from './api-book.ts';
import { errorsOf, everyAnswer, limitHeaders, replayHeader, sharedParts, tagHeader } from './answers.ts';
import type { ApiAnswer, ApiDocument, ApiOperation, ApiParameter, Reference } from './document.ts';
import { openSchema } from './schemas.ts';

/** What is asked of a route. */
export interface DescribedRoute {
  readonly method: string;
  /** With `:name` for parameters. */
  readonly url: string;
  readonly config: FastifyContextConfig;
  readonly schema: FastifySchema | undefined;
}

export interface ApiFacts {
  readonly book: ApiBook;
  readonly routes: readonly DescribedRoute[];
  /** Requests are counted; an Idempotency-Key counts. */
  readonly has: { readonly limits: boolean; readonly idempotency: boolean };
}

/** Adds to what the schemas say what the routes' registrations and the book say. Pure. */
export function describeApi(document: ApiDocument, facts: ApiFacts): ApiDocument {
  const { book, has } = facts;
  const notes = notesOf(book);
  const tagged = taggedPaths(facts.routes);
  const paths: ApiDocument['paths'] = {};
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const route = facts.routes.find((one) => pathOf(one.url) === path && one.method.toLowerCase() === method);
      const noted = route === undefined ? undefined : notes.get(`${route.method} ${route.url}`);
      if (route === undefined) continue;
      const described = { route, noted, facts, isTagged: tagged.has(path) || noted?.note.tagged === true };
      (paths[path] ??= {})[method] = describeOperation(operation, described);
    }
  }
  const { title, version } = document.info;
  return {
    ...document,
    info: { title, version, description: book.description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/', description: 'This instance' }],
    tags: book.groups.map(({ tag: name, description }) => ({ name, description })),
    paths,
    components: {
      ...document.components,
      ...usedParts(sharedParts(has.limits), paths),
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'wh_live_…', description: 'An API key.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: book.sessionCookie,
          description: 'A signed-in browser. What changes something has to come from a page of this origin.',
        },
      },
    },
  };
}

/** Errors are all told, for their codes; headers only where some operation has them. */
function usedParts(parts: ReturnType<typeof sharedParts>, paths: ApiDocument['paths']): typeof parts {
  const text = JSON.stringify([paths, parts.responses]);
  const used = <T>(kind: string, named: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(named).filter(([name]) => text.includes(`"#/components/${kind}/${name}"`)));
  return {
    responses: parts.responses,
    headers: used('headers', parts.headers),
    parameters: used('parameters', parts.parameters),
  };
}

interface Noted {
  readonly tag: string;
  readonly note: OperationNote;
}

interface Described {
  readonly route: DescribedRoute;
  readonly noted: Noted | undefined;
  readonly facts: ApiFacts;
  readonly isTagged: boolean;
}

function notesOf({ groups }: ApiBook): Map<string, Noted> {
  return new Map(
    groups.flatMap(({ tag, operations }) =>
      Object.entries(operations).map(([key, note]) => [key, { tag, note }] as const),
    ),
  );
}

function pathOf(url: string): string {
  return url.replaceAll(/:(\w+)/g, '{$1}');
}

/** Paths at which something is changed by its ETag: reading them answers one. */
function taggedPaths(routes: readonly DescribedRoute[]): Set<string> {
  return new Set(routes.filter(({ schema }) => takesHeader(schema, 'if-match')).map(({ url }) => pathOf(url)));
}

function takesHeader(schema: FastifySchema | undefined, name: string): boolean {
  const { headers } = schema ?? {};
  return headers instanceof z.ZodObject && name in headers.shape;
}

function describeOperation(operation: ApiOperation, described: Described): ApiOperation {
  const { route, noted, facts } = described;
  const { note, tag } = noted ?? {};
  const permission = route.config.permission ?? 'public';
  const isPublic = permission === 'public';
  const { requestBody } = operation;
  const isOptional = route.schema?.body instanceof z.ZodType && route.schema.body.safeParse(undefined).success;
  return {
    operationId: note?.id ?? derivedId(route.method, route.url),
    summary: note?.summary ?? operation.summary ?? `${route.method} ${route.url}`,
    ...describedAs(note?.description ?? operation.description, permission),
    ...(tag === undefined ? {} : { tags: [tag] }),
    security: isPublic ? [] : [...(facts.book.sessionCookie === '' ? [] : [{ session: [] }]), { apiKey: [] }],
    'x-permission': permission,
    parameters: parametersOf(operation, described),
    ...(requestBody === undefined ? {} : { requestBody: { ...requestBody, required: !isOptional } }),
    responses: { ...errorsOf(errorFacts(operation, described)), ...answersOf(operation, described) },
  };
}

function describedAs(text: string | undefined, permission: string): { description: string } {
  const needs = {
    public: 'No credential is needed.',
    self: 'For any person; what they may see and change here is asked inside.',
  }[permission];
  return { description: [text, needs ?? `Needs \`${permission}\`.`].filter((part) => part !== undefined).join('\n\n') };
}

function isIdempotent({ route, facts }: Described): boolean {
  const { permission = 'public', notIdempotent } = route.config;
  return facts.has.idempotency && route.method === 'POST' && permission !== 'public' && notIdempotent === undefined;
}

function isCounted({ route, facts }: Described): boolean {
  return facts.has.limits && (route.config.permission ?? 'public') !== 'public';
}

function errorFacts({ requestBody }: ApiOperation, described: Described): Parameters<typeof errorsOf>[0] {
  const { route } = described;
  const { params, querystring, headers, body } = route.schema ?? {};
  return {
    isPublic: (route.config.permission ?? 'public') === 'public',
    takesInput: [params, querystring, headers, body].some((part) => part !== undefined),
    takesBody: requestBody !== undefined,
    changes: route.method !== 'GET',
    takesTag: takesHeader(route.schema, 'if-match'),
    isCounted: isCounted(described),
  };
}

const meanings: Readonly<Record<string, string>> = {
  'query cursor': '`meta.page.nextCursor` of the page before.',
  'query limit': 'How many at most.',
};

/** Headers that several operations take are described once. */
const sharedHeaders: Readonly<Record<string, string>> = { 'if-match': 'IfMatch', 'idempotency-key': 'IdempotencyKey' };

function parametersOf(operation: ApiOperation, described: Described): (ApiParameter | Reference)[] {
  const { route, facts } = described;
  const { permission = 'public', workspaceParam } = route.config;
  const inWorkspace = permission !== 'public' && permission !== 'self' && workspaceParam === undefined;
  const known = (operation.parameters ?? []).filter((one): one is ApiParameter => 'name' in one);
  const shared = known.flatMap((one) => (one.in === 'header' ? [sharedHeaders[one.name]] : []));
  const names = new Set([
    ...shared.filter((name) => name !== undefined),
    ...(isIdempotent(described) ? ['IdempotencyKey'] : []),
    ...(described.isTagged && route.method === 'GET' ? ['IfNoneMatch'] : []),
    ...(facts.book.hasWorkspaces && inWorkspace ? ['WorkspaceId'] : []),
  ]);
  const own = known.filter((one) => one.in !== 'header' || sharedHeaders[one.name] === undefined);
  return [
    ...own.map((one) => {
      const description = one.description ?? meanings[`${one.in} ${one.name}`];
      return { ...one, ...(description === undefined ? {} : { description }) };
    }),
    ...[...names].sort().map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
}

const says: Readonly<Record<string, string>> = {
  200: 'Done.',
  201: 'Made.',
  202: 'Taken; the effect is read later.',
};

function answersOf(operation: ApiOperation, described: Described): Record<string, ApiAnswer> {
  const { noted, route } = described;
  const headers = {
    ...everyAnswer,
    ...(isCounted(described) ? limitHeaders : {}),
    ...(described.isTagged ? tagHeader : {}),
    ...(isIdempotent(described) ? replayHeader : {}),
  };
  const answers: Record<string, ApiAnswer> = {};
  const isSchemaless = route.schema?.response === undefined;
  for (const [status, answer] of Object.entries(operation.responses)) {
    if (isSchemaless || '$ref' in answer) continue;
    const content = openSchema(answer.content ?? {});
    answers[status] = { description: says[status] ?? 'Answered.', headers, content };
  }
  for (const [status, { text, types }] of Object.entries(noted?.note.answers ?? {})) {
    const plain = Object.fromEntries((types ?? []).map((type) => [type, { schema: { type: 'string' } }]));
    const content = { ...answers[status]?.content, ...plain };
    answers[status] = { description: text, headers, ...(types === undefined ? {} : { content }) };
  }
  if (described.isTagged && route.method === 'GET') {
    answers['304'] = { description: 'It is still as `If-None-Match` says.', headers };
  }
  return Object.keys(answers).length > 0 ? answers : { 200: { description: 'Done.', headers } };
}
