import type { components } from './generated/spoke-api.ts';

type ErrorBody = components['schemas']['ErrorBody'];

/** A registered code: what is decided by. Texts may change, codes do not. */
export type ApiCode = ErrorBody['error']['code'];

/** A refusal or fault that the server answered with. */
export class ApiError extends Error {
  /** Null where something between answered in the server's place. */
  readonly code: ApiCode | null;
  readonly status: number;
  /** What is wrong, where that helps: `issues` of fields that are not valid. */
  readonly details: Readonly<Record<string, unknown>>;
  /** For whoever runs the server: it is in its logs. */
  readonly requestId: string | null;
  /** How long to wait, where waiting helps. */
  readonly retryAfterMs: number | null;

  constructor(response: Response, body: unknown) {
    const known = isErrorBody(body) ? body.error : null;
    super(known?.message ?? `the server answered ${response.status}`);
    this.name = 'ApiError';
    this.code = known?.code ?? null;
    this.status = response.status;
    this.details = known?.details ?? {};
    this.requestId = response.headers.get('x-request-id');
    this.retryAfterMs = retryAfterOf(response);
  }
}

/** Null where the server names no time in seconds. */
export function retryAfterOf({ headers }: Pick<Response, 'headers'>): number | null {
  const seconds = headers.get('retry-after');
  return seconds !== null && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1_000 : null;
}

function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false;
  const { error } = body;
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
}
