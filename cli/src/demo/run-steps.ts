import { randomBytes } from 'node:crypto';
import { isTerminalRun, newId, type RunId } from '@wheelhouse/protocol';
import type { CommandDetail, CommandTaken, RunEventView, RunRecord } from '@wheelhouse/protocol/api/spoke';
import type { z } from 'zod';
import type { ApiClient } from '../api-client.ts';
import { check } from './check.ts';
import type { Federation } from './federation.ts';
import { listMarkedProcesses } from './marked-processes.ts';
import { nastyAgent, nastyProcesses } from './nasty-agent.ts';
import type { StepReporter } from './reporter.ts';
import { until } from './until.ts';

type RunEvent = z.infer<typeof RunEventView>;

const answerTimeoutMs = 20_000;
const runTimeoutMs = 60_000;

function commandOf(api: ApiClient, id: string): Promise<CommandDetail> {
  return api.get<CommandDetail>(`/commands/${id}`);
}

async function hasReceipt(api: ApiClient, commandId: string, status: string): Promise<boolean> {
  return (await commandOf(api, commandId)).receipts.some((receipt) => receipt.status === status);
}

async function eventsOf(api: ApiClient, runId: string): Promise<RunEvent[]> {
  return api.get<RunEvent[]>(`/runs/${runId}/events`, { after: 0, limit: 1000 });
}

export function ended(api: ApiClient, runId: string): Promise<RunRecord> {
  return until(`run ${runId} ends`, runTimeoutMs, async () => {
    const run = await api.get<RunRecord>(`/runs/${runId}`);
    return isTerminalRun(run.state) ? run : null;
  });
}

/** Lines the agent's work prints, one before and one after a wait, so that streaming can be told from delivery at the end. */
const firstWords = 'the agent is at work on north';
const lastWords = 'the agent has looked at its work';

function task(): object {
  return {
    steps: [
      { do: 'run', argv: ['/bin/echo', firstWords] },
      { do: 'git-branch', name: 'agent' },
      { do: 'replace', path: 'README.md', find: 'Status: draft', with: 'Status: reviewed by an agent' },
      { do: 'git-commit', message: 'Mark the greeter as reviewed' },
      { do: 'git-diff', artifact: 'changes.diff', base: 'main' },
      { do: 'sleep', ms: 1_500 },
      { do: 'run', argv: ['/bin/echo', lastWords] },
    ],
  };
}

interface Spawned {
  readonly runId: RunId;
  readonly commandId: string;
}

async function spawnOnNorth({ south, target }: Federation, wish: object): Promise<Spawned> {
  const id = newId(Date.now()) as RunId;
  const taken = await south.api.post<CommandTaken>('/runs', { id, ...wish, ...target });
  return { runId: id, commandId: taken.commandId };
}

/** Spawn, watch and ask: south issues, north runs. */
export async function spawnSteps(federation: Federation, steps: StepReporter): Promise<void> {
  const { south, north, stack, repository } = federation;
  let spawned: Spawned | undefined;
  const current = (): Spawned => {
    if (spawned === undefined) throw new Error('nothing was spawned');
    return spawned;
  };
  await steps.step('spawn-accepted', async () => {
    spawned = await spawnOnNorth(federation, { agent: 'embedded', task: task(), source: { kind: 'git', repository } });
    await until('the signed receipt', answerTimeoutMs, () => hasReceipt(south.api, current().commandId, 'accepted'));
    return `run ${current().runId}, receipt signed by north`;
  });
  await steps.step('spawn-started', async () => {
    await until('the receipt of the start', answerTimeoutMs, () =>
      hasReceipt(south.api, current().commandId, 'started'),
    );
    const run = await north.api.get<RunRecord>(`/runs/${current().runId}`);
    const proved = `containment ${run.containment ?? 'unknown'}, file system ${run.filesystem ?? 'unknown'}`;
    const best = run.containment === 'namespace' && run.filesystem === 'sandboxed';
    return best
      ? proved
      : `${proved}; for more install bubblewrap (apt install bubblewrap), \`wheelhouse doctor\` says why`;
  });
  await steps.step('output-streamed', async () => {
    const { runId } = current();
    const text = async (): Promise<string> => JSON.stringify(await eventsOf(south.api, runId));
    await until('output on south', answerTimeoutMs, async () => (await text()).includes(firstWords));
    check(!(await text()).includes(lastWords), 'the first words to arrive while the agent is still at work');
    await until('output at the hub', answerTimeoutMs, async () => {
      const mirrored = await stack.hubApi.get<RunEvent[]>(`/fleet/runs/${runId}/events`, { limit: 1000 });
      return JSON.stringify(mirrored).includes(firstWords);
    });
    const run = await ended(south.api, runId);
    check(run.state === 'succeeded', `the run to succeed, not ${run.state} (${run.code ?? ''} ${run.message ?? ''})`);
    await until('the last words on south', answerTimeoutMs, async () => (await text()).includes(lastWords));
    return 'seen on south and at the hub while the agent worked';
  });
  await steps.step('artifact', async () => {
    const events = await until('the artifact on south', answerTimeoutMs, async () => {
      const found = (await eventsOf(south.api, current().runId)).filter((event) => event.type === 'artifact');
      return found.length > 0 ? found : null;
    });
    const diff = JSON.stringify(events[0]?.data ?? {});
    check(diff.includes('Status: reviewed by an agent'), 'the diff to hold the agent’s change');
    return 'a diff of a real git work tree';
  });
  await steps.step('status', async () => {
    const taken = await south.api.post<CommandTaken>(`/runs/${current().runId}/status`, {});
    const answered = await until('the signed status', answerTimeoutMs, async () => {
      const command = await commandOf(south.api, taken.commandId);
      return command.state === 'succeeded' ? command : null;
    });
    check(answered.result?.state === 'succeeded', 'the status to say that the run succeeded');
    return 'answered and signed by north';
  });
}

/** An agent that ignores TERM and hides three descendants is killed; nothing of it survives. */
export async function killStep(federation: Federation, steps: StepReporter): Promise<void> {
  const { south } = federation;
  await steps.step('kill-survivors', async () => {
    const marker = `wheelhouse-demo-${randomBytes(8).toString('hex')}`;
    const { runId } = await spawnOnNorth(federation, { agent: nastyAgent.name, args: [marker] });
    await until('the agent and its descendants', answerTimeoutMs, async () => {
      return (await listMarkedProcesses(marker)).length >= nastyProcesses;
    });
    await south.api.post(`/runs/${runId}/kill`, {});
    const run = await ended(south.api, runId);
    check(run.state === 'killed', `the run to be killed, not ${run.state}`);
    check(run.kill?.survivors === 0, 'the receipt to report no survivor');
    const left = await listMarkedProcesses(marker);
    check(left.length === 0, `no process of it on this machine, not ${left.length}`);
    return `0 of ${nastyProcesses} survived, verified by ${run.kill.verifiedBy} in ${run.kill.durationMs} ms`;
  });
}
