import { createAgent } from '@wheelhouse/prisma/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createA2aAdapter } from '../runtimes/index.ts';
import { openA2aServer, type A2aTestServer } from '../testing/a2a-server.ts';
import { streams, waits, type Situation } from '../testing/kill-matrix/cells.ts';
import { describeKills } from '../testing/kill-matrix/kill-matrix.ts';
import { openKillStage } from '../testing/kill-matrix/open-stage.ts';
import { newNap } from '../testing/supervised-trial.ts';

const nap = newNap();
const server = await openA2aServer();
let stage: Awaited<ReturnType<typeof openKillStage>>;
beforeAll(async () => {
  stage = await openKillStage({ nap });
});
afterAll(async () => {
  await stage.close();
  await server.close();
});

const say = (prompt: string, reached: Situation['reached']): Situation => ({
  config: { url: server.url },
  spawn: { prompt },
  reached,
});
let canceledBefore = 0;

describeKills(
  {
    name: 'a2a',
    adapter: createA2aAdapter(),
    execution: { network: 'full' },
    hasModel: false,
    situations: {
      streaming: say('stream', streams('message.delta')),
      'waiting for approval': say('choose', waits),
      'wedged: frozen': {
        ...say('endless', streamsOnce),
        freezes: (argv) => argv[0] === process.execPath && argv.some((word) => word.includes('a2a-bridge')),
      },
    },
    absent: {
      'in a tool': "the agent's tools run where it is; here is our bridge to it, which starts nothing",
      'wedged: blocked': 'nothing that a remote agent says can block the bridge; when it is frozen it hears as little',
    },
    async afterKill() {
      // However the bridge ended, the remote task was cancelled: by the bridge, or for it.
      await expect.poll(() => server.canceled.length, { timeout: 10_000 }).toBe(canceledBefore + 1);
      canceledBefore += 1;
    },
  },
  () => stage,
);

test.each([
  { how: 'is away', text: /the remote task \S+ may go on/, go: (remote: A2aTestServer) => remote.close() },
  {
    how: 'does not answer',
    text: /what this run began elsewhere may go on/,
    go: (remote: A2aTestServer) => Promise.resolve(remote.fallSilent()),
  },
])('a kill, now, while the remote agent $how: the run says that its task may go on', async ({ how, text, go }) => {
  const { world } = stage;
  const remote = await openA2aServer();
  const name = how.replaceAll(' ', '-');
  await createAgent(world.db, world.workspace, {
    name,
    runtime: 'a2a',
    config: { url: remote.url },
    execution: { network: 'full' },
  });
  const { runId } = await world.spawn(name, { prompt: 'endless' });
  const heard = async () => streamsOnce({ events: await world.events(runId) });
  await expect.poll(heard, { timeout: 15_000 }).toBe(true);
  await go(remote);
  await world.control(runId, { verb: 'agent.kill', now: true });
  expect(await world.untilEnded(runId)).toMatchObject({ state: 'killed', killReport: { survivors: 0 } });
  const notices = (await world.events(runId)).filter(({ type }) => type === 'notice');
  expect(notices.map(({ data }) => data['text'])).toEqual([expect.stringMatching(text)]);
  await remote.close();
});

function streamsOnce({ events }: Pick<Parameters<Situation['reached']>[0], 'events'>): boolean {
  return events.some(({ type }) => type === 'message.delta');
}
