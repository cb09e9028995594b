import { openHubDb } from '@wheelhouse/prisma/hub';
import { operatorRolePermissions } from '@wheelhouse/protocol';
import { createApiKey } from './access/api-keys.ts';
import { directoryChannel } from './changes.ts';
import { putConsole } from './enrolment/consoles.ts';

export interface BootstrapOptions {
  readonly databaseUrl: string;
  /** The console's keyset document, from its own key file, which the hub never reads. */
  readonly consoleKeyset: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Of the operator key that is made; shown in lists. */
  readonly apiKeyName?: string;
}

/**
 * Registers the hub console as an instance of its own and makes an operator's API key. The key's text is returned
 * here and nowhere else. A console that is registered already is left as it is; a running hub takes it up at once.
 * @throws WheelhouseError INVALID or SIGNATURE_INVALID for a keyset that does not hold
 */
export async function bootstrapHub(
  options: BootstrapOptions,
): Promise<{ readonly apiKey: string; readonly consoleId: string }> {
  const { now } = options;
  const db = await openHubDb({ databaseUrl: options.databaseUrl, maxConnections: 2 });
  try {
    return await db.transaction(async (tx) => {
      const consoleId = await putConsole(tx, options.consoleKeyset, now);
      const name = options.apiKeyName ?? 'bootstrap';
      const { key, prefix } = await createApiKey(tx, { name, permissions: operatorRolePermissions.owner, now });
      await tx.auditLog.create({
        data: {
          at: new Date(now),
          actor: 'bootstrap',
          action: 'api-key.create',
          resource: `api-key:${prefix}`,
          verdict: 'allowed',
        },
      });
      await db.notify(tx, directoryChannel, `instance:${consoleId}`);
      return { apiKey: key, consoleId };
    });
  } finally {
    await db.close();
  }
}
