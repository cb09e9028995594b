export { openModelGateway } from './gateway.ts';
export { bridgeCommand, type BridgeCommand } from './bridge-command.ts';
export { openPriceList, PriceEntry, priceOf } from './prices.ts';
export type * from './types.ts';
