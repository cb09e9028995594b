export * from './adapter.ts';
export * from './outcome.ts';
export * from './registry.ts';
