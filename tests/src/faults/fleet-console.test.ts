import { grantConsole, signCommand, until } from '@wheelhouse/cli';
import { newId, type CommandBody, type RunId, type WorkspaceId } from '@wheelhouse/protocol';
import type {
  FleetAgentsView,
  FleetApprovalView,
  FleetCommandDetail,
  FleetRunView,
  HubInstanceView,
} from '@wheelhouse/protocol/api/hub';
import type { ApprovalView } from '@wheelhouse/protocol/api/spoke';
import type { Identity } from '@wheelhouse/protocol/keyfile';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { World } from './world.ts';

let world: World;
let key: Identity;
beforeAll(async () => {
  world = await World.open();
  key = await world.stack.consoleIdentity();
  await grantConsole(world.stack, world.north);
}, 180_000);
afterAll(() => world.close());

/** Hands a command that the console signed to the hub; its id. */
async function ask(run: string, body: CommandBody): Promise<string> {
  const { id, envelope } = signCommand(
    {
      issuer: key.instanceId,
      audience: world.north.identity.instanceId,
      hub: world.hubId,
      workspace: world.north.workspaceId as WorkspaceId,
      run: run as RunId,
      body,
    },
    key.command,
  );
  await world.stack.hubApi.post('/fleet/commands', { envelope });
  return id;
}

const ended = (id: string): Promise<FleetCommandDetail> =>
  until('the command is over', 20_000, async () => {
    const command = await world.stack.hubApi.get<FleetCommandDetail>(`/fleet/commands/${id}`);
    return command.endedAt === null ? null : command;
  });
const askedBy = async (run: string): Promise<FleetApprovalView[]> =>
  world.stack.hubApi.get<FleetApprovalView[]>(`/fleet/approvals?run=${run}`);

async function spawnAsking(): Promise<{ readonly run: string; readonly open: FleetApprovalView }> {
  const run = newId(Date.now());
  const steps = [{ do: 'approve', question: 'Shall it go on?' }] as const;
  await ask(run, { verb: 'agent.spawn', agent: 'embedded', task: { steps: [...steps] } });
  const open = await until('the hub shows what it asks', 30_000, async () => (await askedBy(run))[0]);
  return { run, open };
}

test('what a run asks is seen at the hub and answered from there, once', async () => {
  const { run, open } = await spawnAsking();
  expect(open).toMatchObject({
    issuer: key.instanceId,
    instanceId: world.north.identity.instanceId,
    agent: 'embedded',
    kind: 'permission',
    title: expect.stringContaining('Shall it go on?'),
  });
  const allow = open.options.find(({ kind }) => kind.startsWith('allow'));
  const body = { verb: 'agent.approve', request: open.request, option: allow?.option ?? '' } as const;
  expect((await ended(await ask(run, body))).state).toBe('succeeded');
  await until('the run has ended', 20_000, async () => {
    return (await world.stack.hubApi.get<FleetRunView>(`/fleet/runs/${run}`)).state === 'succeeded';
  });
  expect(await askedBy(run)).toEqual([]);
  const again = await ended(await ask(run, body));
  expect([again.state, again.code]).toEqual(['rejected', 'ALREADY_TERMINAL']);
  const [booked] = await world.north.api.get<ApprovalView[]>(`/approvals?run=${run}`);
  expect(booked).toMatchObject({ state: 'answered', answeredBy: { instance: key.instanceId } });
});

test('an answer from the hub to a run of somebody else’s is refused', async () => {
  const steps = [{ do: 'approve', question: 'May I?' }];
  const { runId } = await world.north.api.post<{ runId: string }>('/runs', { agent: 'embedded', task: { steps } });
  const [open] = await until('it asks', 30_000, async () => {
    const found = await world.north.api.get<ApprovalView[]>(`/approvals?run=${runId}`);
    return found.length > 0 ? found : null;
  });
  const option = open?.options[0]?.option ?? '';
  const refused = await ended(await ask(runId, { verb: 'agent.approve', request: open?.request ?? '', option }));
  expect([refused.state, refused.code]).toEqual(['rejected', 'NOT_AUTHORIZED']);
  await world.north.api.post(`/runs/${runId}/kill`, { now: true });
});

test('the hub shows which kinds of agents each instance can run', async () => {
  const found = await until('both instances said it', 45_000, async () => {
    const agents = await world.stack.hubApi.get<FleetAgentsView[]>('/fleet/agents');
    return agents.length === 2 && agents.every(({ catalogue }) => (catalogue?.machines.length ?? 0) > 0)
      ? agents
      : null;
  });
  for (const { instanceName, link, catalogue } of found) {
    expect(['north', 'south']).toContain(instanceName);
    expect(link).toBe('live');
    const [machine] = catalogue?.machines ?? [];
    expect(machine?.containment).toEqual(expect.any(String));
    const kinds = new Map(machine?.runtimes.map(({ name, available }) => [name, available]));
    expect([kinds.get('process'), kinds.get('embedded')]).toEqual([true, true]);
    expect([...kinds.keys()]).toEqual(expect.arrayContaining(['claude', 'codex', 'acp', 'a2a']));
  }
  const instances = await world.stack.hubApi.get<HubInstanceView[]>('/instances');
  for (const { instanceId, catalogue } of found)
    expect(instances.find(({ id }) => id === instanceId)?.version).toBe(catalogue?.version);
});
