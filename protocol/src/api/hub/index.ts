export * from './audit.ts';
export * from './connections.ts';
export * from './fleet.ts';
export * from './grants.ts';
export * from './instances.ts';
export * from './join.ts';
export * from './operators.ts';
export * from './stops.ts';
