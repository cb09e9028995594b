import { join } from 'node:path';
import { createSealer, loadOrCreateKeyRing, type AddressedMail } from '@wheelhouse/identity';
import type { spokeApi } from '@wheelhouse/protocol';
import { openMail } from '../mail/queue-mail.ts';
import { callerFor, type Answer, type Fixture } from './fixture.ts';

/** A person at a browser: keeps the session's cookie, and sends the Origin as a page of the spoke does. */
export interface Browser {
  (method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The session's cookie as it would be sent; empty where there is none. */
  cookie: string;
}

export function openBrowser(url: () => string): Browser {
  const call = callerFor(url, null);
  const browser: Browser = Object.assign(
    async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
      const own: Record<string, string> = { origin: url() };
      if (browser.cookie !== '') own['cookie'] = browser.cookie;
      const answer = await call(method, path, body, { ...own, ...headers });
      for (const line of answer.headers.getSetCookie()) {
        const [pair = ''] = line.split(';');
        browser.cookie = pair.endsWith('=') ? '' : pair;
      }
      return answer;
    },
    { cookie: '' },
  );
  return browser;
}

/** Every mail to an address, oldest first, in clear: with the spoke's own key, as the outbox shows them. */
export async function mailsTo(fixture: Fixture, email: string): Promise<AddressedMail[]> {
  const sealer = createSealer(await loadOrCreateKeyRing(join(fixture.dir, 'secrets.key'), Date.now()));
  const rows = await fixture.spoke.db.withInstance('mail', (tx) =>
    tx.mailMessage.findMany({ where: { state: { not: 'dropped' } }, orderBy: { createdAt: 'asc' } }),
  );
  return rows.map((row) => openMail(sealer, row)).filter((mail) => mail.to === email);
}

/** The code in the newest mail to an address. */
export async function codeSentTo(fixture: Fixture, email: string): Promise<string> {
  const mail = (await mailsTo(fixture, email)).at(-1);
  const code = (mail?.data as { code?: string } | undefined)?.code;
  if (code === undefined) throw new Error(`no code went to ${email}`);
  return code;
}

export const testPassword = 'correct horse battery';

export interface SignedUp {
  readonly browser: Browser;
  readonly user: spokeApi.PersonView;
}

/** A new person with a personal organization and workspace, signed in. */
export async function signUp(fixture: Fixture, email: string, password = testPassword): Promise<SignedUp> {
  const browser = openBrowser(() => fixture.spoke.url);
  const [name = ''] = email.split('@');
  const sent = await browser('POST', '/api/v1/auth/sign-up', { email, name, password });
  if (sent.status !== 202) throw new Error(`signing up failed: ${sent.text}`);
  const code = await codeSentTo(fixture, email);
  const done = await browser('POST', '/api/v1/auth/verify-email', { id: sent.data['id'], code });
  if (done.status !== 200) throw new Error(`verifying failed: ${done.text}`);
  return { browser, user: done.data['user'] as spokeApi.PersonView };
}
