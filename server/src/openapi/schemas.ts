import type { ApiDocument, JsonSchema } from './document.ts';

const prefix = '#/components/schemas/';

type Visit = (node: Record<string, unknown>) => Record<string, unknown>;

/** A copy, each object of it as `visit` makes it, inner ones first. */
function mapObjects<T>(value: T, visit: Visit): T {
  if (Array.isArray(value)) return value.map((item: unknown) => mapObjects(item, visit)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapObjects(inner, visit)]));
  return visit(copy) as T;
}

/**
 * A schema as readers need it: any JSON value is `{}` instead of a recursive definition that only its own schema could
 * be asked for, and an integer has no bounds that every safe integer keeps.
 */
export function plainSchema<T>(schema: T): T {
  return mapObjects(schema, (node) => {
    if (typeof node['$ref'] === 'string' && node['$ref'].includes('/$defs/')) return {};
    const { $defs: _definitions, __shared: _shared, ...rest } = node;
    if (rest['maximum'] === Number.MAX_SAFE_INTEGER) delete rest['maximum'];
    if (rest['minimum'] === Number.MIN_SAFE_INTEGER) delete rest['minimum'];
    return rest;
  });
}

/** What is answered may get more fields: a client that refuses them would break. */
export function openSchema<T>(schema: T): T {
  return mapObjects(schema, (node) => {
    if (node['additionalProperties'] !== false) return node;
    const { additionalProperties: _closed, ...rest } = node;
    return rest;
  });
}

/**
 * Keeps the named schemas that are used. The variant for requests (`XInput`) takes the plain name where it is the only
 * one, or the same as the other.
 */
export function tidySchemas(document: ApiDocument, names: readonly string[]): ApiDocument {
  const used = usedSchemas(document);
  const { schemas } = document.components;
  const both = names.filter((name) => used.has(name) && used.has(`${name}Input`));
  const same = sameBothWays(both, schemas);
  const renamed = new Map<string, string>();
  for (const name of names) {
    if (used.has(`${name}Input`) && (!used.has(name) || same.has(name))) renamed.set(`${name}Input`, name);
  }
  const kept: Record<string, JsonSchema> = {};
  for (const name of [...used].sort()) kept[renamed.get(name) ?? name] = schemas[name] ?? {};
  const inOrder = Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)));
  const tidy = { ...document, components: { ...document.components, schemas: inOrder } };
  return mapObjects(tidy, (node) => {
    const target = referenced(node);
    const name = target === null ? undefined : renamed.get(target);
    return name === undefined ? node : { ...node, $ref: prefix + name };
  });
}

/** Those of `names` that say the same to requests as to answers, and so does everything they refer to. */
function sameBothWays(names: readonly string[], schemas: Record<string, JsonSchema>): Set<string> {
  const plain = (value: unknown): string =>
    JSON.stringify(value).replaceAll(/("#\/components\/schemas\/\w+?)Input"/g, '$1"');
  const same = new Set(names.filter((name) => plain(schemas[`${name}Input`]) === plain(schemas[name])));
  const inner = new Map([...same].map((name) => [name, referencesIn(schemas[name])]));
  for (let before = -1; before !== same.size;) {
    before = same.size;
    for (const name of same) {
      if (inner.get(name)?.some((other) => names.includes(other) && !same.has(other)) === true) same.delete(name);
    }
  }
  return same;
}

function referencesIn(schema: unknown): string[] {
  const found: string[] = [];
  mapObjects(schema, (node) => {
    const name = referenced(node);
    if (name !== null) found.push(name);
    return node;
  });
  return found;
}

function referenced(node: Record<string, unknown>): string | null {
  const { $ref: target } = node;
  return typeof target === 'string' && target.startsWith(prefix) ? target.slice(prefix.length) : null;
}

/** Names of the schemas that operations and shared answers lead to. */
function usedSchemas({ paths, components }: ApiDocument): Set<string> {
  const { schemas, ...others } = components;
  const used = new Set<string>();
  const collect = (from: unknown): void => {
    for (const name of referencesIn(from)) {
      if (used.has(name)) continue;
      used.add(name);
      collect(schemas[name]);
    }
  };
  collect(paths);
  collect(others);
  return used;
}
