import { join } from 'node:path';
import type { DoorConfig } from './run-door.ts';
import { doorTokenVariable, doorUrlVariable, loopVariable, tokenVariable, type LoopSettings } from './wire.ts';

/** How the agent reaches its model and follows prompts. */
export interface LoopConfig extends LoopSettings {
  readonly token: string;
}

/** What the agent process takes from its environment. */
export interface AgentConfig {
  /** Where published files go; the host reads them from there. */
  readonly artifactsDir: string;
  /** Conversations, one file each. */
  readonly sessionsDir: string;
  /** Environment of the commands it runs: its own, which is already an allow-list, less what is ours alone. */
  readonly childEnv: Readonly<Record<string, string>>;
  /** Null where it has no model. */
  readonly loop: LoopConfig | null;
  /** Null where it may start no runs. */
  readonly door: DoorConfig | null;
}

/** Steers our loader, or opens what is the agent's own: its model, and runs below its run. */
const own: ReadonlySet<string> = new Set([
  'TSX_TSCONFIG_PATH',
  'WHEELHOUSE_MODEL_PORT',
  loopVariable,
  tokenVariable,
  doorUrlVariable,
  doorTokenVariable,
]);

/** Throws when it was not started by the embedded runtime. */
export function readAgentConfig(env: NodeJS.ProcessEnv = process.env): AgentConfig {
  const artifactsDir = env['WHEELHOUSE_ARTIFACTS_DIR'];
  const home = env['HOME'];
  if (!artifactsDir || !home)
    throw new Error('WHEELHOUSE_ARTIFACTS_DIR or HOME is not set; the embedded agent is started by the orchestrator');
  const childEnv: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined && !own.has(name)) childEnv[name] = value;
  const sessionsDir = join(home, '.wheelhouse', 'sessions');
  return { artifactsDir, sessionsDir, childEnv, loop: readLoop(env), door: readDoor(env) };
}

function readDoor(env: NodeJS.ProcessEnv): DoorConfig | null {
  const url = env[doorUrlVariable];
  const token = env[doorTokenVariable];
  return url && token ? { url, token } : null;
}

/** The host has checked the settings. */
function readLoop(env: NodeJS.ProcessEnv): LoopConfig | null {
  const settings = env[loopVariable];
  const token = env[tokenVariable];
  return settings && token ? { ...(JSON.parse(settings) as LoopSettings), token } : null;
}
