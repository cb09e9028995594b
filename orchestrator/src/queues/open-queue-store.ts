import { WheelhouseError } from '@wheelhouse/protocol';
import type { ConnectOptions, QueueStore, QueueStoreDeps } from './queue-types.ts';

/**
 * Opens the queue store.
 * @throws where the store refuses for good (wrong password, schema not migrated)
 */
export function openQueueStore(options: ConnectOptions, deps: QueueStoreDeps): Promise<QueueStore> {
  deps.logger.debug({ driver: options.driver }, 'queue store is not built yet');
  return Promise.reject(new WheelhouseError('UNAVAILABLE'));
}
