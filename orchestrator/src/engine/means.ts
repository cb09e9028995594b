import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { WheelhouseError, type AgentSpawn, type NetworkMode, type RunId } from '@wheelhouse/protocol';
import { bridgeCommand, type ModelRun } from '../gateway/index.ts';
import type { ModelAccess, PreparedProcess } from '../runtimes/index.ts';
import { findProgram } from '../sandbox/find-program.ts';
import type { ContainmentReport } from '../supervisor/index.ts';
import type { ActiveRun } from './active-run.ts';
import type { EngineDeps } from './deps.ts';
import { readLimits } from './limit-watch.ts';
import { actualNetwork, decideNetwork } from './network.ts';
import type { RunRow } from './run-store.ts';
import type { StartFacts } from './start-facts.ts';
import { spentBefore, type Spent } from './usage-meter.ts';

/** What an agent gets beside its folders: a network, models, secrets. */
export interface Means {
  readonly network: NetworkMode;
  /** Null where it reaches no models. */
  readonly model: ModelAccess | null;
  readonly secrets: Readonly<Record<string, string>>;
  /** What its output must not show. */
  readonly redact: readonly string[];
  /** Wraps the agent's command where models are behind a socket. */
  wrap(prepared: PreparedProcess): PreparedProcess;
}

export interface MeansWish {
  readonly spec: AgentSpawn;
  readonly facts: StartFacts;
  readonly report: ContainmentReport;
}

/**
 * Decides and opens what the agent may use. What was opened is on `active.models`, and ends with the attempt.
 * @throws WheelhouseError PRECONDITION for a network or a secret that it cannot have; MODEL_REQUIRED
 */
export async function openMeans(
  deps: EngineDeps,
  run: RunRow,
  active: ActiveRun,
  { spec, facts, report }: MeansWish,
): Promise<Means> {
  const { workspaceId } = active.key;
  // Steps ask no model, whatever else the agent can do.
  const kind = spec.task ? 'none' : (active.adapter?.capabilities.model ?? 'none');
  const hasModels = kind !== 'none' && Object.keys(await deps.providers(workspaceId)).length > 0;
  const mode = decideNetwork({ asked: facts.execution.network, max: facts.maxNetwork, model: kind, hasModels });
  const secrets = await deps.openSecrets(workspaceId, facts.execution.secrets ?? {});
  const isBridged = mode === 'llm-only' && report.network === 'isolated';
  const socketPath = isBridged ? socketPathOf(deps.dataDir, run.id) : undefined;
  if (hasModels && mode !== 'none') active.models = await openModels(deps, run, active, socketPath);
  const access = active.models?.access ?? null;
  if (access === null && kind === 'required') throw new WheelhouseError('MODEL_REQUIRED', modelAdvice);
  const bridge = (argv: readonly string[]) => bridgeCommand(argv, { socketPath: socketPath ?? '' });
  return {
    network: actualNetwork(mode, report),
    model: access === null || !isBridged ? access : { ...access, baseUrl: bridge([]).baseUrl },
    secrets,
    redact: [...Object.values(secrets), ...(access === null ? [] : [access.token])],
    wrap: (prepared) => {
      if (!isBridged || access === null) return prepared;
      refuseMissing(prepared);
      const { argv, env, readOnlyPaths } = bridge(prepared.argv);
      return { argv, env: { ...prepared.env, ...env }, readOnlyPaths: [...prepared.readOnlyPaths, ...readOnlyPaths] };
    },
  };
}

/** The bridge starts it and could tell of a program that is not there only by an exit code, as the program itself might. */
function refuseMissing({ argv: [program = ''], env }: PreparedProcess): void {
  const isOfFolder = program.includes('/') && !isAbsolute(program);
  if (isOfFolder || findProgram(program, env['PATH']) !== null) return;
  throw new WheelhouseError('START_FAILED', `there is no program ${program} here`);
}

const modelAdvice =
  'this agent needs a model: set ANTHROPIC_API_KEY or OPENAI_API_KEY as a secret of the workspace or for the instance, and allow the network llm-only';

function openModels(
  deps: EngineDeps,
  run: RunRow,
  active: ActiveRun,
  socketPath: string | undefined,
): Promise<ModelRun> {
  const limits = readLimits(run.limits);
  const left = limitsLeft(limits, spentBefore(run.usage));
  return deps.models.open({
    runId: run.id as RunId,
    workspaceId: active.key.workspaceId,
    attempt: active.attempt,
    limits: left,
    ...(socketPath === undefined ? {} : { socketPath }),
    atLimit: limits.onLimit === 'pause-and-ask' ? 'hold' : 'refuse',
    onUsage: (usage) => active.watch?.tell({ type: 'usage', data: { ...usage } }),
    onLimit: (code) => active.watch?.budgetReached(code),
    onNotice: (notice) => active.watch?.tell({ type: 'notice', data: { text: noticeText(notice), ...notice } }),
  });
}

function noticeText(notice: { readonly kind: string; readonly status?: number; readonly model?: string }): string {
  if (notice.kind === 'unpriced')
    return `the price of ${notice.model} is not known, so a budget cannot be kept with it`;
  if (notice.kind === 'rate_limited') return 'the model provider asks to slow down';
  return `the model provider answered with an error (${notice.status})`;
}

type Budgets = { readonly [Name in keyof Spent]?: number | undefined };

/** What earlier attempts have left of a run's budgets. Pure. */
export function limitsLeft(limits: Budgets, spent: Spent): Partial<Spent> {
  const names = ['tokens', 'costMicros', 'turns'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const limit = limits[name];
      return limit === undefined ? [] : [[name, Math.max(0, limit - spent[name])] as const];
    }),
  );
}

/** The kernel takes no longer address of a socket. */
const maxSocketPath = 107;

/** In the data folder, or where that is too long in a folder of its own for temporary files. */
export function socketPathOf(dataDir: string, runId: string): string {
  const path = join(dataDir, 'models', `${runId}.sock`);
  if (Buffer.byteLength(path) <= maxSocketPath) return path;
  const own = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  return join(tmpdir(), `wheelhouse-${own}`, `${runId}.sock`);
}
