import { afterAll, beforeAll } from 'vitest';
import { openRawProvider, type RawProvider } from '../gateway/testing/raw-provider.ts';
import { createProcessAdapter } from '../runtimes/index.ts';
import { isFrozen, saysLastWords, sleeps, streams } from '../testing/kill-matrix/cells.ts';
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

const sh = (script: string): object => ({ argv: ['/bin/sh', '-c', script, nap] });
/** Hears TERM as little as everything else. */
const blocked = `process.on('SIGTERM', () => 0); console.log('from now on I hear nothing');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`;

describeKills(
  {
    name: 'process',
    adapter: createProcessAdapter(),
    execution: { network: 'llm-only' },
    hasModel: true,
    situations: {
      streaming: {
        config: sh('while :; do echo on and on; sleep 0.02; done'),
        spawn: {},
        reached: streams('log'),
      },
      'in a tool': { config: sh('setsid sleep "$0" & wait'), spawn: {}, reached: sleeps(nap) },
      'wedged: blocked': { config: { argv: [process.execPath, '-e', blocked] }, spawn: {}, reached: saysLastWords },
      'wedged: frozen': { config: sh('kill -STOP $$'), spawn: {}, reached: isFrozen },
    },
  },
  () => stage,
);
