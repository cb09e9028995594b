import { buildCommand, type PrincipalId } from '@wheelhouse/protocol';
import type { FleetAgentsView, FleetApprovalView, FleetRunView, FleetView } from '@wheelhouse/protocol/api/hub';
import type { Command } from 'commander';
import { listAll } from '../api-client.ts';
import type { CliConfig } from '../config.ts';
import { loadConsoleKey } from '../fleet/console-key.ts';
import { openContext, type CommandContext } from './context.ts';

interface AnswerOptions {
  readonly option: string;
  readonly key?: string;
}

/** `wheelhouse fleet agents`, `approvals`, `answer`: what runs where, as the hub knows it, and what it waits for. */
export function addFleetWork(fleet: Command, config: CliConfig): void {
  fleet
    .command('agents')
    .description('which kinds of agents each instance can run')
    .action(async (_options: unknown, command: Command) => {
      const context = openContext(command, config);
      const found = await listAll<FleetAgentsView>(await context.hub(), '/fleet/agents');
      const rows = found.flatMap(({ instanceName, link, catalogue }) =>
        (catalogue?.machines ?? []).flatMap(({ hostname, containment, runtimes }) =>
          runtimes.map((runtime) => ({ instance: instanceName, link, machine: hostname, containment, ...runtime })),
        ),
      );
      context.output.list(rows, [
        'instance',
        'link',
        'machine',
        'containment',
        'name',
        'available',
        'version',
        'detail',
      ]);
    });
  fleet
    .command('approvals')
    .description('what open runs ask people')
    .action(async (_options: unknown, command: Command) => {
      const context = openContext(command, config);
      const found = await (await context.hub()).get<FleetApprovalView[]>('/fleet/approvals');
      context.output.list(
        found.map((entry) => ({ ...entry, options: entry.options.map(({ option }) => option).join(' ') })),
        ['runId', 'request', 'kind', 'title', 'options'],
      );
    });
  fleet
    .command('answer <run> <request>')
    .description('answer what a run of the console asks')
    .requiredOption('--option <option>', 'one of those that `fleet approvals` shows')
    .option('--key <file>', 'the console’s key')
    .action(async (run: string, request: string, { option, key }: AnswerOptions, command: Command) => {
      const context = openContext(command, config);
      const id = await answer(context, { run, request, option, key });
      context.output.item({ run, request, option, command: id });
    });
}

interface Answer {
  readonly run: string;
  readonly request: string;
  readonly option: string;
  readonly key?: string | undefined;
}

async function answer(context: CommandContext, { run, request, option, key }: Answer): Promise<string> {
  const hub = await context.hub();
  const identity = await loadConsoleKey(context.config, key);
  const [{ hub: hubId }, { instanceId, workspaceId }] = await Promise.all([
    hub.get<FleetView>('/fleet'),
    hub.get<FleetRunView>(`/fleet/runs/${run}`),
  ]);
  const { text, message } = buildCommand(
    { self: identity.instanceId, command: identity.command },
    {
      actor: { kind: 'service', id: identity.instanceId as string as PrincipalId },
      aud: instanceId,
      hub: hubId,
      workspaceId,
      runId: run,
      body: { verb: 'agent.approve', request, option },
      now: Date.now(),
    },
  );
  await hub.post('/fleet/commands', { envelope: text });
  return message.id;
}
