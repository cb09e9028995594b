import { openErrorTracker, type ErrorTracker } from './error-tracker/error-tracker.ts';
import type { Logger } from './logger.ts';
import { Metrics } from './metrics/metrics.ts';
import { openTracing, type Tracing } from './tracing/tracing.ts';

/** What an operator may ask of a server beside its work; every part is optional. */
export interface OperationsConfig {
  /** Shown as a bearer token by whoever scrapes `/metrics`. Without it only this machine may. */
  readonly metricsToken?: string;
  /** Base of an OTLP/HTTP receiver. */
  readonly otlpEndpoint?: string;
  /** Of an error tracker that speaks Sentry's protocol. A secret. */
  readonly errorDsn?: string;
}

/** How one server is watched: injected, so that a process may hold several servers. */
export interface Operations {
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly errors: ErrorTracker;
  readonly metricsToken: string | undefined;
  /** Sends what is still to be sent. */
  close(): Promise<void>;
}

/** Whom spans and errors are from, and where faults of being watched are told. */
export interface WatchedService {
  /** `wheelhouse-hub`, `wheelhouse-spoke`. */
  readonly service: string;
  readonly version: string;
  readonly logger: Logger;
}

/** @throws Error where the error tracker's DSN is none */
export async function openOperations(config: OperationsConfig, from: WatchedService): Promise<Operations> {
  const tracing = await openTracing({ ...from, endpoint: config.otlpEndpoint });
  const errors = await openErrorTracker({ ...from, dsn: config.errorDsn });
  return {
    metrics: new Metrics((kind, error) => {
      from.logger.warn({ event: 'metrics', kind, err: error }, 'a metric could not be read');
    }),
    tracing,
    errors,
    metricsToken: config.metricsToken,
    async close() {
      await Promise.all([tracing.close(), errors.close()]);
    },
  };
}

interface OperationsVariables {
  readonly WH_METRICS_TOKEN?: string | undefined;
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  readonly WH_ERROR_DSN?: string | undefined;
}

/** The part of a process's variables that is about being watched. */
export function operationsConfigOf(variables: OperationsVariables): OperationsConfig {
  const {
    WH_METRICS_TOKEN: metricsToken,
    OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint,
    WH_ERROR_DSN: errorDsn,
  } = variables;
  return {
    ...(metricsToken === undefined ? {} : { metricsToken }),
    ...(otlpEndpoint === undefined ? {} : { otlpEndpoint }),
    ...(errorDsn === undefined ? {} : { errorDsn }),
  };
}
