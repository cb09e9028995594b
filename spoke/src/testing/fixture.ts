import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  newId,
  signEnvelope,
  type CommandBody,
  type InstanceId,
  type PrincipalId,
  type WorkspaceId,
} from '@wheelhouse/protocol';
import { createIdentity, type Identity } from '@wheelhouse/protocol/keyfile';
import { createTestDatabase, dropTestDatabase, type TestDatabase } from '@wheelhouse/prisma/testing';
import { createLogger } from '@wheelhouse/server';
import type { SpokeConfig } from '../config.ts';
import { saveHubPin } from '../identity/hub-pin.ts';
import { startSpoke, type Spoke, type SpokeDeps } from '../spoke.ts';
import { bootstrapSpoke, type Bootstrapped } from '../tenant/bootstrap.ts';
import { findDoubledAuditRows } from './audit-rows.ts';
import { FakeHub } from './fake-hub.ts';
import { until } from './until.ts';

export interface Answer {
  readonly status: number;
  readonly data: Record<string, unknown>;
  readonly error: { readonly code: string; readonly message: string } | undefined;
  readonly text: string;
  readonly headers: Headers;
}

export type Caller = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** Calls a spoke's API with one key. */
export function callerFor(url: () => string, apiKey: string | null): Caller {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(url() + path, {
      method,
      headers: {
        ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    const parsed = isJson && text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
    return {
      status: response.status,
      data: (parsed['data'] ?? {}) as Record<string, unknown>,
      error: parsed['error'] as Answer['error'],
      text,
      headers: response.headers,
    };
  };
}

export interface FixtureOptions {
  /** A hub of the test's own that verifies nothing. Default true. */
  readonly hub?: boolean;
  readonly config?: Partial<SpokeConfig>;
  readonly deps?: SpokeDeps;
}

/** Tiers that no test meets. */
const noTiers = { free: { perMinute: 1_000_000, perDay: 10_000_000 } };

/** One spoke with one bootstrapped workspace, on a database of its own. */
export interface Fixture {
  readonly database: TestDatabase;
  readonly hub: FakeHub;
  readonly own: Bootstrapped;
  readonly api: Caller;
  readonly dir: string;
  spoke: Spoke;
  /** Closes the spoke and starts it again on the same data. */
  restart(deps?: SpokeDeps): Promise<void>;
  close(): Promise<void>;
}

export async function openFixture(options: FixtureOptions = {}): Promise<Fixture> {
  const database = await createTestDatabase('spoke');
  const dir = await mkdtemp(join(tmpdir(), 'wh-spoke-'));
  const state: { spoke: Spoke | null } = { spoke: null };
  const hub = await FakeHub.start(() => state.spoke?.identity.keyset ?? null);
  if (options.hub !== false) await saveHubPin(dir, hub.hubFile());
  const config: SpokeConfig = {
    name: 'north',
    host: '127.0.0.1',
    port: 0,
    databaseUrl: database.databaseUrl,
    databaseOwnerUrl: database.databaseOwnerUrl,
    instanceDir: dir,
    orchestrator: 'none',
    concurrency: 2,
    containment: 'auto',
    allowOpenFilesystem: true,
    ...options.config,
  };
  const logger = createLogger({
    name: 'spoke-test',
    level: (process.env['WH_LOG_LEVEL'] as 'info' | undefined) ?? 'silent',
  });
  const start = (deps: SpokeDeps = {}): Promise<Spoke> =>
    startSpoke(config, { logger, tiers: noTiers, ...options.deps, ...deps });
  const spoke = await start();
  state.spoke = spoke;
  const own = await bootstrapSpoke(spoke.db, {
    organization: { name: 'Acme', slug: 'acme' },
    workspace: { name: 'Main', slug: 'main' },
    owner: { name: 'Ada', email: 'ada@example.test' },
    processAgents: [{ name: 'echo', argv: ['echo', 'hello'], allowArgs: true }],
  });
  const fixture: Fixture = {
    database,
    hub,
    own,
    dir,
    spoke,
    api: callerFor(() => fixture.spoke.url, own.apiKey),
    async restart(deps) {
      await fixture.spoke.close();
      fixture.spoke = await start(deps);
      state.spoke = fixture.spoke;
    },
    async close() {
      await fixture.spoke.close();
      await hub.stop();
      const doubled = await findDoubledAuditRows(database.adminUrl);
      await dropTestDatabase(database);
      await rm(dir, { recursive: true, force: true });
      // Whatever a test did: one request, one row.
      if (doubled.length > 0) throw new Error(`requests with several audit rows: ${doubled.join('; ')}`);
    },
  };
  return fixture;
}

/** Another instance, of which only the keys exist. */
export function makePeer(name = 'south'): Identity {
  return createIdentity({ name, now: Date.now() });
}

/** Connects a peer: the hub announces it, the spoke's owner pins it. */
export async function connectPeer(fixture: Fixture, peer: Identity, state = 'active'): Promise<void> {
  await announce(fixture, [{ peer, state }]);
  const pinned = await fixture.api('POST', `/api/v1/peers/${peer.instanceId}/pin`, { fingerprint: peer.fingerprint });
  if (pinned.status !== 200) throw new Error(`pinning failed: ${pinned.text}`);
}

/** The hub's whole word about connections; resolves when the spoke has stored it. */
export async function announce(fixture: Fixture, peers: readonly { peer: Identity; state: string }[]): Promise<void> {
  await until('the link is live', () => fixture.hub.isLive);
  const offset = fixture.hub.policy(
    peers.map(({ peer, state }) => ({
      connection: newId(Date.now()),
      peer: peer.instanceId,
      name: peer.name,
      state,
      keyset: peer.keyset,
    })),
  );
  await fixture.hub.acknowledged(offset);
}

/** Grants a peer verbs in the fixture's workspace. */
export async function grantTo(fixture: Fixture, peer: Identity, grant: object = {}): Promise<string> {
  const answer = await fixture.api('POST', '/api/v1/grants', {
    grantee: peer.instanceId,
    verbs: ['agent.spawn', 'agent.status', 'agent.kill'],
    ...grant,
  });
  if (answer.status !== 201) throw new Error(`granting failed: ${answer.text}`);
  return answer.data['id'] as string;
}

export interface CommandParts {
  readonly id?: string;
  readonly aud?: string;
  readonly hub?: string;
  readonly ws?: string;
  readonly agt?: string;
  readonly iat?: number;
  readonly exp?: number;
  readonly idem?: string;
  readonly gen?: number;
  readonly body: CommandBody;
}

export interface SignedCommand {
  readonly id: string;
  readonly agt: string;
  readonly envelope: string;
}

/** The body of a command as the peer means it; fields may be set to anything. */
export function commandFields(fixture: Fixture, peer: Identity, parts: CommandParts): Record<string, unknown> {
  const now = Date.now();
  const iat = parts.iat ?? now;
  return {
    v: 1,
    id: parts.id ?? newId(now),
    iss: peer.instanceId,
    act: { kind: 'user', id: newId(now) as PrincipalId },
    aud: parts.aud ?? (fixture.spoke.instanceId as InstanceId),
    hub: parts.hub ?? fixture.hub.identity.instanceId,
    iat,
    exp: parts.exp ?? iat + 60_000,
    ws: parts.ws ?? (fixture.own.workspaceId as WorkspaceId),
    agt: parts.agt ?? newId(now),
    ...(parts.idem === undefined ? {} : { idem: parts.idem }),
    ...(parts.gen === undefined ? {} : { gen: parts.gen }),
    body: parts.body,
  };
}

/** Signs a command of the peer. */
export function signCommand(fixture: Fixture, peer: Identity, parts: CommandParts): SignedCommand {
  const fields = commandFields(fixture, peer, parts);
  const envelope = signEnvelope('command', fields, peer.command);
  return { id: fields['id'] as string, agt: fields['agt'] as string, envelope };
}

export const spawnEcho: CommandBody = { verb: 'agent.spawn', agent: 'echo' };

/** Relays a command and waits for its first receipt. */
export async function firstReceipt(fixture: Fixture, command: SignedCommand): Promise<Record<string, unknown>> {
  fixture.hub.relay(command.envelope);
  await until('a receipt arrives', () => fixture.hub.receiptsFor(command.id).length > 0);
  return fixture.hub.receiptsFor(command.id)[0]?.message.body ?? {};
}
