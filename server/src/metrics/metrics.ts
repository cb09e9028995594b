import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Sample<L extends string> {
  readonly labels: Readonly<Partial<Record<L, string>>>;
  readonly value: number;
}

export interface Described<L extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly L[];
}

/** From a request that a cache answers to a clone that takes its time. */
const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * The metrics of one server: a registry of its own, so that one process may hold several servers, and the instruments
 * that every kind of server has. Labels come from closed lists (routes, codes, states), never from workspaces or people:
 * how many series there are does not grow with use.
 */
export class Metrics {
  readonly #onFault: (reading: string, error: unknown) => void;
  readonly #registry = new Registry();
  #hasDefaults = false;

  readonly httpSeconds = this.histogram({
    name: 'wheelhouse_http_request_duration_seconds',
    help: 'From the first byte of a request to the last of its answer.',
    labels: ['method', 'route', 'status'],
  });
  readonly errors = this.counter({
    name: 'wheelhouse_errors_total',
    help: 'Answers with an error, by its registered code.',
    labels: ['code'],
  });
  readonly rateLimitHits = this.counter({
    name: 'wheelhouse_rate_limit_hits_total',
    help: 'Requests refused because there were too many.',
    labels: ['route'],
  });
  readonly signInFailures = this.counter({
    name: 'wheelhouse_sign_in_failures_total',
    help: 'Credentials that did not count: at a route for signing in, or shown with any other request.',
    labels: ['route'],
  });
  readonly databaseSeconds = this.histogram({
    name: 'wheelhouse_database_duration_seconds',
    help: 'Transactions and single statements, the wait for a connection included.',
    labels: ['door', 'operation', 'outcome'],
  });
  readonly linkFrames = this.counter({
    name: 'wheelhouse_link_frames_total',
    help: 'Frames over links between hub and spokes.',
    labels: ['direction', 'type'],
  });
  readonly #failures = this.counter({
    name: 'wheelhouse_metrics_read_failures_total',
    help: 'Readings at a scrape that failed or came too late; what they would say is missing from that scrape.',
    labels: ['reading'],
  });

  /** @param onFault told of readings that failed */
  constructor(onFault: (reading: string, error: unknown) => void = () => undefined) {
    this.#onFault = onFault;
  }

  counter<L extends string>({ name, help, labels }: Described<L>): Counter<L> {
    return new Counter({ name, help, labelNames: [...labels], registers: [this.#registry] });
  }

  histogram<L extends string>({
    name,
    help,
    labels,
    buckets = secondsBuckets,
  }: Described<L> & { readonly buckets?: number[] }): Histogram<L> {
    return new Histogram({ name, help, labelNames: [...labels], buckets, registers: [this.#registry] });
  }

  /** A gauge that is read when it is scraped. A reading that fails is counted and leaves the gauge without values. */
  gauge<L extends string>(
    { name, help, labels }: Described<L>,
    read: () => Promise<readonly Sample<L>[]> | readonly Sample<L>[],
  ): void {
    const [failures, onFault] = [this.#failures, this.#onFault];
    new Gauge({
      name,
      help,
      labelNames: [...labels],
      registers: [this.#registry],
      async collect() {
        this.reset();
        // Without labels that leaves a 0, which would be an answer.
        if (labels.length === 0) this.remove();
        try {
          for (const sample of await read()) this.set(sample.labels as Record<L, string>, sample.value);
        } catch (error) {
          onFault(name, error);
          failures.inc({ reading: name });
        }
      },
    });
  }

  /** Everything, as Prometheus reads it. */
  async text(): Promise<{ readonly contentType: string; readonly body: string }> {
    if (!this.#hasDefaults) {
      // Not before somebody asks: they watch the garbage collector and the event loop for as long as the process lives.
      this.#hasDefaults = true;
      collectDefaultMetrics({ register: this.#registry });
    }
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() };
  }
}
