import type { Browser } from 'playwright-core';
import type { SpokeConfig } from '@wheelhouse/spoke';
import { newestMail, openInstance, password, tokenIn, type Instance, type Visitor } from '../tenancy/instance.ts';
import { consoleDir, openBrowser, openTab, type Tab } from './browser.ts';

type TabWish = Parameters<typeof openTab>[1];

/** A whole spoke with its console, its first administrator, and a browser. */
export interface Stage {
  readonly browser: Browser;
  readonly instance: Instance;
  readonly origin: string;
  /** Who runs the instance, over HTTP. */
  readonly ada: Visitor;
  /** The id of the first workspace. */
  readonly home: string;
  /** A tab with nobody signed in. */
  tab(wish?: Partial<TabWish>): Promise<Tab>;
  /** A tab in which somebody has signed in, at a path. */
  tabAs(email: string, path: string, wish?: Partial<TabWish>): Promise<Tab>;
  /** Somebody with an account and a role in a workspace, the first where none is named, over HTTP. */
  join(email: string, role: string, workspaceId?: string): Promise<Visitor>;
  close(): Promise<void>;
}

export const adaEmail = 'ada@acme.test';

export async function openStage(config: Partial<SpokeConfig> = {}): Promise<Stage> {
  const browser = await openBrowser();
  const instance = await openInstance({ consoleDir, ...config });
  const origin = instance.spoke.url;
  const ada = instance.visit();
  const token = tokenIn(instance.spoke.setupUrl ?? '');
  await ada.get('POST', '/auth/setup', { token, email: adaEmail, name: 'Ada', password, organization: 'Acme' });
  const [workspace] = await ada.get<{ id: string }[]>('GET', '/workspaces');
  const home = workspace?.id ?? '';
  const tab = (wish: Partial<TabWish> = {}): Promise<Tab> =>
    openTab(browser, { origin, expected: /^401 GET .*\/me/, ...wish });
  return {
    browser,
    instance,
    origin,
    ada,
    home,
    tab,
    tabAs: async (email, path, wish = {}) => signIn(await tab(wish), email, path),
    async join(email, role, workspaceId = home) {
      await ada.get('POST', `/workspaces/${workspaceId}/invitations`, { email, role });
      const invitation = tokenIn(await newestMail(ada, email, 'invitation'));
      const visitor = instance.visit();
      const name = email.split('@')[0] ?? email;
      await visitor.get('POST', '/auth/sign-up', { email, name, password, invitation });
      await visitor.get('POST', '/workspaces/accept-invitation', { token: invitation });
      return visitor;
    },
    async close() {
      await browser.close();
      await instance.close();
    },
  };
}

/** Goes to a path, and signs in through the form that is there instead. */
export async function signIn(tab: Tab, email: string, path: string): Promise<Tab> {
  const { page } = tab;
  await page.goto(path);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password *').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor({ state: 'detached' });
  return tab;
}

/** What is wider than the page: a page never scrolls sideways, only tables in themselves do. */
export async function isWiderThanPage({ page }: Pick<Tab, 'page'>): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
}
