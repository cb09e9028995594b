/** What a span may say. Never a secret, a person's text or a payload. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanEnd {
  /** A registered code where it failed. */
  readonly code?: string | null;
  /** Milliseconds since the epoch; default: now. */
  readonly at?: number;
}

/** One piece of work in a trace. */
export interface Span {
  /** What the next one down the line takes as its parent; undefined where nothing is traced. */
  readonly traceparent: string | undefined;
  set(attributes: SpanAttributes): void;
  end(how?: SpanEnd): void;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of this request; null where nothing is traced. */
    span: Span | null;
  }
}

export interface SpanWish {
  /** W3C `traceparent` of whoever asked; what is malformed counts as none. */
  readonly parent?: string | undefined;
  readonly kind?: 'server' | 'client' | 'producer' | 'consumer' | 'internal';
  readonly attributes?: SpanAttributes;
  /** Milliseconds since the epoch; default: now. */
  readonly at?: number;
}

/** Where spans go. Parents are passed by hand, from one process to the next in signed messages. */
export interface Tracing {
  readonly enabled: boolean;
  start(name: string, wish?: SpanWish): Span;
  /** Sends what has ended. */
  close(): Promise<void>;
}

const noSpan: Span = { traceparent: undefined, set: () => undefined, end: () => undefined };

/** Costs nothing and says nothing. */
export const noTracing: Tracing = { enabled: false, start: () => noSpan, close: () => Promise.resolve() };

export interface TracingOptions {
  /** Base of an OTLP/HTTP receiver; none = nothing is traced, and nothing of OpenTelemetry loaded. */
  readonly endpoint?: string | undefined;
  readonly service: string;
  readonly version: string;
}

export async function openTracing(options: TracingOptions): Promise<Tracing> {
  const { endpoint } = options;
  if (endpoint === undefined) return noTracing;
  const { openOtlpTracing } = await import('./otlp-tracing.ts');
  return openOtlpTracing({ ...options, endpoint });
}

/** Runs work inside a span, which ends as the work does. */
export async function traced<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    span.end();
    return result;
  } catch (error) {
    const code = (error as { readonly code?: unknown } | null)?.code;
    span.end({ code: typeof code === 'string' ? code : 'INTERNAL' });
    throw error;
  }
}
