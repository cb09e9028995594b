import { join } from 'node:path';
import { loopVariable, tokenVariable, type LoopSettings } from './wire.ts';

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
}

/** Steers our loader, or opens the model, which is counted as the agent's own. */
const own: ReadonlySet<string> = new Set(['TSX_TSCONFIG_PATH', 'WHEELHOUSE_MODEL_PORT', loopVariable, tokenVariable]);

/** Throws when it was not started by the embedded runtime. */
export function readAgentConfig(env: NodeJS.ProcessEnv = process.env): AgentConfig {
  const artifactsDir = env['WHEELHOUSE_ARTIFACTS_DIR'];
  const home = env['HOME'];
  if (!artifactsDir || !home)
    throw new Error('WHEELHOUSE_ARTIFACTS_DIR or HOME is not set; the embedded agent is started by the orchestrator');
  const childEnv: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined && !own.has(name)) childEnv[name] = value;
  return { artifactsDir, sessionsDir: join(home, '.wheelhouse', 'sessions'), childEnv, loop: readLoop(env) };
}

/** The host has checked the settings. */
function readLoop(env: NodeJS.ProcessEnv): LoopConfig | null {
  const settings = env[loopVariable];
  const token = env[tokenVariable];
  return settings && token ? { ...(JSON.parse(settings) as LoopSettings), token } : null;
}
