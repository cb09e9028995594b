import type { HubDb } from '@wheelhouse/prisma/hub';
import type { Metrics } from '@wheelhouse/server';

/** The same store, each piece of work measured. */
export function observeHubDb(db: HubDb, { databaseSeconds }: Pick<Metrics, 'databaseSeconds'>): HubDb {
  const measured = async <T>(operation: string, work: () => Promise<T>): Promise<T> => {
    const stop = databaseSeconds.startTimer({ door: 'hub', operation });
    try {
      const result = await work();
      stop({ outcome: 'ok' });
      return result;
    } catch (error) {
      stop({ outcome: 'failed' });
      throw error;
    }
  };
  return {
    run: (fn) => measured('statements', () => db.run(fn)),
    transaction: (fn, options) => measured('transaction', () => db.transaction(fn, options)),
    listen: (channel, onNotify) => db.listen(channel, onNotify),
    notify: (tx, channel, payload) => db.notify(tx, channel, payload),
    ping: () => measured('ping', () => db.ping()),
    close: () => db.close(),
  };
}
