import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { verifyAuditExport, type AuditReport } from '@wheelhouse/protocol';
import type { HubAuditView } from '@wheelhouse/protocol/api/hub';
import type { AuditCheckpointView, AuditView } from '@wheelhouse/protocol/api/spoke';
import type { Command } from 'commander';
import type { ApiClient } from '../api-client.ts';
import type { CliConfig } from '../config.ts';
import { exitCodes } from '../exit.ts';
import type { Output } from '../output.ts';
import { openContext, type CommandContext } from './context.ts';

interface LogOptions {
  readonly spoke?: string;
  readonly hub?: boolean;
  readonly organization?: string;
  readonly instance?: boolean;
}

interface FilterOptions {
  readonly actor?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly verdict?: string;
  readonly request?: string;
  readonly since?: string;
  readonly until?: string;
}

/** An export of a long log takes as long as it takes; a connection that hangs does not. */
const exportTimeoutMs = 3_600_000;

/** `wheelhouse audit`: look at a log, write it to a file, verify such a file without any server. */
export function addAuditCommands(program: Command, config: CliConfig): void {
  const audit = program.command('audit').description('audit logs: list, export, verify offline');
  addVerify(audit, config);
  withFilter(withLog(audit.command('list').description('the newest rows of an audit log')))
    .option('--limit <count>', 'at most so many rows', '50')
    .action(async (options: LogOptions & FilterOptions & { limit: string }, command: Command) => {
      const context = openContext(command, config);
      const { api, base } = await logOf(context, options);
      const rows = await api.get<(AuditView | HubAuditView)[]>(base, { ...queryOf(options), limit: options.limit });
      context.output.list(
        rows.map((row) => ({ ...row, at: new Date(row.at).toISOString(), ...whoAndWhat(row) })),
        ['at', 'action', 'verdict', 'code', 'actor', 'resource', 'requestId'],
      );
    });
  withLog(audit.command('checkpoints').description('signed heads of a log; kept, they show later that nothing is gone'))
    .option('--limit <count>', 'at most so many, the newest', '1')
    .action(async (options: LogOptions & { limit: string }, command: Command) => {
      const context = openContext(command, config);
      const { api, base } = await logOf(context, options);
      const query = { limit: options.limit };
      for (const { envelope } of await api.get<AuditCheckpointView[]>(`${base}/checkpoints`, query)) {
        context.output.line({ envelope }, envelope);
      }
    });
  withFilter(withLog(audit.command('export <file>').description('write a log to a file that `audit verify` checks')))
    .option('--format <format>', 'jsonl or csv', 'jsonl')
    .action(async (file: string, options: LogOptions & FilterOptions & { format: string }, command: Command) => {
      const context = openContext(command, config);
      const { api, base } = await logOf(context, options);
      await download(api, `${base}/export`, { query: { ...queryOf(options), format: options.format }, file });
      if (file !== '-') context.output.item({ file, format: options.format });
    });
}

function withLog(command: Command): Command {
  return command
    .option('--spoke <name>')
    .option('--organization <id>', 'the log of an organization')
    .option('--instance', 'the log of the instance itself')
    .option('--hub', 'the log of the hub');
}

function withFilter(command: Command): Command {
  return command
    .option('--actor <id>')
    .option('--action <name>', 'such as agents.create, or agents.*')
    .option('--resource <kind[:id]>')
    .option('--verdict <verdict>', 'accepted or rejected')
    .option('--request <id>')
    .option('--since <time>', 'ISO 8601')
    .option('--until <time>', 'ISO 8601, exclusive');
}

async function logOf(
  context: CommandContext,
  { spoke, hub, organization, instance }: LogOptions,
): Promise<{ readonly api: ApiClient; readonly base: string }> {
  if (hub === true) return { api: await context.hub(), base: '/audit' };
  const api = await context.spoke(spoke);
  if (organization !== undefined) return { api, base: `/organizations/${organization}/audit` };
  return { api, base: instance === true ? '/instance/audit' : '/audit' };
}

function queryOf(options: FilterOptions): Record<string, string | undefined> {
  const { actor, action, resource, verdict, request: requestId, since, until } = options;
  const instant = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : String(Date.parse(text));
  return { actor, action, resource, verdict, requestId, from: instant(since), to: instant(until) };
}

/** A hub's rows name actor and resource in one text each. */
function whoAndWhat(row: AuditView | HubAuditView): {
  readonly actor: string | null;
  readonly resource: string | null;
} {
  if ('actor' in row) return { actor: row.actor, resource: row.resource };
  const { actorKind, actorId, resourceKind, resourceId } = row;
  return {
    actor: actorId === null ? actorKind : `${actorKind}:${actorId}`,
    resource: resourceId === null ? resourceKind : `${resourceKind ?? ''}:${resourceId}`,
  };
}

interface Download {
  readonly query: Readonly<Record<string, string | undefined>>;
  /** `-` = standard output. */
  readonly file: string;
}

async function download(api: ApiClient, path: string, { query, file }: Download): Promise<void> {
  const present = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const search = new URLSearchParams(present).toString();
  const response = await api.raw(`${path}?${search}`, { signal: AbortSignal.timeout(exportTimeoutMs) });
  const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
  await pipeline(body, file === '-' ? process.stdout : createWriteStream(file, { mode: 0o600 }), { end: file !== '-' });
}

interface VerifyOptions {
  readonly fingerprint?: string;
  readonly checkpoint?: readonly string[];
  readonly allowWithheld?: boolean;
}

function addVerify(audit: Command, config: CliConfig): void {
  audit
    .command('verify <file>')
    .description('check an export offline: every row, link and checkpoint (`-` reads standard input)')
    .option('--fingerprint <hex>', 'of the instance’s identity key, learned from its people; else the file names it')
    .option('--checkpoint <file...>', 'checkpoints kept from earlier, one envelope a line')
    .option('--allow-withheld', 'rows may be left out by a filter or retention; their links are checked')
    .action(async (file: string, options: VerifyOptions, command: Command) => {
      const { output } = openContext(command, config);
      const { fingerprint, checkpoint = [], allowWithheld } = options;
      const kept = await Promise.all(checkpoint.map((path) => readFile(path, 'utf8')));
      const checkpoints = kept.flatMap((text) => text.split('\n').filter((line) => line.trim() !== ''));
      const text = file === '-' ? process.stdin : createReadStream(file);
      text.setEncoding('utf8');
      const report = await verifyAuditExport(text, {
        checkpoints,
        ...(fingerprint === undefined ? {} : { fingerprint }),
        ...(allowWithheld === undefined ? {} : { allowWithheld }),
      });
      tell(output, report, fingerprint !== undefined);
      process.exitCode = report.ok ? exitCodes.done : exitCodes.failed;
    });
}

function tell(output: Output, report: AuditReport, isPinned: boolean): void {
  const { header, problems, problemCount, asOf, head, ...rest } = report;
  if (output.format === 'json') {
    const { keyset: _keyset, ...about } = header ?? { keyset: '' };
    output.item({ ...rest, ...about, asOf, head, problems, problemCount });
    return;
  }
  output.item({
    verdict: report.ok ? 'holds' : 'DOES NOT HOLD',
    log: header === null ? '-' : `${header.kind} ${header.chain}`,
    instance: header?.instance ?? '-',
    fingerprint: report.fingerprint ?? '-',
    rows: report.entries - report.withheld,
    withheld: report.withheld,
    checkpoints: report.checkpoints,
    'as of': asOf === null ? '-' : new Date(asOf).toISOString(),
    head: `${head.seq} ${head.hash}`,
  });
  for (const problem of problems) output.note(`${problem.kind}: ${problem.message}`);
  if (problemCount > problems.length) output.note(`… and ${problemCount - problems.length} more`);
  if (!isPinned) output.note('the file named its own key: compare the fingerprint with the instance’s people');
}
