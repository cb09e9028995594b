/** What the bridge takes from its command line and environment. */
export interface BridgeConfig {
  readonly socketPath: string;
  readonly argv: readonly [string, ...string[]];
  /** 0 = any free one. */
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
}

const placeholder = '__WHEELHOUSE_MODEL_PORT__';
const variable = 'WHEELHOUSE_MODEL_PORT';

/** Throws where it was not started as `main <socket> -- <program> <arguments…>`. */
export function readBridgeConfig(
  args: readonly string[] = process.argv.slice(2),
  env: NodeJS.ProcessEnv = process.env,
): BridgeConfig {
  const [socketPath, separator, program, ...rest] = args;
  if (socketPath === undefined || separator !== '--' || program === undefined)
    throw new Error('usage: main <socket> -- <program> <arguments…>');
  const port = Number(env[variable] ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${variable} is no port`);
  const known = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return { socketPath, argv: [program, ...rest], port, env: Object.fromEntries(known) };
}

/** The agent's environment, once the port is known. */
export function agentEnv(env: Readonly<Record<string, string>>, port: number): Record<string, string> {
  const told = Object.entries(env).map(([name, value]) => [name, value.replaceAll(placeholder, String(port))] as const);
  return { ...Object.fromEntries(told), [variable]: String(port) };
}
