/** What the agent process takes from its environment. */
export interface AgentConfig {
  /** Where published files go; the host reads them from there. */
  readonly artifactsDir: string;
  /** Environment of the commands it runs: its own, which is already an allow-list, less what steers our loader. */
  readonly childEnv: Readonly<Record<string, string>>;
}

/** Throws when it was not started by the embedded runtime. */
export function readAgentConfig(env: NodeJS.ProcessEnv = process.env): AgentConfig {
  const artifactsDir = env['WHEELHOUSE_ARTIFACTS_DIR'];
  if (!artifactsDir)
    throw new Error('WHEELHOUSE_ARTIFACTS_DIR is not set; the embedded agent is started by the orchestrator');
  const childEnv: Record<string, string> = {};
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && name !== 'TSX_TSCONFIG_PATH') childEnv[name] = value;
  return { artifactsDir, childEnv };
}
