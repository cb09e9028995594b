import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrapHub, startHub, type Hub } from '@wheelhouse/hub';
import { createTestDatabase, dropTestDatabase } from '@wheelhouse/prisma/testing';
import type { OperatorRole } from '@wheelhouse/protocol';
import { createIdentity, saveIdentity, type Identity } from '@wheelhouse/protocol/keyfile';
import { createLogger } from '@wheelhouse/server';
import { password, tokenIn, Visitor } from '../tenancy/instance.ts';
import type { Browser } from 'playwright-core';
import { consoleDir, openTab, type Tab, type TabWish } from './browser.ts';

/** A hub with a console, an owner called Ada, and no instance yet. */
export interface HubPlace {
  readonly hub: Hub;
  readonly origin: string;
  readonly console: Identity;
  /** The console's key file. */
  readonly keyFile: string;
  readonly ada: Visitor;
  /** Invites somebody with a role, who accepts; resolves with their address. */
  hire(role: OperatorRole): Promise<string>;
  /** A tab in which somebody is signed in; Ada where no address is given. */
  open(browser: Browser, wish?: Partial<TabWish> & { readonly email?: string }): Promise<Tab>;
  close(): Promise<void>;
}

/** @param isNew nobody has set it up yet: there is no Ada */
export async function openHubPlace(isNew = false): Promise<HubPlace> {
  const database = await createTestDatabase('hub');
  const folder = await mkdtemp(join(tmpdir(), 'wh-console-'));
  const { databaseUrl } = database;
  const console = createIdentity({ name: 'console', now: Date.now() });
  const keyFile = join(folder, 'console-key.json');
  await saveIdentity(keyFile, console);
  await bootstrapHub({ databaseUrl, consoleKeyset: console.keyset, now: Date.now() });
  const identityPath = join(folder, 'identity.json');
  const hub = await startHub(
    {
      name: 'hub',
      host: '127.0.0.1',
      port: 0,
      databaseUrl,
      identityPath,
      consoleDir,
      // One machine plays everybody, faster than people are.
      limits: { joinsPerMinutePerIp: 1_000, unauthenticatedSocketsPerIp: 1_000 },
      signInLimits: { perIp: 10_000, perAccountAndIp: 10_000, perAccount: 10_000 },
    },
    { logger: createLogger({ name: 'console-test', level: 'silent' }) },
  );
  const origin = hub.url;
  const ada = new Visitor(origin);
  if (!isNew) {
    const token = tokenIn(hub.setUpUrl ?? '');
    await ada.get('POST', '/auth/setup', { token, email: 'ada@hub.test', name: 'Ada', password });
  }
  let hired = 0;
  return {
    hub,
    origin,
    console,
    keyFile,
    ada,
    async hire(role) {
      hired += 1;
      const email = `${role}-${hired}@hub.test`;
      const { link } = await ada.get<{ link: string }>('POST', '/operators/invitations', { email, role });
      await new Visitor(origin).get('POST', '/auth/accept-invitation', {
        token: tokenIn(link),
        name: `${role} ${hired}`,
        password,
      });
      return email;
    },
    open: (browser, { email = 'ada@hub.test', ...wish } = {}) => openSignedIn(browser, { origin, ...wish }, email),
    async close() {
      await hub.close();
      await dropTestDatabase(database);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A tab of somebody who is signed in, without going through the form. */
export async function openSignedIn(browser: Browser, wish: TabWish, email: string): Promise<Tab> {
  const tab = await openTab(browser, wish);
  const answer = await tab.context.request.post('/api/v1/auth/sign-in', {
    data: { email, password },
    headers: { origin: wish.origin },
  });
  if (!answer.ok()) throw new Error(`${email} cannot sign in: ${answer.status()}`);
  return tab;
}
