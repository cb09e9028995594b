export { openQueueStore } from './open-queue-store.ts';
export { refuseUnsafeRedis } from './redis/redis-safety.ts';
export { migrateQueueStore } from './postgres/migrate.ts';
export type {
  ClaimPool,
  ConnectOptions,
  JobHandler,
  QueueHealth,
  QueueJob,
  QueueLogger,
  QueueStore,
  QueueStoreDeps,
  QueueTimings,
} from './queue-types.ts';
