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
