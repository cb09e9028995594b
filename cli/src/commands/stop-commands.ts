import type { ApprovalView, CommandTaken, InstanceView } from '@wheelhouse/protocol/api/spoke';
import type { Command } from 'commander';
import { listAll } from '../api-client.ts';
import type { CliConfig } from '../config.ts';
import { confirm, yesOption } from './confirm.ts';
import { openContext } from './context.ts';
import { killFleet, liftFleet, type FleetStopOptions } from './fleet-commands.ts';
import { apiOf, withPlace, type PlaceOptions } from './place.ts';

interface KillAllOptions extends PlaceOptions, FleetStopOptions {
  readonly instance?: boolean;
  readonly fleet?: boolean;
}

interface UnlockOptions extends PlaceOptions {
  readonly fleet?: boolean;
  readonly key?: string;
}

interface ApprovalOptions extends PlaceOptions {
  readonly all?: boolean;
}

/** `wheelhouse kill-all`, `wheelhouse unlock`, `wheelhouse approval`: what people decide about running work. */
export function addStopCommands(program: Command, config: CliConfig): void {
  withPlace(program.command('kill-all').description('end every run of the workspace and refuse new ones'))
    .option('--now', 'skip the polite steps')
    .option('--no-lock', 'go on taking spawns')
    .option('--instance', 'every workspace of the instance; for who runs it')
    .option('--fleet', 'from the hub: every workspace that lets the console do so, on every instance')
    .option('--reason <text>', 'with --fleet: kept with it')
    .option('--key <file>', 'with --fleet: the console’s key')
    .option('--timeout <seconds>', 'with --fleet: how long to wait for the ends', '30')
    .option(...yesOption)
    .action(async (options: KillAllOptions, command: Command) => {
      const context = openContext(command, config);
      if (options.fleet === true) return killFleet(context, options);
      const api = await apiOf(context, options);
      const now = options.now === true ? { now: true } : {};
      if (options.instance === true) {
        const { name } = await api.get<InstanceView>('/instance');
        await confirm(context, `end every run of every workspace on ${name}`, options.yes);
        context.output.item({ ...(await api.post<object>('/instance/kill-all', { ...now, confirm: name })) });
        return;
      }
      await confirm(context, 'end every run of the workspace', options.yes);
      context.output.item({ ...(await api.post<object>('/kill-all', { ...now, lock: options.lock })) });
    });
  withPlace(program.command('unlock').description('let runs start again after kill-all'))
    .option('--fleet', 'what kill-all --fleet locked')
    .option('--key <file>', 'with --fleet: the console’s key')
    .action(async (options: UnlockOptions, command: Command) => {
      const context = openContext(command, config);
      if (options.fleet === true) return liftFleet(context, options);
      await (await apiOf(context, options)).delete('/lock');
      context.output.item({ locked: false });
    });
  addApprovals(program, config);
}

function addApprovals(program: Command, config: CliConfig): void {
  const approval = program.command('approval').description('what runs ask people');
  withPlace(approval.command('list').description('open ones; with --all those that have ended too'))
    .option('--all')
    .action(async (options: ApprovalOptions, command: Command) => {
      const context = openContext(command, config);
      const api = await apiOf(context, options);
      const found = await listAll<ApprovalView>(api, '/approvals');
      const shown = options.all === true ? found : found.filter(({ state }) => state === 'open');
      context.output.list(
        shown.map((entry) => ({ ...entry, options: entry.options.map(({ option }) => option).join(' ') })),
        ['id', 'run', 'state', 'title', 'options'],
      );
    });
  withPlace(approval.command('answer <id> <option>').description('wherever the run is')).action(
    async (id: string, option: string, options: PlaceOptions, command: Command) => {
      const context = openContext(command, config);
      const api = await apiOf(context, options);
      const taken = await api.post<CommandTaken>(`/approvals/${id}/answer`, { option });
      context.output.item({ approval: id, option, command: taken.commandId });
    },
  );
}
