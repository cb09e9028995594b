import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Exchange, GatewayRun } from './gateway-run.ts';
import type { PriceEntry } from './prices.ts';
import type { ProviderCache } from './provider-cache.ts';
import type { Route } from './routes.ts';
import type { GatewayLogger, GatewayTimeouts } from './types.ts';
import type { Upstream } from './upstream.ts';

/** What every exchange works with. */
export interface ExchangeDeps {
  readonly providers: ProviderCache;
  readonly upstream: Upstream;
  readonly prices: readonly PriceEntry[];
  readonly timeouts: GatewayTimeouts;
  readonly logger: GatewayLogger;
  readonly now: () => number;
}

/** An agent's request, by whom, and where the answer goes. */
export interface Call {
  readonly run: GatewayRun;
  readonly route: Route;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly exchange: Exchange;
}
