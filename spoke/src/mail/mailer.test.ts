import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBrowser } from '../testing/browser.ts';
import { openFixture, type Fixture } from '../testing/fixture.ts';
import { until } from '../testing/until.ts';

let server: SMTPServer;
let fixture: Fixture;
let refuse: number | null;
let clock = Date.now();
const received: string[] = [];

beforeEach(async () => {
  received.length = 0;
  refuse = null;
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (refuse !== null) return done(Object.assign(new Error('not now'), { responseCode: refuse }));
        received.push(Buffer.concat(chunks).toString());
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  fixture = await openFixture({
    hub: false,
    config: { smtpUrl: `smtp://127.0.0.1:${port}`, publicUrl: 'https://north.example' },
    deps: { now: () => clock },
  });
});
afterEach(async () => {
  await fixture.close();
  await new Promise<void>((resolve) => server.close(resolve));
});

async function signUpAs(email: string): Promise<number> {
  const browser = openBrowser(() => fixture.spoke.url);
  const wish = { email, name: 'n', password: 'long enough for all' };
  return (await browser('POST', '/api/v1/auth/sign-up', wish, { origin: 'https://north.example' })).status;
}

const rows = () => fixture.spoke.db.withInstance('mail', (tx) => tx.mailMessage.findMany());

test('a mail goes out over SMTP after its commit, and the log says so', async () => {
  expect(await signUpAs('smtp@example.test')).toBe(202);
  await until('the mail arrives', () => received.length === 1);
  expect(received[0]).toContain('To: smtp@example.test');
  expect(received[0]).toMatch(/Subject: \d{6} confirms your address/);
  await until('the log says sent', async () => (await rows())[0]?.state === 'sent');
});

test('a server that does not take it now is asked again later, one that refuses for good is not', async () => {
  refuse = 451;
  await signUpAs('later@example.test');
  await until('one try was made', async () => typeof (await rows())[0]?.lastError === 'string');
  expect((await rows())[0]).toMatchObject({ state: 'queued', attempts: 1, lastError: 'EMESSAGE 451' });
  refuse = null;
  clock += 11_000;
  await until('it arrives after all', () => received.length === 1);
  refuse = 554;
  await signUpAs('never@example.test');
  await until('it is given up', async () => (await rows()).some(({ state }) => state === 'failed'));
  expect(JSON.stringify((await rows()).map(({ lastError }) => lastError))).not.toContain('@');
});
