import { afterAll, beforeAll } from 'vitest';
import { openRawProvider, type RawProvider } from '../gateway/testing/raw-provider.ts';
import { createAcpAdapter } from '../runtimes/index.ts';
import { busyAgent, type BusyMode } from '../testing/acp-agents/index.ts';
import { isFrozen, saysLastWords, sleeps, streams, waits, type Situation } from '../testing/kill-matrix/cells.ts';
import { describeKills } from '../testing/kill-matrix/kill-matrix.ts';
import { openKillStage } from '../testing/kill-matrix/open-stage.ts';
import { newNap } from '../testing/supervised-trial.ts';

const nap = newNap();
let provider: RawProvider;
let stage: Awaited<ReturnType<typeof openKillStage>>;
beforeAll(async () => {
  provider = await openRawProvider();
  stage = await openKillStage({ nap, provider });
});
afterAll(async () => {
  await stage.close();
  await provider.close();
});

function fake(mode: BusyMode, reached: Situation['reached']): Situation {
  const { argv, env } = busyAgent(mode, nap);
  return { config: { argv, env }, spawn: { prompt: 'go on' }, reached };
}

describeKills(
  {
    name: 'acp',
    adapter: createAcpAdapter(),
    hasModel: true,
    situations: {
      streaming: fake('streams', streams('message.delta')),
      'in a tool': fake('works', sleeps(nap)),
      'waiting for approval': fake('asks', waits),
      'wedged: blocked': fake('blocked', saysLastWords),
      'wedged: frozen': fake('frozen', isFrozen),
    },
  },
  () => stage,
);
