import { newId, type CommandBody, type InstanceId, type RunId, type WorkspaceId } from '@wheelhouse/protocol';
import type { CommandDetail, CommandTaken, RunRecord } from '@wheelhouse/protocol/api/spoke';
import type { ConnectionView } from '@wheelhouse/protocol/api/hub';
import { ApiError } from '../api-client.ts';
import { check } from './check.ts';
import { pinPeer, type Federation } from './federation.ts';
import type { StepReporter } from './reporter.ts';
import { flipPayloadByte, signCommand, type CommandWish, type SignedCommand } from './sign-command.ts';
import { startTestHub, type SpokeAnswer, type TestHub } from './test-hub.ts';
import { until } from './until.ts';

const answerTimeoutMs = 20_000;
const hourMs = 3_600_000;

const spawnBody: CommandBody = {
  verb: 'agent.spawn',
  agent: 'embedded',
  task: { steps: [{ do: 'run', argv: ['/bin/echo', 'this must not run'] }] },
};

/** A command of south for north, signed with south's own key, with what the step wants changed. */
function southCommand(federation: Federation, change: Partial<CommandWish> = {}): SignedCommand {
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
  return signCommand(wish, south.identity.command);
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
  /** What the hub answers; absent where the attack is the hub's own. */
  atHub?(federation: Federation): Promise<string>;
  /** What is delivered by a hub that does not verify. */
  forSpoke(federation: Federation): SignedCommand;
  readonly codes: readonly string[];
}

async function refusedThroughSouth(federation: Federation, command: SignedCommand): Promise<string> {
  await submit(federation, command);
  const ended = await until('the hub’s refusal', answerTimeoutMs, async () => {
    const found = await commandAt(federation, command.id);
    return ['rejected', 'expired', 'failed'].includes(found.state) ? found : null;
  });
  return ended.code ?? ended.state;
}

/** A command that the hub console signs: the way to the hub for bytes that no honest spoke would pass on. */
async function consoleCommand(federation: Federation, change: Partial<CommandWish> = {}): Promise<SignedCommand> {
  const console = await federation.stack.consoleIdentity();
  const { north, hub, target } = federation;
  const wish: CommandWish = {
    issuer: console.instanceId,
    audience: north.identity.instanceId,
    hub,
    workspace: target.targetWorkspace,
    run: newId(Date.now()) as RunId,
    body: spawnBody,
    ...change,
  };
  return signCommand(wish, console.command);
}

async function refusedAtHub({ stack }: Federation, envelope: string): Promise<string> {
  try {
    await stack.hubApi.post('/fleet/commands', { envelope });
    return 'accepted';
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
}

const foreignWorkspace = (): WorkspaceId => newId(Date.now()) as WorkspaceId;

const refusals: readonly Refusal[] = [
  {
    step: 'refuse-flipped-byte',
    atHub: async (federation) => refusedAtHub(federation, flipPayloadByte((await consoleCommand(federation)).envelope)),
    forSpoke: (federation) => {
      const command = southCommand(federation);
      return { ...command, envelope: flipPayloadByte(command.envelope) };
    },
    codes: ['SIGNATURE_INVALID'],
  },
  {
    step: 'refuse-audience',
    atHub: async (federation) => {
      const audience = newId(Date.now()) as InstanceId;
      return refusedAtHub(federation, (await consoleCommand(federation, { audience })).envelope);
    },
    forSpoke: (federation) => southCommand(federation, { audience: federation.hub }),
    codes: ['AUDIENCE_MISMATCH', 'NOT_AUTHORIZED'],
  },
  {
    step: 'refuse-expired',
    atHub: (federation) => refusedThroughSouth(federation, southCommand(federation, { issuedAt: Date.now() - hourMs })),
    forSpoke: (federation) => southCommand(federation, { issuedAt: Date.now() - hourMs }),
    codes: ['EXPIRED'],
  },
  {
    step: 'refuse-ungranted-workspace',
    atHub: (federation) => refusedThroughSouth(federation, southCommand(federation, { workspace: foreignWorkspace() })),
    forSpoke: (federation) => southCommand(federation, { workspace: foreignWorkspace() }),
    codes: ['NOT_AUTHORIZED'],
  },
  {
    step: 'refuse-forged-by-hub',
    forSpoke: (federation) => southCommand(federation),
    codes: ['SIGNATURE_INVALID', 'KEY_UNKNOWN'],
  },
];

/** The two ways to refuse a disconnected instance: the hub's, and the spoke's own word. */
async function suspendAtHub(federation: Federation, action: 'suspend' | 'resume'): Promise<void> {
  const { stack, connection, north } = federation;
  await stack.hubApi.post<ConnectionView>(`/connections/${connection.id}/${action}`, {
    instance: north.identity.instanceId,
  });
}

type HubAnswers = Map<string, string>;

async function askHub(federation: Federation): Promise<HubAnswers> {
  const answers: HubAnswers = new Map();
  for (const refusal of refusals) {
    if (refusal.atHub === undefined) continue;
    answers.set(refusal.step, await refusal.atHub(federation).catch((error: unknown) => String(error)));
  }
  await suspendAtHub(federation, 'suspend');
  const disconnected = await refusedThroughSouth(federation, southCommand(federation)).catch(String);
  answers.set('refuse-disconnected', disconnected);
  await suspendAtHub(federation, 'resume');
  return answers;
}

async function judge(
  refusal: { readonly codes: readonly string[] },
  atHub: string | undefined,
  bySpoke: SpokeAnswer,
): Promise<string> {
  if (atHub !== undefined)
    check(refusal.codes.includes(atHub), `the hub to refuse with ${refusal.codes.join(' or ')}, not ${atHub}`);
  check(
    refusal.codes.includes(bySpoke.code),
    `the spoke to refuse with ${refusal.codes.join(' or ')}, not ${bySpoke.code}`,
  );
  const hubPart = atHub === undefined ? '' : `hub: ${atHub}; `;
  return Promise.resolve(`${hubPart}spoke behind a hub that does not verify: ${bySpoke.code} (${bySpoke.by})`);
}

async function askSpoke(federation: Federation, testHub: TestHub, command: SignedCommand): Promise<SpokeAnswer> {
  const answer = await testHub.deliver(command.envelope, command.id);
  check(await isUnknownOnNorth(federation, command.run), 'nothing to run on north');
  return answer;
}

/**
 * Every refusal twice: at the hub, then at the spoke behind a test hub that holds the hub's keys and verifies nothing.
 * The real hub is stopped for the second half and started again.
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
        const forged = refusal.step === 'refuse-forged-by-hub';
        const command = forged ? forgedByHub(federation, hub.command) : refusal.forSpoke(federation);
        return judge(refusal, atHub.get(refusal.step), await askSpoke(federation, testHub, command));
      });
    }
    await steps.step('refuse-disconnected', async () => {
      await north.api.post(`/peers/${south.identity.instanceId}/state`, { state: 'suspended' });
      const answer = await askSpoke(federation, testHub, southCommand(federation));
      await pinPeer(north, south);
      // A suspension takes the pin back, so the spoke no longer knows the peer's keys.
      return judge({ codes: ['NOT_AUTHORIZED', 'KEY_UNKNOWN'] }, atHub.get('refuse-disconnected'), answer);
    });
  } finally {
    await testHub.close();
    await stack.restartHub();
  }
}

/** A command in south's name, signed with the hub's own command key: the best that a taken hub can do. */
function forgedByHub(federation: Federation, hubKey: Parameters<typeof signCommand>[1]): SignedCommand {
  const { north, south, hub, target, grant } = federation;
  return signCommand(
    {
      issuer: south.identity.instanceId,
      audience: north.identity.instanceId,
      hub,
      workspace: target.targetWorkspace,
      run: newId(Date.now()) as RunId,
      body: spawnBody,
      grants: [grant],
    },
    hubKey,
  );
}
