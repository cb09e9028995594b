import { readFile } from 'node:fs/promises';
import { WheelhouseError } from '@wheelhouse/protocol';
import type { ImportReport, ImportStarted, ImportView } from '@wheelhouse/protocol/api/spoke';
import type { Command } from 'commander';
import { ApiError, listAll, type ApiClient } from '../api-client.ts';
import type { CliConfig } from '../config.ts';
import { exitCodes } from '../exit.ts';
import type { Output } from '../output.ts';
import { confirm, yesOption } from './confirm.ts';
import { openContext, type CommandContext } from './context.ts';
import { apiOf, withPlace, type PlaceOptions } from './place.ts';
import { readExport } from './read-export.ts';

interface ImportOptions extends PlaceOptions {
  readonly dryRun?: boolean;
  readonly skipUnknown?: boolean;
  readonly yes?: boolean;
}

const pollMs = 500;

/** `wheelhouse import`: a system of one tenant comes into the workspace. */
export function addImportCommands(program: Command, config: CliConfig): void {
  const imports = withPlace(
    program
      .command('import')
      .argument('[file]', 'an export, one JSON object a line (docs/import-format.md); - is standard input')
      .description('bring an export of a single-tenant system into the workspace; all of it or nothing'),
  )
    .option('--dry-run', 'check it and tell what it would make; nothing is written')
    .option('--skip-unknown', 'leave out rows of kinds that the server does not know, instead of refusing')
    .option(...yesOption)
    .action(async (file: string | undefined, options: ImportOptions, command: Command) => {
      if (file === undefined) command.help({ error: true });
      await importFile(openContext(command, config), file, options);
    });
  // Options before and behind the verb are the parent's, which has the same ones.
  const verb = (usage: string, does: string): Command => withPlace(imports.command(usage).description(does));
  const open = async (command: Command): Promise<{ context: CommandContext; api: ApiClient; yes: boolean }> => {
    const context = openContext(command, config);
    const options = command.optsWithGlobals<ImportOptions>();
    return { context, api: await apiOf(context, options), yes: options.yes === true };
  };
  verb('list', 'imports of the workspace, newest first').action(async (_options: object, command: Command) => {
    const { context, api } = await open(command);
    const views = await listAll<ImportView>(api, '/imports');
    context.output.list(
      views.map((view) => (context.output.format === 'json' ? { ...view } : inWords(view))),
      ['id', 'state', 'progress', 'total', 'createdAt', 'error'],
    );
  });
  verb('status <id>', 'how far an import is, or how it ended').action(
    async (id: string, _options: object, command: Command) => {
      const { context, api } = await open(command);
      show(context.output, await api.get<ImportView>(`/imports/${encodeURIComponent(id)}`));
    },
  );
  verb('undo <id>', 'remove exactly what an import made, where nobody has used it since')
    .option(...yesOption)
    .action(async (id: string, _options: object, command: Command) => {
      const { context, api, yes } = await open(command);
      await confirm(context, `remove all that the import ${id} made`, yes);
      await undo(context, api, id);
    });
}

async function importFile(context: CommandContext, file: string, options: ImportOptions): Promise<void> {
  const { output, terminal } = context;
  const read = readExport(file === '-' ? await terminal.readAll() : await readFile(file, 'utf8'));
  const api = await apiOf(context, options);
  const wish = { ...read, skipUnknown: options.skipUnknown === true };
  const { report } = await api.post<ImportStarted>('/imports', { ...wish, dryRun: true });
  if (options.dryRun === true || !report.ok) return tell(output, report);
  if (output.format !== 'json') output.note(`it makes ${countsInWords(report)}`);
  await confirm(context, 'import this? An undo works while nobody has used it; for later, take a backup', options.yes);
  const { import: begun } = await api.post<ImportStarted>('/imports', wish);
  if (begun === null) throw new WheelhouseError('INTERNAL', 'the server began no import');
  const ended = await follow(api, begun, output);
  show(output, ended);
  if (ended.state !== 'done') process.exitCode = exitCodes.failed;
}

/** What a check found; with problems the command ends as for every input that is not valid. */
function tell(output: Output, report: ImportReport): void {
  if (!report.ok) process.exitCode = exitCodes.usage;
  if (output.format === 'json') return output.item({ ...report });
  if (report.ok) return output.item({ makes: countsInWords(report), skipped: report.skipped, problems: 0 });
  output.list(report.problems, ['line', 'code', 'field', 'message']);
  const more = report.problemCount - report.problems.length;
  output.note(`${report.problemCount} problems${more > 0 ? `, ${more} of them not shown` : ''}: nothing was imported`);
}

function countsInWords({ creates, matches, skipped }: ImportReport): string {
  const made = Object.entries(creates).map(([kind, count]) => `${count} ${kind}`);
  const more = [
    ...(matches > 0 ? [`${matches} with an account here become members`] : []),
    ...(skipped > 0 ? [`${skipped} rows left out`] : []),
  ];
  return [...made, ...more].join(', ');
}

/** Tells how far it is until it has ended. Interrupted, it goes on at the server: `import status` tells of it. */
async function follow(api: ApiClient, begun: ImportView, output: Output): Promise<ImportView> {
  output.note(`import ${begun.id} began`);
  let view = begun;
  while (view.state === 'running') {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    const next = await api.get<ImportView>(`/imports/${begun.id}`);
    if (next.progress !== view.progress) output.note(`${next.progress} of ${next.total} rows`);
    view = next;
  }
  return view;
}

async function undo({ output }: CommandContext, api: ApiClient, id: string): Promise<void> {
  try {
    show(output, await api.post<ImportView>(`/imports/${encodeURIComponent(id)}/undo`));
  } catch (error) {
    const obstacles = error instanceof ApiError ? error.details?.['obstacles'] : undefined;
    if (Array.isArray(obstacles)) output.list(obstacles as Record<string, unknown>[], ['kind', 'id', 'why']);
    throw error;
  }
}

function show(output: Output, view: ImportView): void {
  output.item(output.format === 'json' ? { ...view } : inWords(view));
}

const inWords = (view: ImportView): Record<string, unknown> => ({
  ...view,
  createdAt: new Date(view.createdAt).toISOString(),
  endedAt: view.endedAt === null ? null : new Date(view.endedAt).toISOString(),
});
