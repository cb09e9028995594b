export { openModelGateway } from './gateway.ts';
export { doorPath } from './door.ts';
export { bridgeCommand } from './bridge-command.ts';
export { instanceProvidersOf, providerFor, providerVariables, type InstanceProviders } from './provider-variables.ts';
export type * from './types.ts';
