import { dirname } from 'node:path';
import { doorTokenVariable, doorUrlVariable } from '../embedded/wire.ts';
import type { RunContext } from './adapter.ts';

/** Fixed, so that nothing of the host's environment reaches an agent. */
const systemPath = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/local/sbin', '/usr/sbin', '/sbin'];

/**
 * The whole environment of an agent: an allow-list, never a copy of ours.
 * @param extra the catalogue entry's own variables; they win over the defaults but not over secrets and HOME
 */
export function agentEnv(
  context: Pick<RunContext, 'runId' | 'homeDir' | 'workDir' | 'secrets' | 'door'>,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const nodeFolder = dirname(process.execPath);
  const path = systemPath.includes(nodeFolder) ? systemPath : [nodeFolder, ...systemPath];
  return {
    PATH: path.join(':'),
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    USER: 'agent',
    ...extra,
    ...context.secrets,
    HOME: context.homeDir,
    // Git must not take a repository above the work folder, such as the one this installation may lie in, for the run's.
    GIT_CEILING_DIRECTORIES: dirname(context.workDir),
    WHEELHOUSE_RUN_ID: context.runId,
    WHEELHOUSE_WORK_DIR: context.workDir,
    ...(context.door === null ? {} : { [doorUrlVariable]: context.door.url, [doorTokenVariable]: context.door.token }),
  };
}
