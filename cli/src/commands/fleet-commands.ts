import { setTimeout as delay } from 'node:timers/promises';
import { WheelhouseError } from '@wheelhouse/protocol';
import type { FleetStops, FleetStopTarget, FleetStopView, HubInstanceView } from '@wheelhouse/protocol/api/hub';
import { loadOrCreateIdentity } from '@wheelhouse/protocol/keyfile';
import type { Command } from 'commander';
import type { ApiClient } from '../api-client.ts';
import type { CliConfig } from '../config.ts';
import { exitCodes } from '../exit.ts';
import { consoleKeyPath, loadConsoleKey } from '../fleet/console-key.ts';
import { planStop, stopFleet, unlockFleet } from '../fleet/stop-fleet.ts';
import type { Output } from '../output.ts';
import { confirm } from './confirm.ts';
import { openContext, type CommandContext } from './context.ts';

export interface FleetStopOptions {
  readonly now?: boolean;
  readonly lock: boolean;
  readonly reason?: string;
  readonly key?: string;
  readonly timeout: string;
  readonly yes?: boolean;
}

/** `wheelhouse kill-all --fleet`: every workspace that let the console end its runs, and no spawn passes the hub. */
export async function killFleet(context: CommandContext, options: FleetStopOptions): Promise<void> {
  const hub = await context.hub();
  const key = await loadConsoleKey(context.config, options.key);
  const plan = await planStop(hub, key);
  for (const name of plan.beyond)
    context.output.note(`${name}: no workspace there lets ${key.name} end its runs (agent.kill_all)`);
  await confirm(context, `end every run of ${plan.reach.length} workspaces of ${plan.hubName}`, options.yes);
  const wish = {
    now: options.now === true,
    lock: options.lock,
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  };
  const begun = await stopFleet(hub, key, { plan, wish });
  const stop = await followStop(hub, begun, { output: context.output, timeoutMs: Number(options.timeout) * 1000 });
  context.output.list(stop.targets.map(rowOf), ['instance', 'workspace', 'state', 'said', 'openRuns']);
  process.exitCode = isDone(stop) ? exitCodes.done : exitCodes.failed;
}

/** `wheelhouse unlock --fleet` */
export async function liftFleet(context: CommandContext, options: { readonly key?: string }): Promise<void> {
  const hub = await context.hub();
  const { lifted, commands } = await unlockFleet(hub, await loadConsoleKey(context.config, options.key));
  const refused = commands.filter(({ code }) => code !== null);
  context.output.item({ lifted, sent: commands.length - refused.length, refused: refused.length });
}

const isDone = ({ isOver, targets }: FleetStopView): boolean =>
  isOver && targets.every(({ state }) => state === 'succeeded');

const rowOf = (target: FleetStopTarget): Record<string, unknown> => ({
  instance: target.instanceName,
  workspace: target.workspaceId,
  state: target.link === 'live' || target.state === 'succeeded' ? target.state : `${target.state} (it is away)`,
  said: target.message ?? target.code,
  openRuns: target.openRuns,
});

/** Tells each change as it comes, until all is over or the time is up. */
async function followStop(
  hub: ApiClient,
  begun: FleetStopView,
  { output, timeoutMs }: { readonly output: Output; readonly timeoutMs: number },
): Promise<FleetStopView> {
  const deadline = Date.now() + timeoutMs;
  const told = new Map<string, string>();
  let stop = begun;
  for (;;) {
    for (const target of stop.targets) {
      const text = `${target.instanceName} ${target.workspaceId}: ${target.state}${target.message === null ? '' : `, ${target.message}`}`;
      if (told.get(target.command) !== text) output.note(text);
      told.set(target.command, text);
    }
    if (stop.isOver || Date.now() >= deadline) return stop;
    await delay(250);
    const { stops } = await hub.get<FleetStops>('/fleet/kill-all');
    stop = stops.find(({ id }) => id === begun.id) ?? stop;
  }
}

/** `wheelhouse console create`: the key that signs what the hub relays for its operators. */
export function addConsoleCommands(program: Command, config: CliConfig): void {
  program
    .command('console')
    .description('the key that signs commands of the hub’s operators')
    .command('create')
    .description('make one in a file here, and register its public half at the hub')
    .option('--key <file>', 'where to keep it; default: the hub’s data folder')
    .option('--name <name>', 'what instances see', 'console')
    .action(async (options: { readonly key?: string; readonly name: string }, command: Command) => {
      const context = openContext(command, config);
      const file = options.key ?? consoleKeyPath(config);
      const identity = await loadOrCreateIdentity(file, { name: options.name, now: Date.now() });
      if (identity.name !== options.name && options.name !== 'console')
        throw new WheelhouseError('CONFLICT', `${file} is the key of ${identity.name} already`);
      const hub = await context.hub();
      const view = await hub.post<HubInstanceView>('/consoles', { keyset: identity.keyset });
      context.output.item({ console: view.id, name: view.name, file, fingerprint: identity.fingerprint });
    });
}
