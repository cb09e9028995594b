import { newId, type CommandBody, type InstanceId, type RunId, type WorkspaceId } from '@wheelhouse/protocol';
import type { CommandDetail, CommandTaken, RunRecord } from '@wheelhouse/protocol/api/spoke';
import type { ConnectionView, HubView } from '@wheelhouse/protocol/api/hub';
import { flipPayloadByte } from '@wheelhouse/protocol/testing';
import { ApiError } from '../api-client.ts';
import { check } from './check.ts';
import { pinPeer, type Federation } from './federation.ts';
import type { StepReporter } from './reporter.ts';
import { signCommand, type CommandWish, type SignedCommand } from './sign-command.ts';
import { startTestHub, type TestHub } from './test-hub.ts';
import { dialTestSpoke } from './test-spoke.ts';
import { until } from './until.ts';

const answerTimeoutMs = 20_000;
const hourMs = 3_600_000;

const spawnBody: CommandBody = {
  verb: 'agent.spawn',
  agent: 'embedded',
  task: { steps: [{ do: 'run', argv: ['/bin/echo', 'this must not run'] }] },
};

/** A command of south for north, signed with south's own key unless another is given, changed as the step wants. */
function southCommand(
  federation: Federation,
  change: Partial<CommandWish> = {},
  key = federation.south.identity.command,
): SignedCommand {
  const { north, south, hub, target, grant } = federation;
  const wish: CommandWish = {
    issuer: south.identity.instanceId,
    audience: north.identity.instanceId,
    hub,
    workspace: target.targetWorkspace,
    run: newId(Date.now()) as RunId,
    body: spawnBody,
    grants: [grant],
    ...change,
  };
  return signCommand(wish, key);
}

function submit({ south }: Federation, command: SignedCommand): Promise<CommandTaken> {
  return south.api.post<CommandTaken>('/commands/envelope', { envelope: command.envelope });
}

function commandAt({ south }: Federation, id: string): Promise<CommandDetail> {
  return south.api.get<CommandDetail>(`/commands/${id}`);
}

/** True where north knows nothing of the run: it was refused before anything was made of it. */
async function isUnknownOnNorth({ north }: Federation, run: string): Promise<boolean> {
  try {
    const found = await north.api.get<RunRecord>(`/runs/${run}`);
    return found.state === 'rejected';
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return true;
    throw error;
  }
}

/** A kill that is sent before its spawn wins; the same bytes sent twice start one agent and get one receipt. */
export async function orderSteps(federation: Federation, steps: StepReporter): Promise<void> {
  const { north } = federation;
  await steps.step('kill-before-spawn', async () => {
    const run = newId(Date.now()) as RunId;
    const kill = southCommand(federation, { run, body: { verb: 'agent.kill' } });
    await submit(federation, kill);
    await until('the kill is accepted', answerTimeoutMs, async () => {
      return (await commandAt(federation, kill.id)).receipts.length > 0;
    });
    const spawn = southCommand(federation, { run });
    await submit(federation, spawn);
    const ended = await until('the spawn ends', answerTimeoutMs, async () => {
      const command = await commandAt(federation, spawn.id);
      return ['cancelled', 'rejected', 'failed', 'succeeded'].includes(command.state) ? command : null;
    });
    check(ended.code === 'CANCELLED_BEFORE_START', `CANCELLED_BEFORE_START, not ${ended.state} ${ended.code ?? ''}`);
    return 'the later spawn ended CANCELLED_BEFORE_START';
  });
  await steps.step('replay', async () => {
    const command = southCommand(federation);
    await submit(federation, command);
    const first = await until('the run ends', answerTimeoutMs, async () => {
      const found = await commandAt(federation, command.id);
      return found.state === 'succeeded' ? found : null;
    });
    await submit(federation, command);
    const again = await commandAt(federation, command.id);
    const accepted = (detail: CommandDetail): string[] =>
      detail.receipts.filter((receipt) => receipt.status === 'accepted').map((receipt) => receipt.envelope);
    check(new Set([...accepted(first), ...accepted(again)]).size === 1, 'one receipt, byte for byte');
    const runs = await north.api.get<RunRecord[]>('/runs', { limit: 200 });
    check(runs.filter((run) => run.id === command.run).length === 1, 'one run');
    return 'one run, one receipt';
  });
}

interface Refusal {
  readonly step: string;
  /** Built anew for the hub and for the spoke: an id serves once. */
  command(federation: Federation): SignedCommand;
  readonly codes: readonly string[];
}

const foreignWorkspace = (): WorkspaceId => newId(Date.now()) as WorkspaceId;

const refusals: readonly Refusal[] = [
  {
    step: 'refuse-flipped-byte',
    command: (federation) => {
      const command = southCommand(federation);
      return { ...command, envelope: flipPayloadByte(command.envelope) };
    },
    codes: ['SIGNATURE_INVALID'],
  },
  {
    step: 'refuse-audience',
    command: (federation) => southCommand(federation, { audience: newId(Date.now()) as InstanceId }),
    codes: ['AUDIENCE_MISMATCH', 'NOT_AUTHORIZED'],
  },
  {
    step: 'refuse-expired',
    command: (federation) => southCommand(federation, { issuedAt: Date.now() - hourMs }),
    codes: ['EXPIRED'],
  },
  {
    step: 'refuse-ungranted-workspace',
    command: (federation) => southCommand(federation, { workspace: foreignWorkspace() }),
    codes: ['NOT_AUTHORIZED'],
  },
];

async function connectionAtHub({ stack, connection, north }: Federation, action: 'suspend' | 'resume'): Promise<void> {
  const body = { instance: north.identity.instanceId };
  await stack.hubApi.post<ConnectionView>(`/connections/${connection.id}/${action}`, body);
}

/** Sends each refusal's command to the hub over south's own link, which a test spoke holds meanwhile. */
async function askHub(federation: Federation): Promise<ReadonlyMap<string, string>> {
  const { stack, south } = federation;
  const answers = new Map<string, string>();
  await south.process.stop();
  const spoke = await dialTestSpoke(await stack.hubApi.get<HubView>('/hub'), south.identity);
  try {
    for (const refusal of refusals) {
      const { envelope } = refusal.command(federation);
      answers.set(refusal.step, await spoke.send(envelope).catch(String));
    }
    await connectionAtHub(federation, 'suspend');
    answers.set('refuse-disconnected', await spoke.send(southCommand(federation).envelope).catch(String));
    await connectionAtHub(federation, 'resume');
  } finally {
    spoke.close();
  }
  return answers;
}

type Answer = Awaited<ReturnType<TestHub['deliver']>>;

function judge(codes: readonly string[], atHub: string | undefined, atSpoke: Answer): string {
  const expected = codes.join(' or ');
  if (atHub !== undefined) check(codes.includes(atHub), `the hub to refuse with ${expected}, not ${atHub}`);
  check(codes.includes(atSpoke.code), `the spoke to refuse with ${expected}, not ${atSpoke.code}`);
  const hubPart = atHub === undefined ? '' : `hub: ${atHub}; `;
  return `${hubPart}spoke behind a hub that does not verify: ${atSpoke.code} (${atSpoke.by})`;
}

async function askSpoke(federation: Federation, testHub: TestHub, command: SignedCommand): Promise<Answer> {
  const answer = await testHub.deliver(command.envelope, command.id);
  check(await isUnknownOnNorth(federation, command.run), 'nothing to run on north');
  return answer;
}

/**
 * Every refusal twice: at the hub, then at the spoke behind a test hub that holds the hub's keys and verifies nothing.
 * South and the real hub are stopped for their halves and started again.
 */
export async function refusalSteps(federation: Federation, steps: StepReporter): Promise<void> {
  const { stack, north, south } = federation;
  const atHub = await askHub(federation);
  const hub = await stack.hubIdentity();
  const port = Number(new URL(stack.hubEndpoint.url).port);
  await stack.stopHub();
  const testHub = await startTestHub({ port, hub, spoke: north.identity });
  try {
    for (const refusal of refusals) {
      await steps.step(refusal.step, async () => {
        const answer = await askSpoke(federation, testHub, refusal.command(federation));
        return judge(refusal.codes, atHub.get(refusal.step), answer);
      });
    }
    await steps.step('refuse-disconnected', async () => {
      await north.api.post(`/peers/${south.identity.instanceId}/state`, { state: 'suspended' });
      const answer = await askSpoke(federation, testHub, southCommand(federation));
      await pinPeer(north, south);
      // A suspension takes the pin back, so the spoke no longer knows the peer's keys.
      return judge(['NOT_AUTHORIZED', 'KEY_UNKNOWN'], atHub.get('refuse-disconnected'), answer);
    });
    await steps.step('refuse-forged-by-hub', async () => {
      const answer = await askSpoke(federation, testHub, southCommand(federation, {}, hub.command));
      return judge(['SIGNATURE_INVALID', 'KEY_UNKNOWN'], undefined, answer);
    });
  } finally {
    await testHub.close();
    await stack.restartHub();
    await stack.restartSpoke(south.name);
  }
}
