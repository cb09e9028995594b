import type { ScheduleView } from '@wheelhouse/protocol/api/spoke';
import type { Command } from 'commander';
import { listAll } from '../api-client.ts';
import type { CliConfig } from '../config.ts';
import { confirm, given, yesOption } from './confirm.ts';
import { openContext } from './context.ts';
import { apiOf, pick, withPlace, type PlaceOptions } from './place.ts';
import { readTask } from './steps.ts';

interface ScheduleOptions extends PlaceOptions {
  readonly agent: string;
  readonly prompt?: string;
  readonly task?: string;
  readonly step: readonly string[];
  readonly timeZone?: string;
  readonly overlap?: string;
  readonly yes?: boolean;
}

const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];
const columns = ['name', 'cron', 'timeZone', 'enabled', 'nextAt', 'lastCode', 'lastRun', 'id'] as const;

/** `wheelhouse schedule`: runs that begin by the clock. */
export function addScheduleCommands(program: Command, config: CliConfig): void {
  const schedule = program.command('schedule').description('runs that begin by the clock');
  withPlace(schedule.command('list')).action(async (options: PlaceOptions, command: Command) => {
    const context = openContext(command, config);
    const found = await listAll<ScheduleView>(await apiOf(context, options), '/schedules');
    context.output.list(
      found.map((entry) => ({ ...entry })),
      [...columns],
    );
  });
  withPlace(
    schedule.command('create <name> <cron>').description('such as "0 3 * * *": minute, hour, day, month, weekday'),
  )
    .requiredOption('--agent <name>')
    .option('--prompt <text>')
    .option('--task <file>', 'JSON file of steps for the embedded agent')
    .option('--step <step>', 'one step; may be repeated', collect, [])
    .option('--time-zone <zone>', 'such as Europe/Berlin; default UTC')
    .option('--overlap <what>', 'while the run before is open: skip (default), allow, replace')
    .action(async (name: string, cron: string, options: ScheduleOptions, command: Command) => {
      const context = openContext(command, config);
      const api = await apiOf(context, options);
      const task = await readTask(options.task, options.step);
      const spawn = given({ agent: options.agent, prompt: options.prompt, task });
      const wish = { name, cron, spawn, ...given({ timeZone: options.timeZone, overlap: options.overlap }) };
      context.output.item({ ...(await api.post<ScheduleView>('/schedules', wish)) });
    });
  for (const [verb, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    withPlace(schedule.command(`${verb} <schedule>`)).action(
      async (which: string, options: PlaceOptions, command: Command) => {
        const context = openContext(command, config);
        const api = await apiOf(context, options);
        const { id } = await findSchedule(api, which);
        context.output.item({ ...(await api.patch<ScheduleView>(`/schedules/${id}`, { enabled })) });
      },
    );
  }
  withPlace(schedule.command('delete <schedule>').description('its runs stay'))
    .option(...yesOption)
    .action(async (which: string, options: ScheduleOptions, command: Command) => {
      const context = openContext(command, config);
      const api = await apiOf(context, options);
      const { id, name } = await findSchedule(api, which);
      await confirm(context, `delete the schedule ${name}`, options.yes);
      await api.delete(`/schedules/${id}`);
      context.output.item({ deleted: id, name });
    });
}

async function findSchedule(api: Parameters<typeof listAll>[0], which: string): Promise<ScheduleView> {
  return pick(await listAll<ScheduleView>(api, '/schedules'), which, { what: 'schedule', fields: ['id', 'name'] });
}
