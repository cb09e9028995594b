import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, dropTestDatabase, type TestDatabase } from '@wheelhouse/prisma/testing';
import { formatJoinToken, isJoinProof, joinProofKey, openJoinRequest } from '@wheelhouse/protocol';
import { createIdentity, loadOrCreateIdentity, type Identity } from '@wheelhouse/protocol/keyfile';
import { createLogger } from '@wheelhouse/server';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SpokeConfig } from './config.ts';
import { findHubPin } from './identity/hub-pin.ts';
import { joinHub } from './link/join.ts';
import { startSpoke } from './spoke.ts';

const logger = createLogger({ name: 'spoke-test', level: 'silent' });
let database: TestDatabase;
let dir: string;

beforeAll(async () => {
  database = await createTestDatabase('spoke');
});
afterAll(async () => dropTestDatabase(database));
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'wh-spoke-'));
});
afterEach(async () => rm(dir, { recursive: true, force: true }));

function configWith(more: Partial<SpokeConfig> = {}): SpokeConfig {
  return {
    name: 'north',
    host: '127.0.0.1',
    port: 0,
    databaseUrl: database.databaseUrl,
    instanceDir: dir,
    orchestrator: 'none',
    concurrency: 1,
    containment: 'auto',
    allowOpenFilesystem: true,
    ...more,
  };
}

test('TEN-02: a spoke refuses a database role that sees past the policies, and says which', async () => {
  await expect(startSpoke(configWith({ databaseUrl: database.adminUrl }), { logger })).rejects.toThrow(/superuser/i);
  await expect(startSpoke(configWith({ databaseUrl: database.databaseOwnerUrl }), { logger })).rejects.toThrow(/own/i);
});

test('SIG-08: a spoke does not start with a key file whose public half was swapped', async () => {
  const path = join(dir, 'identity.json');
  await loadOrCreateIdentity(path, { name: 'north', now: Date.now() });
  const file = JSON.parse(await readFile(path, 'utf8')) as { keys: Record<string, { publicKey: string }> };
  const { command, link } = file.keys;
  if (command === undefined || link === undefined) throw new Error('no keys');
  command.publicKey = link.publicKey;
  await writeFile(path, JSON.stringify(file));
  await expect(startSpoke(configWith(), { logger })).rejects.toThrow(/command key/);
});

test('a spoke keeps its identity over restarts and needs no hub', async () => {
  const first = await startSpoke(configWith(), { logger });
  expect((await first.link()).state).toBe('not_joined');
  await first.close();
  const second = await startSpoke(configWith(), { logger });
  expect(second.instanceId).toBe(first.instanceId);
  expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
  await second.close();
});

/** Answers `POST /api/v1/join` in the name of `shown`, and checks the request as a hub would. */
async function joinServer(
  shown: Identity,
  secret: string,
): Promise<{ url: string; proved: boolean[]; server: Server }> {
  const proved: boolean[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const opened = openJoinRequest((JSON.parse(text) as { envelope: string }).envelope);
      proved.push(isJoinProof(opened.request.proof, joinProofKey(secret), shown.fingerprint, opened.request.keyset));
      expect(text).not.toContain(secret);
      const { port } = server.address() as AddressInfo;
      const hub = { id: shown.instanceId, name: 'hub', fingerprint: shown.fingerprint, keyset: shown.keyset };
      const data = {
        instance: opened.request.instance,
        state: 'pending',
        shortCode: 'x',
        hub: { ...hub, linkUrl: `ws://127.0.0.1:${port}/link/v1`, version: '0' },
      };
      const meta = { requestId: 'r', timestamp: new Date().toISOString() };
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data, meta }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, proved, server };
}

test('joining proves the token without sending it and pins the hub that the token names', async () => {
  const hub = createIdentity({ name: 'hub', now: Date.now() });
  const identity = createIdentity({ name: 'north', now: Date.now() });
  const secret = Buffer.alloc(32, 7).toString('base64url');
  const { url, proved, server } = await joinServer(hub, secret);
  try {
    const token = formatJoinToken({ hub: url, fingerprint: hub.fingerprint, id: 'token-1', secret });
    const joined = await joinHub({ token, identity, instanceDir: dir, now: Date.now() });
    expect(proved).toEqual([true]);
    expect(joined.shortCode).toBe(hub.shortCodeWith(identity.fingerprint));
    expect(await findHubPin(dir)).toMatchObject({ hubId: hub.instanceId, fingerprint: hub.fingerprint, url });
    expect((await stat(join(dir, 'hub.json'))).mode & 0o777).toBe(0o600);
  } finally {
    server.close();
  }
});

test('somebody else at the hub’s address is not pinned', async () => {
  const hub = createIdentity({ name: 'hub', now: Date.now() });
  const identity = createIdentity({ name: 'north', now: Date.now() });
  const secret = Buffer.alloc(32, 7).toString('base64url');
  const { url, server } = await joinServer(createIdentity({ name: 'impostor', now: Date.now() }), secret);
  try {
    const token = formatJoinToken({ hub: url, fingerprint: hub.fingerprint, id: 'token-1', secret });
    const joining = joinHub({ token, identity, instanceDir: dir, now: Date.now() });
    await expect(joining).rejects.toMatchObject({ code: 'KEY_UNKNOWN' });
    expect(await findHubPin(dir)).toBeNull();
  } finally {
    server.close();
  }
});
