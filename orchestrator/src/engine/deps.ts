import type { InstanceId, WorkspaceId } from '@wheelhouse/protocol';
import type { ModelGateway, Providers } from '../gateway/index.ts';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { RuntimeRegistry } from '../runtimes/index.ts';
import type { ChildBell } from '../run-door/child-bell.ts';
import type { EngineConfig } from './config.ts';
import type { StartCircuit } from './start-circuit.ts';

/** The part of a pino logger that is used: data as fields, then a fixed message. */
export interface EngineLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What every part of the engine works with. */
export interface EngineDeps {
  readonly db: SpokeDb;
  readonly instanceId: InstanceId;
  readonly orchestratorId: string;
  /** The instance's own folder: `runs/` and `work/` lie in it. Absolute. */
  readonly dataDir: string;
  readonly config: EngineConfig;
  readonly logger: EngineLogger;
  readonly runtimes: RuntimeRegistry;
  /** The only way by which agents here reach models. */
  readonly models: ModelGateway;
  /** What the store says about runs that runs here started. */
  readonly bell: ChildBell;
  /** Providers of a workspace, with their keys; empty where it has none. */
  readonly providers: (workspaceId: WorkspaceId) => Promise<Providers>;
  /**
   * Values of a workspace's secrets, by variable.
   * @param names by variable, the secret's name
   * @throws WheelhouseError PRECONDITION naming one that is not there
   */
  readonly openSecrets: (
    workspaceId: WorkspaceId,
    names: Readonly<Record<string, string>>,
  ) => Promise<Readonly<Record<string, string>>>;
  /** Agents that cannot be started are given rests. */
  readonly circuit: StartCircuit;
  readonly failpoint: (name: string) => Promise<void>;
  /** Milliseconds since the epoch. */
  now(): number;
}
