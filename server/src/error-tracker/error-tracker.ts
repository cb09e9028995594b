/** What is told beside the error itself; nothing else of a request ever is. */
export interface ErrorFacts {
  readonly code: string;
  readonly requestId?: string | undefined;
  /** With `:name` for parameters, so that no id is in it. */
  readonly route?: string | undefined;
}

/** Tells the operator's error tracker of faults of our own. */
export interface ErrorTracker {
  /** Never throws and is never waited for. */
  report(error: unknown, facts: ErrorFacts): void;
  /** Sends what is still on its way, for a short while. */
  close(): Promise<void>;
}

export const noErrorTracker: ErrorTracker = { report: () => undefined, close: () => Promise.resolve() };

export interface ErrorTrackerOptions {
  /** Of a receiver that speaks Sentry's protocol; none = nothing is sent, and nothing of Sentry loaded. */
  readonly dsn?: string | undefined;
  readonly service: string;
  readonly version: string;
}

/** @throws Error where the DSN is none */
export async function openErrorTracker(options: ErrorTrackerOptions): Promise<ErrorTracker> {
  const { dsn } = options;
  if (dsn === undefined) return noErrorTracker;
  const { openSentryTracker } = await import('./sentry-tracker.ts');
  return openSentryTracker({ ...options, dsn });
}
