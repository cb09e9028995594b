import { parseStrictJson } from '@wheelhouse/protocol';
import { findVectors } from '@wheelhouse/protocol/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFixture, type Fixture } from '../testing/fixture.ts';
import { openLiveClient, type LiveClient } from '../testing/live-client.ts';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture({ hub: false, deps: { live: { framesBurst: 1_000 } } });
});
afterAll(() => fixture.close());

const open = (): Promise<LiveClient> => openLiveClient(fixture, { authorization: `Bearer ${fixture.own.apiKey}` });

function isText(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function isStrict(bytes: Buffer): boolean {
  try {
    parseStrictJson(bytes);
    return true;
  } catch {
    return false;
  }
}

describe('JSONTestSuite at the live socket', () => {
  const suite = findVectors('json-parsing.json');
  const files = Object.entries((suite.data ?? {}) as Record<string, string>).map(
    ([name, encoded]) => [name, Buffer.from(encoded, 'base64')] as const,
  );

  test('ENV-10: every file that is text is answered with INVALID on one socket, which goes on', async (context) => {
    if (suite.data === null) return context.skip(suite.why);
    const texts = files.filter(([, bytes]) => isText(bytes));
    expect(texts.length).toBeGreaterThan(280);
    const client = await open();
    for (const [, bytes] of texts) client.socket.send(bytes, { binary: false });
    client.send({ t: 'ping', id: 'alive' });
    await client.first('pong', { id: 'alive' });
    const answers = client.all('error');
    expect(answers.map(({ code }) => code)).toEqual(texts.map(() => 'INVALID'));
    // What our parser takes is refused for being no frame, everything else for being no JSON.
    const reasons = texts.map(([name], index) => [name, answers[index]?.message.startsWith('JSON:') !== true]);
    expect(reasons).toEqual(texts.map(([name, bytes]) => [name, isStrict(bytes)]));
    expect(texts.filter(([name, bytes]) => name.startsWith('n_') && isStrict(bytes))).toEqual([]);
    client.socket.terminate();
  });

  test('ENV-10: bytes that are no text end their own socket with 1007, and no other', async (context) => {
    if (suite.data === null) return context.skip(suite.why);
    const broken = files.filter(([, bytes]) => !isText(bytes));
    expect(broken.length).toBeGreaterThan(10);
    const other = await open();
    for (const [name, bytes] of broken) {
      const client = await open();
      client.socket.send(bytes, { binary: false });
      expect((await client.closed).code, name).toBe(1007);
    }
    other.send({ t: 'ping' });
    await other.first('pong');
    other.socket.terminate();
  });
});
