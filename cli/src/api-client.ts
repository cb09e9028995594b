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

export interface ApiClient {
  readonly endpoint: Endpoint;
  /** Path below `/api/v1`; resolves to `data` of the answer. */
  get<T>(path: string, query?: Readonly<Record<string, string | number | undefined>>): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  patch<T>(path: string, body: unknown): Promise<T>;
  delete<T>(path: string): Promise<T>;
  /** The raw response, for bytes and streams; errors are thrown as for the others. */
  raw(path: string, init?: RequestInit): Promise<Response>;
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

/** A client of a hub's or spoke's API. Network faults become `UNAVAILABLE` with what was tried. */
export function createApiClient(endpoint: Endpoint): ApiClient {
  const raw = async (path: string, init: RequestInit = {}): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(`${endpoint.url}/api/v1${path}`, {
        signal: AbortSignal.timeout(requestTimeoutMs),
        ...init,
        headers: {
          authorization: `Bearer ${endpoint.apiKey}`,
          ...(init.headers as Record<string, string> | undefined),
        },
      });
    } catch (cause) {
      throw new WheelhouseError('UNAVAILABLE', `no answer from ${endpoint.url}`, { cause });
    }
    if (!response.ok) throw await failureOf(response);
    return response;
  };
  const send = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await raw(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const answer = (await response.json()) as { data: T };
    return answer.data;
  };
  return {
    endpoint,
    raw,
    get: (path, query = {}) => {
      const present = Object.entries(query).filter(([, value]) => value !== undefined);
      const search = new URLSearchParams(present.map(([key, value]): [string, string] => [key, String(value)]));
      return send('GET', search.size === 0 ? path : `${path}?${search.toString()}`);
    },
    post: (path, body) => send('POST', path, body),
    patch: (path, body) => send('PATCH', path, body),
    delete: (path) => send('DELETE', path),
  };
}
