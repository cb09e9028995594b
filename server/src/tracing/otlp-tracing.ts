import { isSpanContextValid, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Span, SpanAttributes, SpanEnd, Tracing, TracingOptions } from './tracing.ts';

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** How long a span waits for company before it is sent. */
const batchDelayMs = 1_000;
const exportTimeoutMs = 5_000;

/** Sends spans to an OTLP/HTTP receiver. One that is away costs spans, never an answer. */
export function openOtlpTracing(options: TracingOptions & { readonly endpoint: string }): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${options.endpoint.replace(/\/$/, '')}/v1/traces`,
    timeoutMillis: exportTimeoutMs,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': options.service, 'service.version': options.version }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter, scheduledDelayMillis: batchDelayMs, exportTimeoutMillis: exportTimeoutMs }),
    ],
  });
  const tracer = provider.getTracer('wheelhouse', options.version);
  return {
    enabled: true,
    start(name, { parent, kind = 'internal', attributes = {}, at } = {}) {
      const span = tracer.startSpan(
        name,
        { kind: kinds[kind], attributes: said(attributes), ...(at === undefined ? {} : { startTime: at }) },
        contextOf(parent),
      );
      const { traceId, spanId, traceFlags } = span.spanContext();
      const wrapped: Span = {
        traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
        set: (more) => void span.setAttributes(said(more)),
        end: ({ code, at: endedAt }: SpanEnd = {}) => {
          if (code !== undefined && code !== null) {
            span.setAttribute('wheelhouse.code', code);
            span.setStatus({ code: SpanStatusCode.ERROR, message: code });
          }
          span.end(endedAt);
        },
      };
      return wrapped;
    },
    close: () => provider.shutdown().catch(() => undefined),
  };
}

function said(attributes: SpanAttributes): Record<string, string | number | boolean> {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Record<string, string | number | boolean>;
}

function contextOf(traceparent: string | undefined): Context {
  const [, traceId = '', spanId = '', flags = ''] =
    /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? '') ?? [];
  const parent = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(parent) ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
}
