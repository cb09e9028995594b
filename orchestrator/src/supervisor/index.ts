export type { ProcessSpec } from '../sandbox/index.ts';
export { openSupervisor } from './open-supervisor.ts';
export { currentBootId, endStrays } from './strays.ts';
export type { KnownProcess } from './strays.ts';
export type { Excess } from './resource-watch.ts';
export type * from './types.ts';
