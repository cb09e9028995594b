export * from './command.ts';
export * from './connection.ts';
export * from './instance.ts';
export * from './key.ts';
export * from './link.ts';
export * from './machine.ts';
export * from './run.ts';
