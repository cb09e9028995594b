import { join } from 'node:path';
import { WheelhouseError } from '@wheelhouse/protocol';
import { loadIdentity, type Identity } from '@wheelhouse/protocol/keyfile';
import type { CliConfig } from '../config.ts';

/** Where a console's key is unless somebody says otherwise. */
export function consoleKeyPath(config: CliConfig): string {
  return join(config.dataDir, 'hub', 'console-key.json');
}

/**
 * The key that signs for the hub's console. The hub has none that could.
 * @throws WheelhouseError NOT_FOUND with what makes one
 */
export async function loadConsoleKey(config: CliConfig, path: string | undefined): Promise<Identity> {
  const file = path ?? consoleKeyPath(config);
  try {
    return await loadIdentity(file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    const remedy = 'make one with wheelhouse console create, or name its file with --key';
    throw new WheelhouseError('NOT_FOUND', `there is no console's key at ${file}: ${remedy}`, { cause });
  }
}
