import { startChild, type Child } from './start-child.ts';

const cli = new URL('bin.ts', import.meta.resolve('@wheelhouse/cli'));

/** Starts `wheelhouse hub` or `wheelhouse spoke` as it is shipped, in a process of its own. */
export function startServer(
  which: 'hub' | 'spoke',
  env: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
): Promise<Child> {
  return startChild(cli, { args: [which], env: { WH_PORT: '0', WH_LOG_LEVEL: 'warn', ...env }, nodeOptions });
}
