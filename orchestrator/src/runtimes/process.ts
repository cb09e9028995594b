import { WheelhouseError, type AgentSpawn } from '@wheelhouse/protocol';
import { z } from 'zod';
import type { AgentProcess, Refusal, RunContext, RuntimeAdapter, RuntimeSession, RuntimeVerdict } from './adapter.ts';
import { agentEnv } from './agent-env.ts';
import { commandFields, parseConfig } from './command-config.ts';
import { maxEventTextBytes } from './event-data.ts';
import { LineSplitter } from './lines.ts';
import { LogEvents, type OutputStream } from './log-events.ts';
import { modelEnv } from './model-env.ts';
import { eventOfLine } from './ndjson.ts';
import { exitVerdict } from './outcome.ts';
import { untilQuiet } from './output-quiet.ts';

export const ProcessAgentConfig = z.strictObject({
  ...commandFields,
  /** A spawn may append arguments of its own. Absent = no. */
  allowArgs: z.boolean().optional(),
  /** `ndjson`: lines that are `{type, data}` objects become events of that type. Absent = `text`. */
  parser: z.enum(['text', 'ndjson']).optional(),
});
export type ProcessAgentConfig = z.infer<typeof ProcessAgentConfig>;

export interface ProcessAdapterOptions {
  /** Folders of this instance that its agents' programs live in, beyond the system's. */
  readonly readOnlyPaths?: readonly string[];
}

/** Any command: words from the catalogue, the prompt on standard input, output lines as `log` events. */
export function createProcessAdapter(options: ProcessAdapterOptions = {}): RuntimeAdapter {
  return {
    name: 'process',
    capabilities: {
      prompt: true,
      task: false,
      args: true,
      input: false,
      permissions: false,
      interrupt: false,
      resume: false,
      model: 'asked',
    },
    probe: () => Promise.resolve({ available: true }),
    validate,
    prepare: (context) => {
      const config = configOf(context);
      return Promise.resolve({
        argv: [...config.argv, ...(context.spec.args ?? [])],
        env: { ...agentEnv(context, config.env), ...modelEnv(context.model) },
        readOnlyPaths: options.readOnlyPaths ?? [],
      });
    },
    attach: (process, context) => attach(process, context, configOf(context)),
  };
}

function validate(spec: AgentSpawn, agentConfig: unknown): Refusal | null {
  const parsed = parseConfig(ProcessAgentConfig, agentConfig);
  if ('refusal' in parsed) return parsed.refusal;
  if (spec.task)
    return { code: 'UNSUPPORTED', message: 'an agent of the runtime process takes a prompt, no task steps' };
  if (spec.args?.length && !parsed.config.allowArgs) {
    return {
      code: 'NOT_AUTHORIZED',
      message: 'this agent takes no arguments; its catalogue entry does not set allowArgs',
    };
  }
  return null;
}

function configOf(context: RunContext): ProcessAgentConfig {
  const parsed = parseConfig(ProcessAgentConfig, context.agent.config);
  if ('refusal' in parsed) throw new WheelhouseError(parsed.refusal.code, parsed.refusal.message);
  return parsed.config;
}

function attach(process: AgentProcess, context: RunContext, config: ProcessAgentConfig): RuntimeSession {
  let disposed = false;
  let lastOutputAt = 0;
  const log = new LogEvents((event) => context.emit(event));
  const splitters = { stdout: new LineSplitter(maxEventTextBytes), stderr: new LineSplitter(maxEventTextBytes) };
  const take = (stream: OutputStream, lines: ReturnType<LineSplitter['push']>): void => {
    if (config.parser !== 'ndjson' || stream === 'stderr') return log.lines(stream, lines);
    for (const line of lines) {
      const event = line.truncated ? null : eventOfLine(line.text);
      if (event) context.emit(event);
      else log.lines(stream, [line]);
    }
  };
  process.onOutput((stream, chunk) => {
    lastOutputAt = performance.now();
    if (!disposed) take(stream, splitters[stream].push(chunk));
  });
  const finish = async (): Promise<RuntimeVerdict> => {
    const exit = await process.exited;
    await untilQuiet(
      () => lastOutputAt,
      () => performance.now(),
    );
    if (!disposed) for (const stream of ['stdout', 'stderr'] as const) take(stream, splitters[stream].flush());
    return exitVerdict(exit);
  };
  context.signal.addEventListener('abort', () => (disposed = true), { once: true });
  return {
    started: deliver(process, context.spec.prompt ?? ''),
    outcome: finish(),
    interrupt: () => Promise.resolve(),
    dispose: () => {
      disposed = true;
    },
  };
}

/** A program that ends without reading its input has run all the same: its exit tells how it went. */
async function deliver(process: AgentProcess, prompt: string): Promise<void> {
  const written = prompt === '' ? Promise.resolve() : process.write(prompt).catch(() => undefined);
  await Promise.race([written, process.exited]);
  process.closeInput();
}
