import { openSpokeDb } from '@wheelhouse/prisma/spoke';
import { ErrorBody, type Code } from '@wheelhouse/protocol';
import { createSignInLink } from '@wheelhouse/spoke';
import { ApiError } from '../api-client.ts';
import type { RunningSpoke } from './stack.ts';

const requestTimeoutMs = 30_000;

/** Somebody at a spoke as a browser is: known by the cookie of their session, on the spoke's own page. */
export class Person {
  readonly #url: string;
  #cookie = '';
  /** The workspace that is meant; the session's own where absent. */
  workspaceId: string | undefined;

  constructor(spoke: RunningSpoke) {
    this.#url = spoke.process.url;
  }

  /** Signs in a person by a one-time link, which whoever runs the database can make. */
  static async byLink(spoke: RunningSpoke, userId: string): Promise<Person> {
    const db = await openSpokeDb({ databaseUrl: spoke.endpoint.databaseUrl, maxConnections: 1 });
    try {
      const link = await createSignInLink(db, { userId, publicUrl: spoke.process.url, now: Date.now() });
      const person = new Person(spoke);
      await person.post('/auth/link', { token: link.slice(link.indexOf('#') + 1) });
      return person;
    } finally {
      await db.close();
    }
  }

  get<T>(path: string): Promise<T> {
    return this.#send('GET', path);
  }

  post<T>(path: string, body?: unknown): Promise<T> {
    return this.#send('POST', path, body);
  }

  delete<T>(path: string): Promise<T> {
    return this.#send('DELETE', path);
  }

  async #send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.#url}/api/v1${path}`, {
      method,
      signal: AbortSignal.timeout(requestTimeoutMs),
      headers: {
        origin: this.#url,
        ...(this.#cookie === '' ? {} : { cookie: this.#cookie }),
        ...(this.workspaceId === undefined ? {} : { 'x-workspace-id': this.workspaceId }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) this.#cookie = set.split(';')[0] ?? '';
    const answer: unknown = await response.json();
    if (response.ok) return (answer as { data: T }).data;
    const { error, meta } = ErrorBody.parse(answer);
    throw new ApiError(error.code, error.message, { status: response.status, requestId: meta.requestId });
  }
}

/** What something was refused with; null where it was done. */
export async function refusalOf(work: Promise<unknown>): Promise<Code | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
}
