import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../tenancy/instance.ts';
import { browserMissing, type Tab } from './browser.ts';
import { keepPicture } from './pictures.ts';
import { adaEmail, openStage, type Stage } from './stage.ts';

const missing = browserMissing();

interface Screen {
  readonly name: string;
  /** Below the workspace's address. */
  readonly path: string;
  readonly heading: RegExp;
  /** Seen once its data are there. */
  readonly there: string;
  /** What is done on it before the picture. */
  readonly act?: (page: Page) => Promise<void>;
}

const screens: readonly Screen[] = [
  { name: 'home', path: '', heading: /^Platform$/, there: 'Ended last' },
  { name: 'runs', path: '/runs', heading: /^Runs$/, there: 'killed' },
  { name: 'run', path: '/runs/:run', heading: /embedded/, there: 'tests passed' },
  {
    name: 'run-files',
    path: '/runs/:run?tab=files',
    heading: /embedded/,
    there: 'change.patch',
    async act(page) {
      await page.getByRole('button', { name: 'Show change.patch' }).click();
      await page.getByLabel('changes').getByText('retries: 5').waitFor();
    },
  },
  { name: 'agents', path: '/agents', heading: /^Agents$/, there: 'nightly-tests' },
  { name: 'approvals', path: '/approvals', heading: /^Approvals$/, there: 'Deploy release 2.4 to production?' },
  { name: 'members', path: '/members', heading: /^Members$/, there: 'mia@acme.test' },
  { name: 'audit', path: '/audit', heading: /^Audit$/, there: 'teams.create' },
  { name: 'settings', path: '/settings', heading: /^Settings$/, there: 'Name' },
];

/** Changes a file of a repository, tells what its tests said, and publishes the difference. */
const change = [
  { do: 'write', path: 'service.yaml', content: 'name: uploader\nretries: 2\ntimeout: 30s\n' },
  { do: 'run', argv: ['git', 'init', '--quiet'] },
  { do: 'run', argv: ['git', 'add', 'service.yaml'] },
  { do: 'replace', path: 'service.yaml', find: 'retries: 2', with: 'retries: 5' },
  { do: 'grep', path: 'service.yaml', pattern: 'retries: 5' },
  {
    do: 'run',
    argv: ['sh', '-c', 'for n in upload resume retry cleanup; do echo "ok  $n"; done; echo "4 tests passed"'],
  },
  { do: 'run', argv: ['sh', '-c', 'git diff > change.patch; git diff --stat'] },
  { do: 'publish', path: 'change.patch', artifact: 'change.patch' },
];

/** Runs in several states, an agent's question, people, and a neighbour. Resolves with the run that changes a file. */
async function furnish(stage: Stage): Promise<string> {
  const { ada, home } = stage;
  const agent = (name: string, script: string) =>
    ada.get('POST', '/agents', { name, runtime: 'process', config: { argv: ['/bin/sh', '-c', script] } });
  const spawn = async (wish: object): Promise<string> =>
    (await ada.get<{ runId: string }>('POST', '/runs', wish)).runId;
  const becomes = (id: string, wanted: string) =>
    until(`a run is ${wanted}`, async () => {
      const { state } = await ada.get<{ state: string }>('GET', `/runs/${id}`);
      return state === wanted;
    });
  await ada.get('PATCH', `/workspaces/${home}`, { name: 'Platform', description: 'Builds and releases of Acme' });
  await agent('nightly-tests', 'echo "3 of 214 tests failed" >&2; exit 1');
  await agent('log-watcher', 'while true; do echo "all quiet"; sleep 1; done');
  await becomes(await spawn({ agent: 'nightly-tests' }), 'failed');
  const killed = await spawn({ agent: 'log-watcher' });
  await becomes(killed, 'running');
  await ada.get('POST', `/runs/${killed}/kill`, {});
  await becomes(killed, 'killed');
  const changed = await spawn({ agent: 'embedded', task: { steps: change } });
  await becomes(changed, 'succeeded');
  const asking = { steps: [{ do: 'approve', question: 'Deploy release 2.4 to production?' }] };
  await becomes(await spawn({ agent: 'embedded', task: asking }), 'waiting');
  await becomes(await spawn({ agent: 'log-watcher' }), 'running');
  await stage.join('mia@acme.test', 'manager');
  await stage.join('noor@acme.test', 'operator');
  await stage.join('theo@acme.test', 'viewer');
  await ada.get('POST', '/teams', { name: 'Release' });
  const south = '01a20ad0-24f4-7487-8817-3065d76be3b9';
  await ada.get('POST', `/peers/${south}/pin`, { fingerprint: 'ab'.repeat(32), name: 'south' });
  await ada.get('POST', '/grants', { grantee: south, verbs: ['agent.spawn', 'agent.status'] });
  return changed;
}

describe.skipIf(missing !== undefined)(`pictures of${missing === undefined ? '' : ` (${missing})`}`, () => {
  let stage: Stage;
  let tab: Tab;
  let run: string;
  beforeAll(async () => {
    stage = await openStage({ name: 'north' });
    run = await furnish(stage);
    tab = await stage.tabAs(adaEmail, `/w/${stage.home}`);
    await tab.page.setViewportSize({ width: 1280, height: 800 });
  }, 120_000);
  afterAll(() => stage.close());

  // Whether it is drawn or not, the page has to be what its picture shows.
  test.each(screens)(
    '$name',
    async ({ name, path, heading, there, act }) => {
      const { page, faults } = tab;
      await page.goto(`/w/${stage.home}${path.replace(':run', run)}`);
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await page.getByRole('main').getByText(there).filter({ visible: true }).first().waitFor();
      await act?.(page);
      await keepPicture(page, name);
      expect(faults).toEqual([]);
    },
    60_000,
  );
});
