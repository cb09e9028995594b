import { randomBytes } from 'node:crypto';
import {
  createEventEnvelope,
  createStackParser,
  createTransport,
  getEnvelopeEndpointWithUrlEncodedAuth,
  makeDsn,
  parseStackFrames,
  type Transport,
} from '@sentry/core';
import { nodeStackLineParser } from '@sentry/core/server';
import type { ErrorFacts, ErrorTracker, ErrorTrackerOptions } from './error-tracker.ts';
import { redact } from './redact.ts';

type SentryEvent = Parameters<typeof createEventEnvelope>[0];

const dsnPattern = /^https?:\/\/[^@/\s]+@[^/\s]+\/(\S*\/)?\d+$/;
const sendTimeoutMs = 3_000;
const closeTimeoutMs = 1_000;

/**
 * Speaks Sentry's protocol with the parts of the official core alone: no client, no scopes, no integrations, so that
 * nothing can add environment, headers, bodies or local variables to what {@link eventOf} names.
 * @throws Error where the DSN is none
 */
export function openSentryTracker(options: ErrorTrackerOptions & { readonly dsn: string }): ErrorTracker {
  // The library writes a wrong one, which is a secret, to standard error.
  const dsn = dsnPattern.test(options.dsn) ? makeDsn(options.dsn) : undefined;
  if (dsn === undefined) throw new Error('WH_ERROR_DSN is not a DSN');
  const transport = openTransport(getEnvelopeEndpointWithUrlEncodedAuth(dsn));
  return {
    report(error, facts) {
      const envelope = createEventEnvelope(eventOf(error, facts, options), dsn);
      transport.send(envelope).then(
        () => undefined,
        () => undefined,
      );
    },
    close: async () => void (await transport.flush(closeTimeoutMs)),
  };
}

function openTransport(url: string): Transport {
  return createTransport({ recordDroppedEvent: () => undefined }, async ({ body }) => {
    const response = await fetch(url, {
      method: 'POST',
      body: Buffer.from(body),
      headers: { 'content-type': 'application/x-sentry-envelope' },
      signal: AbortSignal.timeout(sendTimeoutMs),
    });
    await response.body?.cancel();
    return {
      statusCode: response.status,
      headers: {
        'x-sentry-rate-limits': response.headers.get('x-sentry-rate-limits'),
        'retry-after': response.headers.get('retry-after'),
      },
    };
  });
}

const parseStack = createStackParser(nodeStackLineParser());

function eventOf(error: unknown, facts: ErrorFacts, { service, version }: ErrorTrackerOptions): SentryEvent {
  const fault = error instanceof Error ? error : new Error('a fault that is no Error');
  const frames = parseStackFrames(parseStack, fault).map((frame) => ({
    ...(frame.filename === undefined ? {} : { filename: frame.filename }),
    ...(frame.function === undefined ? {} : { function: frame.function }),
    ...(frame.lineno === undefined ? {} : { lineno: frame.lineno }),
    ...(frame.colno === undefined ? {} : { colno: frame.colno }),
    in_app: frame.in_app ?? true,
  }));
  return {
    event_id: randomBytes(16).toString('hex'),
    timestamp: Date.now() / 1_000,
    platform: 'node',
    level: 'error',
    release: `${service}@${version}`,
    tags: {
      code: facts.code,
      service,
      ...(facts.route === undefined ? {} : { route: facts.route }),
      ...(facts.requestId === undefined ? {} : { requestId: facts.requestId }),
    },
    exception: { values: [{ type: fault.name, value: redact(fault.message), stacktrace: { frames } }] },
  };
}
