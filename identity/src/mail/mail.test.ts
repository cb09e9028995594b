import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decideDelivery } from './decide-delivery.ts';
import type { AddressedMail } from './mail.ts';
import { renderMail } from './render-mail.ts';
import { openSmtpTransport } from './smtp-transport.ts';

const frame = { instance: 'north', publicUrl: 'https://north.example/' };
const to = 'ada@example.test';
const everyMail: AddressedMail[] = [
  { to, kind: 'sign-up-code', data: { name: 'Ada', code: '012345' } },
  { to, kind: 'sign-up-known', data: {} },
  { to, kind: 'sign-in-code', data: { code: '012345' } },
  { to, kind: 'reset-password', data: { token: 'tok' } },
  { to, kind: 'password-changed', data: {} },
  { to, kind: 'second-factor-changed', data: { change: 'added' } },
  { to, kind: 'second-factor-changed', data: { change: 'removed' } },
  { to, kind: 'invitation', data: { organization: 'Acme', role: 'viewer', invitedBy: 'Bo', token: 'tok' } },
];

test.each(everyMail)('$kind says the same in text and in HTML', (mail) => {
  const { subject, text, html } = renderMail(mail, frame);
  expect(subject).not.toBe('');
  for (const part of ['code' in mail.data ? mail.data.code : '', 'token' in mail.data ? `#${mail.data.token}` : '']) {
    expect(text).toContain(part);
    expect(html).toContain(part);
  }
  expect(text).not.toContain('undefined');
  expect(html).not.toContain('undefined');
});

test('links lead to the public address, with the token where servers do not log it', () => {
  const { text } = renderMail({ to, kind: 'reset-password', data: { token: 'tok' } }, frame);
  expect(text).toContain('https://north.example/reset-password#tok');
});

test('what people call themselves is neither markup nor a header', () => {
  const name = '<img src=x onerror=alert(1)>"\r\nBcc: all@example.test';
  const data = { organization: name, workspace: name, role: name, invitedBy: name, token: 'tok' };
  const { subject, html } = renderMail({ to, kind: 'invitation', data }, frame);
  expect(subject).not.toMatch(/[\r\n]/);
  expect(html).not.toContain('<img');
});

test.each([
  [1, { code: 'ECONNREFUSED' }, { state: 'queued', waitMs: 10_000 }],
  [2, { responseCode: 451 }, { state: 'queued', waitMs: 60_000 }],
  [1, { responseCode: 550 }, { state: 'failed' }],
  [6, { responseCode: 451 }, { state: 'failed' }],
])('after attempt %i and %o: %o', (attempts, failure, expected) => {
  expect(decideDelivery(attempts, failure)).toEqual(expected);
});

let server: SMTPServer;
let url: string;
const received: { from: string; to: string[]; raw: string }[] = [];
beforeEach(async () => {
  received.length = 0;
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (address, _session, done) => {
      done(address.address.startsWith('no-such') ? Object.assign(new Error('unknown'), { responseCode: 550 }) : null);
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise<void>((resolve) => server.close(resolve)));

test('a mail arrives at a real server as it was written', async () => {
  const transport = openSmtpTransport({ url, from: 'Wheelhouse <no-reply@north.example>' });
  try {
    const mail = renderMail({ to, kind: 'sign-in-code', data: { code: '012345' } }, frame);
    await transport.send(mail, '<one@north.example>');
    expect(received).toMatchObject([{ from: 'no-reply@north.example', to: [to] }]);
    const raw = received[0]?.raw ?? '';
    expect(raw).toContain('Message-ID: <one@north.example>');
    expect(raw).toContain('multipart/alternative');
    expect(raw).toContain('012345');
  } finally {
    transport.close();
  }
});

test('an address is never a list, and a refusal carries its code', async () => {
  const transport = openSmtpTransport({ url, from: 'no-reply@north.example' });
  const mail = renderMail({ to, kind: 'password-changed', data: {} }, frame);
  try {
    await transport.send({ ...mail, to: '"a@example.test, b@example.test" <c@example.test>' }, '<x@n>').catch(() => {});
    expect(received.flatMap((one) => one.to)).not.toContain('b@example.test');
    const refusal = await transport
      .send({ ...mail, to: 'no-such@example.test' }, '<y@n>')
      .catch((error: unknown) => error);
    expect(decideDelivery(1, refusal)).toEqual({ state: 'failed' });
  } finally {
    transport.close();
  }
});
