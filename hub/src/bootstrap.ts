import { openHubDb, type HubTx } from '@wheelhouse/prisma/hub';
import { openKeyset, operatorRolePermissions } from '@wheelhouse/protocol';
import { createApiKey } from './access/api-keys.ts';
import { directoryChannel } from './changes.ts';

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
  const keyset = openKeyset(options.consoleKeyset, {});
  const db = await openHubDb({ databaseUrl: options.databaseUrl, maxConnections: 2 });
  try {
    return await db.transaction(async (tx) => {
      await registerConsole(tx, options);
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
      await db.notify(tx, directoryChannel, `instance:${keyset.body.instance}`);
      return { apiKey: key, consoleId: keyset.body.instance };
    });
  } finally {
    await db.close();
  }
}

async function registerConsole(tx: HubTx, options: BootstrapOptions): Promise<void> {
  const keyset = openKeyset(options.consoleKeyset, {});
  const at = new Date(options.now);
  await tx.instance.upsert({
    where: { id: keyset.body.instance },
    update: {},
    create: {
      id: keyset.body.instance,
      name: keyset.body.name,
      identityFingerprint: keyset.identityFingerprint,
      keyset: options.consoleKeyset,
      keysetSeq: keyset.body.seq,
      state: 'active',
      facts: { kind: 'console' },
      requestedAt: at,
      approvedAt: at,
    },
  });
}
