import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, dropTestDatabase } from '@wheelhouse/prisma/testing';
import { createLogger } from '@wheelhouse/server';
import { startSpoke, type Spoke, type SpokeConfig } from '@wheelhouse/spoke';

export interface Answer {
  readonly status: number;
  readonly data: unknown;
  readonly code: string | undefined;
  readonly text: string;
  readonly headers: Headers;
}

/** Somebody at a browser: nothing but HTTP, with the cookie that signing in gave. */
export class Visitor {
  readonly #url: string;
  #cookie = '';
  /** Sent as `X-Workspace-Id`; the session's own workspace where absent. */
  workspaceId: string | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.#url}/api/v1${path}`, {
      method,
      headers: {
        origin: this.#url,
        ...(this.#cookie === '' ? {} : { cookie: this.#cookie }),
        ...(this.workspaceId === undefined ? {} : { 'x-workspace-id': this.workspaceId }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      this.#cookie = pair.endsWith('=') ? '' : pair;
    }
    const text = await response.text();
    const parsed = text.startsWith('{') ? (JSON.parse(text) as { data?: unknown; error?: { code: string } }) : {};
    return { status: response.status, data: parsed.data, code: parsed.error?.code, text, headers: response.headers };
  }

  /** The data of an answer that has to be good. */
  async get<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.call(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.data as T;
  }
}

export interface Instance {
  readonly spoke: Spoke;
  /** Where it keeps its files. */
  readonly dir: string;
  visit(): Visitor;
  close(): Promise<void>;
}

/** A spoke as somebody installs it: a database, an orchestrator of its own, and nobody in it yet. */
export async function openInstance(own: Partial<SpokeConfig> = {}): Promise<Instance> {
  const database = await createTestDatabase('spoke');
  const dir = await mkdtemp(join(tmpdir(), 'wh-tenancy-'));
  const spoke = await startSpoke(
    {
      name: 'lifecycle',
      host: '127.0.0.1',
      port: 0,
      databaseUrl: database.databaseUrl,
      databaseOwnerUrl: database.databaseOwnerUrl,
      instanceDir: dir,
      orchestrator: 'embedded',
      concurrency: 2,
      containment: 'auto',
      allowOpenFilesystem: true,
      ...own,
    },
    {
      logger: createLogger({ name: 'lifecycle', level: 'silent' }),
      // One machine plays everybody, faster than people are.
      tiers: { free: { perMinute: 100_000, perDay: 1_000_000 } },
    },
  );
  return {
    spoke,
    dir,
    visit: () => new Visitor(spoke.url),
    async close() {
      await spoke.close();
      await dropTestDatabase(database);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

interface OutboxMail {
  readonly kind: string;
  readonly to: string;
  readonly text: string;
  readonly createdAt: number;
}

/** The text of the newest mail to an address, from the development outbox that whoever runs the instance may read. */
export async function newestMail(admin: Visitor, to: string, kind: string): Promise<string> {
  const mails = await admin.get<OutboxMail[]>('GET', '/dev/outbox');
  const found = mails.filter((mail) => mail.to === to && mail.kind === kind);
  const newest = found.toSorted((a, b) => b.createdAt - a.createdAt)[0];
  if (newest === undefined) throw new Error(`no ${kind} went to ${to}`);
  return newest.text;
}

/** The token of a link in a mail, or in what the instance prints. */
export function tokenIn(text: string): string {
  const token = /#([\w.~-]+)/.exec(text)?.[1];
  if (token === undefined) throw new Error('there is no link with a token');
  return token;
}

/** The six digits of a mail. */
export function codeIn(text: string): string {
  const code = /\b(\d{6})\b/.exec(text)?.[1];
  if (code === undefined) throw new Error('there is no code');
  return code;
}

export const password = 'correct horse battery staple';

/** Signs somebody up, with the code that their mail has. */
export async function signUp(instance: Instance, admin: Visitor, email: string): Promise<Visitor> {
  const visitor = instance.visit();
  const name = email.split('@')[0] ?? email;
  const { id } = await visitor.get<{ id: string }>('POST', '/auth/sign-up', { email, name, password });
  const code = codeIn(await newestMail(admin, email, 'sign-up-code'));
  await visitor.get('POST', '/auth/verify-email', { id, code });
  return visitor;
}

/** Waits for a condition; fails naming it. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`gave up waiting: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
