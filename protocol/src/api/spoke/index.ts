export * from './agents.ts';
export * from './audit.ts';
export * from './commands.ts';
export * from './grants.ts';
export * from './instance.ts';
export * from './peers.ts';
export * from './runs.ts';
export * from './workspaces.ts';
