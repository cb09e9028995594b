import type { z } from 'zod';

/** What the code of a route does not say about it. */
export interface OperationNote {
  /** Never changes: clients are generated with these names. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** Answers that are no JSON envelope, by status; of a redirect only what it says. */
  readonly answers?: Readonly<Record<number, { readonly text: string; readonly types?: readonly string[] }>>;
  /** Its answer has an ETag, although nothing at this path is changed by one. */
  readonly tagged?: true;
}

/** The words around an API: everything else in its description is derived from its routes. */
export interface ApiBook {
  /** Markdown. */
  readonly description: string;
  /** Groups of operations in their order, each by `METHOD /path/:name`. */
  readonly groups: readonly ApiGroup[];
  /** Schemas that get a name of their own in the description; a request's variant may get `Input` after it. */
  readonly schemas: Readonly<Record<string, unknown>>;
  /** What a session's cookie is called. */
  readonly sessionCookie: string;
  /** Sessions may act in several workspaces, and `X-Workspace-Id` says in which. */
  readonly hasWorkspaces: boolean;
}

export interface ApiGroup {
  readonly tag: string;
  readonly description: string;
  readonly operations: Readonly<Record<string, OperationNote>>;
}

/** Zod's schemas among the exports of a module, without those of queries and paths, whose fields are parameters. */
export function namedSchemas(book: ApiBook['schemas']): (readonly [string, z.ZodType])[] {
  return Object.entries(book).filter((entry): entry is [string, z.ZodType] => {
    const [name, value] = entry;
    return typeof value === 'object' && value !== null && '_zod' in value && !/(Query|Path|Params)$/.test(name);
  });
}

/** A name for an operation that the book does not know: stable, and unique as its method and path are. */
export function derivedId(method: string, url: string): string {
  const words = url
    .replace(/^\/api\/v\d+/, '')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  return [method.toLowerCase(), ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('');
}
