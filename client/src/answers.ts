import { ApiError } from './api-error.ts';
import type { components } from './generated/spoke-api.ts';

/** What a call of the client resolves to, where the operation answers JSON. */
export interface ApiAnswer<T> {
  readonly data?: { readonly data: T; readonly meta: components['schemas']['ResponseMeta'] };
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * What was asked for, without its envelope.
 * @throws ApiError where the server refused or failed
 */
export async function take<T>(call: Promise<ApiAnswer<T>>): Promise<T> {
  return (await successOf(call)).data;
}

export interface ListPage<T> {
  readonly rows: readonly T[];
  /** Asks for the page after this one; null where it is the last. */
  readonly nextCursor: string | null;
}

/**
 * One page of a list.
 * @throws ApiError where the server refused or failed
 */
export async function takePage<T>(call: Promise<ApiAnswer<readonly T[]>>): Promise<ListPage<T>> {
  const { data, meta } = await successOf(call);
  return { rows: data, nextCursor: meta.page?.nextCursor ?? null };
}

/**
 * Every row of a list, page after page: `call` asks for a page by what its query has to have.
 * @throws ApiError
 */
export async function* each<T>(
  call: (query: { cursor?: string }) => Promise<ApiAnswer<readonly T[]>>,
): AsyncGenerator<T, void, undefined> {
  let cursor: string | undefined;
  do {
    const { data, meta } = await successOf(call(cursor === undefined ? {} : { cursor }));
    yield* data;
    cursor = meta.page?.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

async function successOf<T>(call: Promise<ApiAnswer<T>>): Promise<NonNullable<ApiAnswer<T>['data']>> {
  const { data, error, response } = await call;
  if (data === undefined) throw new ApiError(response, error);
  return data;
}
