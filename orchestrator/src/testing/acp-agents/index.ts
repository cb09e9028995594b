import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeCommand } from '../../runtimes/node-command.ts';
import type { FakeAgentMode } from './modes.ts';

export type { FakeAgentMode } from './modes.ts';

/** Command line of a fake Agent Client Protocol agent, and what a sandbox must show for it. */
export function fakeAgent(mode: FakeAgentMode): { readonly argv: string[]; readonly readOnlyPaths: string[] } {
  const folder = dirname(realpathSync(fileURLToPath(import.meta.url)));
  const command = nodeCommand(join(folder, 'fake-agent'), []);
  return { argv: [...command.argv, mode], readOnlyPaths: [...command.readOnlyPaths] };
}

/** What the agent in the middle of a turn is at. */
export type BusyMode = 'streams' | 'works' | 'asks' | 'works-and-asks' | 'blocked' | 'frozen';

/**
 * An agent in the middle of a turn that does not end by itself, of one file: what an installed program is.
 * @param nap how long its tool sleeps
 */
export function busyAgent(
  mode: BusyMode,
  nap: string,
): { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> } {
  const program = realpathSync(fileURLToPath(new URL('./busy-agent.mjs', import.meta.url)));
  return { argv: [program], env: { FAKE_MODE: mode, FAKE_NAP: nap } };
}
