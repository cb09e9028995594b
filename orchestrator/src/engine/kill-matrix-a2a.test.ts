import { afterAll, beforeAll, expect } from 'vitest';
import { createA2aAdapter } from '../runtimes/index.ts';
import { openA2aServer } from '../testing/a2a-server.ts';
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

function streamsOnce({ events }: Parameters<Situation['reached']>[0]): boolean {
  return events.some(({ type }) => type === 'message.delta');
}
