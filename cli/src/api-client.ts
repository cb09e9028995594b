import { codes, ErrorBody, WheelhouseError, type Code } from '@wheelhouse/protocol';

export interface Endpoint {
  readonly url: string;
  readonly apiKey: string;
}

/** A refusal or fault that an API answered, with the request id to quote. */
export class ApiError extends WheelhouseError {
  readonly status: number;
  readonly requestId: string | undefined;

  constructor(
    code: Code,
    message: string,
    answer: { status: number; requestId?: string; details?: Record<string, unknown> },
  ) {
    super(code, message, answer.details === undefined ? {} : { details: answer.details });
    this.name = 'ApiError';
    this.status = answer.status;
    this.requestId = answer.requestId;
  }

  get remedy(): string {
    return codes[this.code].remedy;
  }
}

/** One page of a list, and what asks for the next. */
export interface ListedPage<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

type Query = Readonly<Record<string, string | number | undefined>>;

export interface ApiClient {
  /** Path below `/api/v1`; resolves to `data` of the answer. */
  get<T>(path: string, query?: Query): Promise<T>;
  page<T>(path: string, query?: Query): Promise<ListedPage<T>>;
  post<T>(path: string, body?: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  patch<T>(path: string, body: unknown): Promise<T>;
  delete<T>(path: string): Promise<T>;
  /** The raw response, for bytes and streams; errors are thrown as for the others. */
  raw(path: string, init?: RequestInit): Promise<Response>;
}

/** How a client shows who it is. */
export interface ClientCredential {
  readonly url: string;
  headers(): Record<string, string>;
  /** Sees every answer, also refusals. */
  seen?(response: Response): void;
}

interface Answer<T> {
  readonly data: T;
  readonly meta: { readonly page?: { readonly nextCursor: string | null } };
}

const requestTimeoutMs = 30_000;

async function failureOf(response: Response): Promise<ApiError> {
  const text = await response.text();
  try {
    const { error, meta } = ErrorBody.parse(JSON.parse(text));
    return new ApiError(error.code, error.message, {
      status: response.status,
      requestId: meta.requestId,
      ...(error.details === undefined ? {} : { details: error.details }),
    });
  } catch {
    return new ApiError(response.status >= 500 ? 'UNAVAILABLE' : 'INVALID', `unexpected answer ${response.status}`, {
      status: response.status,
    });
  }
}

function withQuery(path: string, query: Query = {}): string {
  const present = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(present.map(([key, value]): [string, string] => [key, String(value)]));
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}

/** A client of a hub's or spoke's API. Network faults become `UNAVAILABLE` with what was tried. */
export function createApiClient({ url, apiKey }: Endpoint): ApiClient {
  return openClient({ url, headers: () => ({ authorization: `Bearer ${apiKey}` }) });
}

/** {@link createApiClient} for any credential. */
export function openClient(credential: ClientCredential): ApiClient {
  const raw = async (path: string, init: RequestInit = {}): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(`${credential.url}/api/v1${path}`, {
        signal: AbortSignal.timeout(requestTimeoutMs),
        ...init,
        headers: { ...credential.headers(), ...(init.headers as Record<string, string> | undefined) },
      });
    } catch (cause) {
      throw new WheelhouseError('UNAVAILABLE', `no answer from ${credential.url}`, { cause });
    }
    credential.seen?.(response);
    if (!response.ok) throw await failureOf(response);
    return response;
  };
  const send = async <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> => {
    const response = await raw(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return (await response.json()) as Answer<T>;
  };
  const dataOf = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
    (await send<T>(method, path, body)).data;
  return {
    raw,
    get: (path, query) => dataOf('GET', withQuery(path, query)),
    async page<T>(path: string, query?: Query) {
      const { data, meta } = await send<T[]>('GET', withQuery(path, query));
      return { items: data, nextCursor: meta.page?.nextCursor ?? null };
    },
    post: (path, body) => dataOf('POST', path, body),
    put: (path, body) => dataOf('PUT', path, body),
    patch: (path, body) => dataOf('PATCH', path, body),
    delete: (path) => dataOf('DELETE', path),
  };
}

const pageSize = 200;

/** Every item of a list, page by page. */
export async function listAll<T>(api: ApiClient, path: string, query: Query = {}): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page: ListedPage<T> = await api.page<T>(path, { ...query, limit: pageSize, cursor });
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}
