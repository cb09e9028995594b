import type { ConnectionView, CreatedJoinToken, HubInstanceView } from '@wheelhouse/protocol/api/hub';
import type { GrantView, InstanceView, PeerView } from '@wheelhouse/protocol/api/spoke';
import { WheelhouseError } from '@wheelhouse/protocol';
import type { Command } from 'commander';
import type { CliConfig } from '../config.ts';
import { openContext } from './context.ts';
import { addFleetWork } from './fleet-work-commands.ts';

function addConnect(program: Command, config: CliConfig): void {
  const connect = program.command('connect').description('connect two instances through the hub');
  connect
    .command('request <from> <to>')
    .description('at the hub: ask for a connection between two instances (ids)')
    .action(async (from: string, to: string, _options: unknown, command: Command) => {
      const context = openContext(command, config);
      const connection = await (await context.hub()).post<ConnectionView>('/connections', { from, to });
      context.output.item({ connection: connection.id, state: connection.state, compare: connection.shortCode });
    });
  connect
    .command('accept <connection> <instance>')
    .description('at the hub: accept a connection for one of its two instances')
    .action(async (id: string, instance: string, _options: unknown, command: Command) => {
      const context = openContext(command, config);
      const connection = await (await context.hub()).post<ConnectionView>(`/connections/${id}/accept`, { instance });
      context.output.item({ connection: connection.id, state: connection.state, compare: connection.shortCode });
    });
  connect
    .command('list')
    .description('the peers of a spoke, with the code to compare on both screens')
    .option('--spoke <name>')
    .action(async (options: { spoke?: string }, command: Command) => {
      const context = openContext(command, config);
      const peers = await (await context.spoke(options.spoke)).get<PeerView[]>('/peers');
      context.output.list(
        peers.map((peer) => ({ ...peer, pinned: peer.pinnedAt !== null })),
        ['name', 'id', 'state', 'pinned', 'shortCode', 'fingerprint'],
      );
    });
  connect
    .command('pin <instance> <fingerprint>')
    .description('trust a peer whose fingerprint you compared')
    .option('--spoke <name>')
    .action(async (id: string, fingerprint: string, options: { spoke?: string }, command: Command) => {
      const context = openContext(command, config);
      const api = await context.spoke(options.spoke);
      const peer = await api.post<PeerView>(`/peers/${id}/pin`, { fingerprint });
      context.output.item({ instance: peer.id, name: peer.name, state: peer.state });
    });
}

function addGrant(program: Command, config: CliConfig): void {
  const grant = program.command('grant').description('what other instances may do in a workspace');
  grant
    .command('create <instance> <verbs...>')
    .description('let a pinned peer use verbs such as agent.spawn agent.status agent.kill')
    .option('--spoke <name>')
    .option('--agent <name...>', 'only these agents')
    .option('--max-concurrent <count>')
    .option('--days <days>', 'how long it holds', '30')
    .action(
      async (
        instance: string,
        verbs: string[],
        options: { spoke?: string; agent?: string[]; maxConcurrent?: string; days: string },
        command: Command,
      ) => {
        const context = openContext(command, config);
        const created = await (
          await context.spoke(options.spoke)
        ).post<GrantView>('/grants', {
          grantee: instance,
          verbs,
          lifetimeMs: Math.round(Number(options.days) * 86_400_000),
          ...(options.agent === undefined ? {} : { agents: options.agent }),
          ...(options.maxConcurrent === undefined ? {} : { maxConcurrent: Number(options.maxConcurrent) }),
        });
        context.output.item({ grant: created.id, grantee: created.grantee, verbs: created.verbs.join(' ') });
      },
    );
  grant
    .command('list')
    .option('--spoke <name>')
    .action(async (options: { spoke?: string }, command: Command) => {
      const context = openContext(command, config);
      const grants = await (await context.spoke(options.spoke)).get<GrantView[]>('/grants');
      context.output.list(
        grants.map((entry) => ({ ...entry })),
        ['id', 'grantee', 'verbs', 'agents', 'revokedAt'],
      );
    });
  grant
    .command('revoke <grant>')
    .option('--spoke <name>')
    .action(async (id: string, options: { spoke?: string }, command: Command) => {
      const context = openContext(command, config);
      const revoked = await (await context.spoke(options.spoke)).delete<GrantView>(`/grants/${id}`);
      context.output.item({ grant: revoked.id, revokedAt: revoked.revokedAt });
    });
}

function addFleet(program: Command, config: CliConfig): void {
  const fleet = program.command('fleet').description('at the hub: instances, their enrolment and their work');
  addFleetWork(fleet, config);
  fleet.command('list').action(async (_options: unknown, command: Command) => {
    const context = openContext(command, config);
    const instances = await (await context.hub()).get<HubInstanceView[]>('/instances');
    context.output.list(
      instances.map((entry) => ({ ...entry })),
      ['name', 'id', 'kind', 'state', 'liveness', 'shortCode'],
    );
  });
  fleet
    .command('token')
    .description('make a single-use token for `wheelhouse join`')
    .option('--name <hint>')
    .option('--auto-approve', 'enrol without comparing the code; for machines you hold yourself')
    .action(async (options: { name?: string; autoApprove?: boolean }, command: Command) => {
      const context = openContext(command, config);
      const created = await (
        await context.hub()
      ).post<CreatedJoinToken>('/join-tokens', {
        ...(options.name === undefined ? {} : { nameHint: options.name }),
        ...(options.autoApprove === true ? { autoApprove: true } : {}),
      });
      context.output.item({ token: created.token, expiresAt: new Date(created.expiresAt).toISOString() });
    });
  fleet
    .command('approve <instance> <code>')
    .description('let an instance in, by the code that its own screen shows')
    .action(async (id: string, code: string, _options: unknown, command: Command) => {
      const context = openContext(command, config);
      const instance = await (
        await context.hub()
      ).post<HubInstanceView>(`/instances/${id}/approve`, { shortCode: code });
      context.output.item({ instance: instance.id, state: instance.state });
    });
  for (const action of ['suspend', 'resume', 'revoke'] as const) {
    fleet.command(`${action} <instance>`).action(async (id: string, _options: unknown, command: Command) => {
      const context = openContext(command, config);
      const instance = await (await context.hub()).post<HubInstanceView>(`/instances/${id}/${action}`, {});
      context.output.item({ instance: instance.id, state: instance.state });
    });
  }
}

function addInstance(program: Command, config: CliConfig): void {
  program
    .command('instance')
    .description('a spoke: its fingerprint, its link, what contains its agents')
    .option('--spoke <name>')
    .action(async (options: { spoke?: string }, command: Command) => {
      const context = openContext(command, config);
      const view = await (await context.spoke(options.spoke)).get<InstanceView>('/instance');
      if (context.output.format === 'json') return context.output.item({ ...view });
      const orchestrator = view.orchestrators.find((entry) => entry.state === 'active');
      if (orchestrator === undefined) throw new WheelhouseError('UNAVAILABLE', 'no orchestrator is active');
      context.output.item({
        name: view.name,
        id: view.id,
        fingerprint: view.fingerprint,
        link: view.link.state,
        hub: view.link.hub?.url,
        containment: orchestrator.containment,
        filesystem: orchestrator.filesystem,
        queue: view.queue?.driver,
      });
    });
}

export function addFederationCommands(program: Command, config: CliConfig): void {
  addInstance(program, config);
  addConnect(program, config);
  addGrant(program, config);
  addFleet(program, config);
}
