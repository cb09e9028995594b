export { agentPathVariable, OrchestratorConfig, type EngineConfig } from './engine/config.ts';
export type { EngineLogger } from './engine/deps.ts';
export { startOrchestrator, type Orchestrator, type OrchestratorDeps } from './engine/orchestrator.ts';
export { openConfiguredQueue, runOrchestratorProcess, type QueueSettings } from './engine/orchestrator-process.ts';
export { instanceProvidersOf, providerFor, providerVariables, type InstanceProviders } from './gateway/index.ts';
export { isStillAllowed } from './engine/still-allowed.ts';
export { bookEventEffects, withdrawApprovals } from './engine/event-effects.ts';
export { childrenChannel, mayHaveChildren, readTree, stopBelow } from './engine/run-tree.ts';
export { cutLimits, decideChild, type ChildRefusal, type TreeRun } from './run-door/child-limits.ts';
export { runViewOf, type RunViewRow } from './engine/run-view.ts';
export {
  migrateQueueStore,
  openQueueStore,
  refuseUnsafeRedis,
  type QueueHealth,
  type QueueStore,
} from './queues/index.ts';
export { openSupervisor, type ContainmentReport } from './supervisor/index.ts';
