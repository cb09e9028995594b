import { Validator } from '@seriousme/openapi-schema-validator';
import type { ApiBook } from '../openapi/api-book.ts';
import type { ApiDocument, ApiOperation } from '../openapi/document.ts';
import type { RouteInfo } from '../route-list.ts';

export interface DescribedServer {
  readonly document: ApiDocument;
  readonly routes: readonly RouteInfo[];
  readonly book: ApiBook;
}

/** What is wrong with the description of a server: none, where it is valid OpenAPI and tells every route. */
export async function findApiFaults({ document, routes, book }: DescribedServer): Promise<string[]> {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  );
  return [
    ...(await invalidParts(document)),
    ...doubled(operations.map(({ operation }) => operation.operationId ?? '')),
    ...operations.flatMap(({ name, operation }) => silent(name, operation)),
    ...routes.flatMap((route) => untold(document, route)),
    ...staleNotes(book, routes),
  ];
}

async function invalidParts(document: ApiDocument): Promise<string[]> {
  const validator = new Validator();
  // A copy: it writes into what it is given.
  const { valid, errors } = await validator.validate(structuredClone(document) as unknown as Record<string, unknown>);
  if (!valid) return [`not valid: ${JSON.stringify(errors)}`];
  try {
    validator.resolveRefs();
    return [];
  } catch (error) {
    return [String(error)];
  }
}

function doubled(ids: readonly string[]): string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `two operations are called ${id}`);
}

/** A name is for functions of generated clients, so it is one. */
function silent(name: string, { operationId, tags, summary, security, responses }: ApiOperation): string[] {
  const missing = [
    ...(/^[a-z][A-Za-z0-9]*$/.test(operationId ?? '') ? [] : ['operationId']),
    ...(tags?.length === 1 ? [] : ['tag: give it a line in its group of the api-book']),
    ...((summary ?? '').length > 3 ? [] : ['summary']),
    ...(security === undefined ? ['security'] : []),
    ...(Object.keys(responses).some((status) => /^[1-3]/.test(status)) ? [] : ['answer']),
    ...('default' in responses ? [] : ['errors']),
  ];
  return missing.map((part) => `${name} has no ${part}`);
}

function untold(document: ApiDocument, { method, url, permission, schema }: RouteInfo): string[] {
  const name = `${method} ${url}`;
  const operation = document.paths[url.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
  if (operation === undefined) return [`${name} is not described`];
  const told = new Set((operation.parameters ?? []).flatMap((one) => ('name' in one ? [one.name] : [])));
  const unnamed = [...url.matchAll(/:(\w+)/g)].filter(([, parameter]) => !told.has(parameter ?? ''));
  return [
    ...(operation['x-permission'] === permission ? [] : [`${name} says another permission`]),
    ...(schema?.body === undefined || operation.requestBody !== undefined ? [] : [`${name} has no body schema`]),
    ...unnamed.map(([parameter]) => `${name} does not describe ${parameter}`),
  ];
}

function staleNotes({ groups }: ApiBook, routes: readonly RouteInfo[]): string[] {
  const known = new Set(routes.map(({ method, url }) => `${method} ${url}`));
  return groups
    .flatMap(({ operations }) => Object.keys(operations))
    .filter((name) => !known.has(name))
    .map((name) => `the api-book tells of ${name}, which is no route`);
}
