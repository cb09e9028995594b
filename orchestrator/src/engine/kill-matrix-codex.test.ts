import { afterAll, beforeAll } from 'vitest';
import { openRawProvider, type RawProvider } from '../gateway/testing/raw-provider.ts';
import { createCodexAdapter } from '../runtimes/index.ts';
import { fakeCli, type FakeCliMode } from '../testing/clis/index.ts';
import { isFrozen, saysLastWords, sleeps, streams, type Situation } from '../testing/kill-matrix/cells.ts';
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

function fake(mode: FakeCliMode, reached: Situation['reached']): Situation {
  const { program, env } = fakeCli('codex', mode);
  return { config: { program, env: { ...env, FAKE_NAP: nap } }, spawn: { prompt: 'go on' }, reached };
}

describeKills(
  {
    name: 'codex',
    adapter: createCodexAdapter(),
    hasModel: true,
    situations: {
      streaming: fake('streams', streams('message')),
      'in a tool': fake('works', sleeps(nap)),
      'wedged: blocked': fake('blocked', saysLastWords),
      'wedged: frozen': fake('frozen', isFrozen),
    },
  },
  () => stage,
);
