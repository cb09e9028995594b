import { configVariable, type BridgeConfig } from './wire.ts';

/** What the bridge is started with, as its runtime wrote it. @throws Error where it was not started by its runtime */
export function readBridgeConfig(env: NodeJS.ProcessEnv = process.env): {
  readonly config: BridgeConfig;
  readonly secrets: Readonly<Record<string, string | undefined>>;
} {
  const text = env[configVariable];
  if (!text) throw new Error(`${configVariable} is not set; the bridge is started by the orchestrator`);
  return { config: JSON.parse(text) as BridgeConfig, secrets: env };
}
