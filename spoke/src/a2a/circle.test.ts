import {
  begin,
  createA2aAdapter,
  openTrialFolders,
  startLocalProcess,
  type Trial,
  type TrialFolders,
} from '@wheelhouse/orchestrator/testing';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openFixture, type Fixture } from '../testing/fixture.ts';
import { until } from '../testing/until.ts';

/** Our own adapter for remote agents, pointed at our own endpoint: neither knows anything of the other but A2A. */
let fixture: Fixture;
let folders: TrialFolders;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  folders = await openTrialFolders();
  fixture = await openFixture({ hub: false, config: { orchestrator: 'embedded', concurrency: 4 } });
  const agent = { name: 'sleep', runtime: 'process', config: { argv: ['sleep', '60'] } };
  expect((await fixture.api('POST', '/api/v1/agents', agent)).status).toBe(201);
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
afterAll(async () => {
  await fixture.close();
  await folders.remove();
});

/** A run of the runtime a2a whose remote agent is one of this spoke. */
async function runOf(agent: string): Promise<Trial> {
  const config = {
    url: fixture.spoke.url,
    card: `/a2a/v1/agents/${agent}/agent-card.json`,
    credential: { variable: 'WHEELHOUSE_KEY' },
  };
  const { trial, end } = await begin(
    {
      adapter: createA2aAdapter(),
      folders: () => folders.make(),
      start: (prepared, { workDir }) => startLocalProcess(prepared, workDir),
    },
    { verb: 'agent.spawn', agent: 'remote', prompt: 'go' },
    config,
    { secrets: { WHEELHOUSE_KEY: fixture.own.apiKey } },
  );
  ends.push(end);
  return trial;
}

async function runsOf(agent: string): Promise<{ state: string; kill?: { survivors: number } }[]> {
  const runs = (await fixture.api('GET', '/api/v1/runs?limit=100')).data as unknown as {
    agent: string;
    state: string;
  }[];
  return runs.filter((run) => run.agent === agent);
}

test('the remote run’s end and output are the run’s own', async () => {
  const { session, artifacts } = await runOf('echo');
  expect(await session.outcome).toMatchObject({ ok: true });
  expect(artifacts).toMatchObject([{ name: 'stdout', mediaType: 'text/plain' }]);
  expect(await runsOf('echo')).toMatchObject([{ state: 'succeeded' }]);
});

test('what the remote instance refuses is told in its words', async () => {
  const { session } = await runOf('embedded');
  expect(await session.outcome).toMatchObject({ ok: false, message: expect.stringContaining('MODEL_REQUIRED') });
});

test.each(['interrupt', 'hard kill'])('after an %s nothing is alive at the other end', async (how) => {
  const { session, process } = await runOf('sleep');
  await until('it runs there', async () => (await runsOf('sleep'))[0]?.state === 'running');
  if (how === 'interrupt') await session.interrupt();
  await process.destroy();
  await until('it is ended there', async () => (await runsOf('sleep'))[0]?.state === 'killed');
  expect((await runsOf('sleep'))[0]).toMatchObject({ kill: { survivors: 0 } });
});
