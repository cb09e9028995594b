import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { WheelhouseError, type AgentSpawn, type NetworkMode, type RunId } from '@wheelhouse/protocol';
import { bridgeCommand, doorPath, type ModelRun, type RunDoor, type RunGate } from '../gateway/index.ts';
import type { DoorAccess, ModelAccess, PreparedProcess } from '../runtimes/index.ts';
import { createRunDoor } from '../run-door/run-door.ts';
import { findProgram } from '../sandbox/find-program.ts';
import type { ContainmentReport } from '../supervisor/index.ts';
import type { ActiveRun } from './active-run.ts';
import type { EngineDeps } from './deps.ts';
import { readLimits } from './limit-watch.ts';
import { actualNetwork, decideNetwork } from './network.ts';
import type { RunKey, RunRow } from './run-store.ts';
import { mayHaveChildren } from './run-tree.ts';
import type { StartFacts } from './start-facts.ts';
import { spentBefore, type Spent } from './usage-meter.ts';

/** What an agent gets beside its folders: a network, models, a door to runs below its own, secrets. */
export interface Means {
  readonly network: NetworkMode;
  /** Null where it reaches no models. */
  readonly model: ModelAccess | null;
  /** Null where it may start no runs. */
  readonly door: DoorAccess | null;
  readonly secrets: Readonly<Record<string, string>>;
  /** What its output must not show. */
  readonly redact: readonly string[];
  /** Wraps the agent's command where these are behind a socket. */
  wrap(prepared: PreparedProcess): PreparedProcess;
}

export interface MeansWish {
  readonly spec: AgentSpawn;
  readonly facts: StartFacts;
  readonly report: ContainmentReport;
  /** A run that shall stop has to be looked at. */
  readonly onStopped: (key: RunKey) => void;
}

/**
 * Decides and opens what the agent may use. What was opened is on `active.gate`, and ends with the attempt.
 * @throws WheelhouseError PRECONDITION for a network or a secret that it cannot have; MODEL_REQUIRED
 */
export async function openMeans(
  deps: EngineDeps,
  run: RunRow,
  active: ActiveRun,
  { spec, facts, report, onStopped }: MeansWish,
): Promise<Means> {
  const { workspaceId } = active.key;
  // Steps ask no model, whatever else the agent can do.
  const kind = spec.task ? 'none' : (active.adapter?.capabilities.model ?? 'none');
  const hasModels = kind !== 'none' && Object.keys(await deps.providers(workspaceId)).length > 0;
  const mode = decideNetwork({ asked: facts.execution.network, max: facts.maxNetwork, model: kind, hasModels });
  const secrets = await deps.openSecrets(workspaceId, facts.execution.secrets ?? {});
  const runDoor = mayHaveChildren(run) ? doorOf(deps, active, onStopped) : undefined;
  const getsModels = hasModels && mode !== 'none';
  const isBridged = mode !== 'full' && report.network === 'isolated' && (getsModels || runDoor !== undefined);
  const socketPath = isBridged ? socketPathOf(deps.dataDir, run.id) : undefined;
  const opening = {
    ...(socketPath === undefined ? {} : { socketPath }),
    ...(runDoor === undefined ? {} : { door: runDoor }),
  };
  if (getsModels) active.gate = active.models = await openModels(deps, run, active, opening);
  else if (runDoor !== undefined) active.gate = await openDoor(deps, active, { ...opening, door: runDoor });
  const access = active.models?.access ?? null;
  if (access === null && kind === 'required') throw new WheelhouseError('MODEL_REQUIRED', modelAdvice);
  const bridge = (argv: readonly string[]) => bridgeCommand(argv, { socketPath: socketPath ?? '' });
  const { gate } = active;
  const baseUrl = isBridged ? bridge([]).baseUrl : (gate?.baseUrl ?? '');
  return {
    network: actualNetwork(mode, report),
    model: access === null ? null : { ...access, baseUrl },
    door: gate === null || runDoor === undefined ? null : { url: `${baseUrl}${doorPath}`, token: gate.token },
    secrets,
    redact: [...Object.values(secrets), ...(gate === null ? [] : [gate.token])],
    wrap: (prepared) => {
      if (!isBridged) return prepared;
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
  opening: { readonly socketPath?: string; readonly door?: RunDoor },
): Promise<ModelRun> {
  const limits = readLimits(run.limits);
  const left = limitsLeft(limits, spentBefore(run.usage));
  return deps.models.open({
    runId: run.id as RunId,
    workspaceId: active.key.workspaceId,
    attempt: active.attempt,
    limits: left,
    ...opening,
    atLimit: limits.onLimit === 'pause-and-ask' ? 'hold' : 'refuse',
    onUsage: (usage) => active.watch?.tell({ type: 'usage', data: { ...usage } }),
    onLimit: (code) => active.watch?.budgetReached(code),
    onNotice: (notice) => active.watch?.tell({ type: 'notice', data: { text: noticeText(notice), ...notice } }),
  });
}

function openDoor(
  { models }: EngineDeps,
  { key, attempt }: ActiveRun,
  opening: { readonly socketPath?: string; readonly door: RunDoor },
): Promise<RunGate> {
  return models.openDoor({ runId: key.runId as RunId, workspaceId: key.workspaceId, attempt, ...opening });
}

function doorOf(deps: EngineDeps, active: ActiveRun, onStopped: MeansWish['onStopped']): RunDoor {
  const { db, bell } = deps;
  const { key, attempt } = active;
  const onWaiting = (isWaiting: boolean): void => active.waits(isWaiting);
  return createRunDoor({ db, bell, now: () => deps.now(), onStopped, onWaiting }, { ...key, attempt });
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
