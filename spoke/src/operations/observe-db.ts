import type { DoorOptions, SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import type { Metrics } from '@wheelhouse/server';

/** The same doors, each transaction measured: by the door and, where it says so, by what it is for. */
export function observeSpokeDb(db: SpokeDb, { databaseSeconds }: Pick<Metrics, 'databaseSeconds'>): SpokeDb {
  const measured = async <T>(door: string, operation: string, enter: () => Promise<T>): Promise<T> => {
    const stop = databaseSeconds.startTimer({ door, operation });
    try {
      const result = await enter();
      stop({ outcome: 'ok' });
      return result;
    } catch (error) {
      stop({ outcome: 'failed' });
      throw error;
    }
  };
  type Work<T> = (tx: SpokeTx) => Promise<T>;
  return {
    withTenant: (context, fn, options) =>
      measured('tenant', context.actor.kind, () => db.withTenant(context, fn, options)),
    withSystemTenant: <T>(id: Parameters<SpokeDb['withSystemTenant']>[0], fn: Work<T>, options?: DoorOptions) =>
      measured('tenant', 'system', () => db.withSystemTenant(id, fn, options)),
    withUser: (userId, fn, options) => measured('user', 'user', () => db.withUser(userId, fn, options)),
    withOrganization: (context, fn, options) =>
      measured('organization', context.actor.kind, () => db.withOrganization(context, fn, options)),
    withSystemOrganization: <T>(
      id: Parameters<SpokeDb['withSystemOrganization']>[0],
      fn: Work<T>,
      options?: DoorOptions,
    ) => measured('organization', 'system', () => db.withSystemOrganization(id, fn, options)),
    withInstance: (reason, fn, options) => measured('instance', reason, () => db.withInstance(reason, fn, options)),
    listen: (channel, onNotify) => db.listen(channel, onNotify),
    notify: (tx, channel, payload) => db.notify(tx, channel, payload),
    ping: () => measured('none', 'ping', () => db.ping()),
    close: () => db.close(),
  };
}
