import { z } from 'zod';
import { providerVariables } from '../gateway/index.ts';

/** What the engine is run with, whoever starts it. */
export interface EngineConfig {
  /** Agents running at one time. */
  readonly concurrency: number;
  readonly containment: 'auto' | 'namespace' | 'cgroup' | 'tree';
  /** Starts agents also where their file system cannot be closed off. */
  readonly allowOpenFilesystem: boolean;
  /** Folders in which agents' programs are looked up before the system's, as PATH writes them. Absent = none. */
  readonly agentPath?: string;
}

const flag = z
  .enum(['0', '1', 'true', 'false'], 'must be 1, 0, true or false')
  .default('0')
  .transform((value) => value === '1' || value === 'true');
/** A folder that is named from where we happen to be started would change with it. */
export const agentPathVariable = z
  .string()
  .refine(
    (path) => path.split(':').every((folder) => folder.startsWith('/')),
    'must be absolute folders, joined by ":"',
  )
  .optional();
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL');

/** Variables of an orchestrator that runs as a process of its own. */
export const OrchestratorConfig = z.object({
  WH_DATA_DIR: z.string().min(1),
  WH_INSTANCE_NAME: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ . -'),
  WH_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATABASE_URL: postgresUrl.meta({ secret: true }),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must be a redis:// URL')
    .optional()
    .meta({ secret: true }),
  WH_CONCURRENCY: z.coerce.number().int().min(1).max(1000).default(4),
  WH_CONTAINMENT: z.enum(['auto', 'namespace', 'cgroup', 'tree']).default('auto'),
  WH_ALLOW_OPEN_FILESYSTEM: flag,
  /** Where `claude`, `codex` and agents of the Agent Client Protocol are looked up before the system's folders. */
  WH_AGENT_PATH: agentPathVariable,
  /** `production` refuses a queue store that could lose what is in it. */
  NODE_ENV: z.string().optional(),
  /** Opens the workspaces' secrets. Default: `secrets.key` in the instance's folder. */
  WH_SECRETS_KEY_FILE: z.string().min(1).optional(),
  ...providerVariables,
});
export type OrchestratorConfig = z.infer<typeof OrchestratorConfig>;

/** Durations and sizes of the engine, each with its reason. */
export const engineLimits = {
  /** A row in `orchestrators` this old belongs to a dead process: five missed heartbeats. */
  heartbeatMs: 3_000,
  heartbeatExpiredMs: 15_000,
  /** How often runs are looked for that are booked as ours and not held; it takes two looks. */
  unheldWatchMs: 10_000,
  /** Third way of the stop path; the first two take milliseconds. */
  stopSweepMs: 1_000,
  outboxSweepMs: 1_000,
  /** A queued spawn is queued again after this, doubling. The reconciler is faster; this needs no count to be right. */
  requeueAfterMs: 10_000,
  requeueAtMostMs: 300_000,
  /** A short command that its job did not answer by then is handled past the queue. */
  controlAgainMs: 1_000,
  /** How often the queue store is asked whether it still has what it was given. */
  reconcileMs: 3_000,
  /** How often runs that wait too long, or lost their place in the outbox, are looked for. */
  queueWatchMs: 2_000,
  /** A queued run without any queue work for this long gets some. */
  unqueuedAfterMs: 30_000,
  /** Events are written together: 7.8k/s in batches against 470/s singly (measured). */
  eventBatchRows: 100,
  eventBatchMs: 100,
  /** Events of one run that wait for the store; more are counted, not kept. */
  eventsWaitingAtMost: 5_000,
  storeRetryMs: 500,
  /** Refusals by a store that answers, after which something shorter is tried: it may never take the whole. */
  storeTriesWhole: 5,
  /** A command claimed this often without its run leaving `queued` is poison. */
  deliveriesAtMost: 5,
  /** From the end of the work to the end of its process. */
  exitGraceMs: 1_000,
  /** From the end of the process to the verdict of its adapter: a wedged one must not keep the run open. */
  verdictGraceMs: 5_000,
  interruptMs: 1_500,
  terminateMs: 1_000,
  /** From the end of the process to the end of what it began elsewhere: a remote agent that does not answer is told of. */
  partMs: 1_500,
  /** Between two tries to end survivors. */
  killRetryMs: 1_000,
  /** Between two looks whether the runs below one that ends have ended. */
  belowLookMs: 50,
  /** After that a run says that it waits for those below it: their ladders take 2.5 s, what waits in a queue a sweep. */
  belowPatienceMs: 10_000,
  /** People have a day where the agent's entry does not say otherwise. */
  answerMs: 86_400_000,
  defaultOutputBytes: 64 * 1024 * 1024,
  artifactMaxBytes: 64 * 1024 * 1024,
  /** Shutdown: how long the ladder may take with courtesy, then without. */
  closeGraceMs: 4_000,
  closeForceMs: 4_000,
  /** At start: how long processes of earlier starts are killed before their runs are left to the next look. */
  strayDeadlineMs: 10_000,
} as const;
