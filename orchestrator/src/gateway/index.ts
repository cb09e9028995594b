export { openModelGateway } from './gateway.ts';
export { bridgeCommand, type BridgeCommand } from './bridge-command.ts';
export { openPriceList, PriceEntry, priceOf } from './prices.ts';
export {
  instanceProvidersOf,
  providerFor,
  providerVariables,
  type InstanceProvider,
  type InstanceProviders,
} from './provider-variables.ts';
export type * from './types.ts';
