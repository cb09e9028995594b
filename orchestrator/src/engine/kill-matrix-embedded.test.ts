import type { TaskStep } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect } from 'vitest';
import { openRawProvider, type RawProvider } from '../gateway/testing/raw-provider.ts';
import { createEmbeddedAdapter } from '../runtimes/index.ts';
import { isFrozen, sleeps, streams, waits, type KillSubject, type Situation } from '../testing/kill-matrix/cells.ts';
import { describeKills } from '../testing/kill-matrix/kill-matrix.ts';
import { playing } from '../testing/kill-matrix/model-answers.ts';
import { openKillStage } from '../testing/kill-matrix/open-stage.ts';
import { newNap } from '../testing/supervised-trial.ts';

const nap = newNap();
let provider: RawProvider;
let stage: Awaited<ReturnType<typeof openKillStage>>;
/** Answers of the model that were cut before this row's. */
let cutBefore = 0;
beforeAll(async () => {
  provider = await openRawProvider();
  const shell = (command: string) => ({ tool: 'shell', input: { command } });
  provider.behave(
    playing({
      STREAM: 'endless',
      WORK: shell(`sleep ${nap}`),
      FREEZE: shell(freezing),
      ASK: shell('echo never'),
    }),
  );
  stage = await openKillStage({ nap, provider });
});
afterAll(async () => {
  await stage.close();
  await provider.close();
});

/** Stops the agent itself, which started it. */
const freezing = `kill -STOP $PPID; exec sleep ${nap}`;
const adapter = createEmbeddedAdapter();
const absent: KillSubject['absent'] = {
  'wedged: blocked':
    'nothing that an agent of ours is told can block its event loop; when it is frozen it hears as little',
};

const doing = (step: TaskStep, reached: Situation['reached']): Situation => ({
  config: {},
  spawn: { task: { steps: [step] } },
  reached,
});
const sh = (script: string): TaskStep => ({ do: 'run', argv: ['/bin/sh', '-c', script] });

describeKills(
  {
    name: 'embedded-task',
    adapter,
    hasModel: false,
    situations: {
      streaming: doing(sh('while :; do echo on and on; sleep 0.02; done'), streams('tool.update')),
      'in a tool': doing({ do: 'run', argv: ['sleep', nap] }, sleeps(nap)),
      'waiting for approval': doing({ do: 'approve', question: 'Shall I?' }, waits),
      'wedged: frozen': doing(sh(freezing), isFrozen),
    },
    absent,
  },
  () => stage,
);

const prompt = (word: string, reached: Situation['reached']): Situation => ({
  config: { api: 'anthropic', permissions: word === 'ASK' ? 'ask' : 'allow' },
  spawn: { prompt: word },
  reached,
});

describeKills(
  {
    name: 'embedded-loop',
    adapter,
    hasModel: true,
    situations: {
      streaming: prompt('STREAM', streams('message.delta')),
      'in a tool': prompt('WORK', sleeps(nap)),
      'waiting for approval': prompt('ASK', waits),
      'wedged: frozen': prompt('FREEZE', isFrozen),
    },
    absent,
    async afterKill(_runId, state) {
      if (state === 'streaming') await expect.poll(() => provider.cut).toBe((cutBefore += 1));
    },
  },
  () => stage,
);
