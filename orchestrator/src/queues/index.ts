export { openQueueStore } from './open-queue-store.ts';
export { migrateQueueStore } from './postgres/migrate.ts';
export type {
  ClaimPool,
  ClaimPoolOptions,
  ConnectOptions,
  JobHandler,
  QueueDepth,
  QueueHealth,
  QueueJob,
  QueueLogger,
  QueueRef,
  QueueStore,
  QueueStoreDeps,
  QueueTimings,
} from './queue-types.ts';
