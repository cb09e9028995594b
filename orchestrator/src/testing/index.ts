export { busyAgent } from './acp-agents/index.ts';
export { EngineProcess } from './engine-process.ts';
export { openPostgresStore } from './queues/postgres-store.ts';
export { PrivatePostgres } from './queues/private-postgres.ts';
export { PrivateRedis, redisMissing } from './queues/private-redis.ts';
export {
  measureIdle,
  proveDurability,
  proveFairness,
  type DurabilityFigures,
  type FairnessFigures,
  type IdleFigures,
} from './queues/proof-run.ts';
export { openRedisStore } from './queues/redis-store.ts';
export { seedControl, seedSpawn, type SeedKey, type Seeded } from './seed-commands.ts';
export { begin, type Trial } from '../runtimes/contract-suite.ts';
export { createA2aAdapter } from '../runtimes/index.ts';
export { startLocalProcess } from './local-process.ts';
export { openTrialFolders, type TrialFolders } from './trial-folders.ts';
export { openModelStub, type ModelStub } from './clis/model-stub.ts';
export { findNappers, newNap } from './supervised-trial.ts';
