import { randomUUID } from 'node:crypto';
import { codes, parseStrictJson, WheelhouseError, type Code } from '@wheelhouse/protocol';
import {
  hasZodFastifySchemaValidationErrors,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from '@fastify/type-provider-zod';
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify';
import { noErrorTracker, type ErrorTracker } from './error-tracker/error-tracker.ts';
import { registerHealth, type ReadinessReport } from './health.ts';
import { httpLimits } from './http-limits.ts';
import type { Logger } from './logger.ts';
import { measureHttp } from './metrics/http-metrics.ts';
import { registerMetricsRoute } from './metrics/metrics-route.ts';
import type { ApiBook } from './openapi/api-book.ts';
import { permitDocsPage } from './openapi/docs-page.ts';
import { registerApi } from './openapi/register-api.ts';
import { noApi } from './openapi/server-operations.ts';
import type { Operations } from './operations.ts';
import { secureHeaders } from './security-headers.ts';
import { traceHttp } from './tracing/http-spans.ts';
import { noTracing } from './tracing/tracing.ts';
import { secureTransport, type TransportOptions } from './transport-security.ts';

/** Fastify with schemas as the one source of types, validation and OpenAPI. */
export type HttpServer = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the error that was answered; null where none was. */
    answeredCode: Code | null;
  }
}

export interface HttpOptions {
  readonly logger: Logger;
  readonly name: string;
  readonly title: string;
  readonly version: string;
  /** What `/openapi.json` says besides what the routes do. */
  readonly api?: ApiBook;
  /** The proxies that may say who called and how; `true` = one on this machine. */
  readonly trustProxy?: boolean | readonly string[];
  /** What is asked of the way to us. */
  readonly transport?: TransportOptions;
  /** How the server is watched; without it nothing is measured. */
  readonly operations?: Operations;
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Where the built console lies; absent = no pages. */
  readonly consoleDir?: string;
  /** Progress, not only ping: what `/readyz` says. */
  readonly readiness: () => Promise<ReadinessReport>;
}

const requestIdPattern = /^[A-Za-z0-9_.-]{1,64}$/;

/** Builds the server without opening a port: error and success bodies, strict JSON, limits, health, OpenAPI. */
export async function buildHttp(options: HttpOptions): Promise<HttpServer> {
  const app = createFastify(options);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  useStrictJson(app);
  app.decorateRequest('answeredCode', null);
  answerErrors(app, options.operations?.errors ?? noErrorTracker);
  traceHttp(app, options.operations?.tracing ?? noTracing);
  secureHeaders(app);
  secureTransport(app, options.transport ?? {});
  app.addHook('onSend', (request, reply, _payload, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  logRequests(app, options.logger);
  const { title, version, api: book = noApi } = options;
  await registerApi(app, { title, version, book });
  permitDocsPage(app);
  if (options.operations !== undefined) watchWith(app, options.operations);
  registerHealth(app, options.readiness);
  return app;
}

function watchWith(app: HttpServer, { metrics, metricsToken }: Operations): void {
  measureHttp(app, metrics);
  registerMetricsRoute(app, metrics, metricsToken);
}

/** Nobody is trusted by default; never everybody, or whoever calls could say who they are. */
function trusted(proxies: boolean | readonly string[] | undefined): false | string[] {
  if (proxies === undefined || proxies === false) return false;
  if (proxies === true) return ['loopback'];
  return proxies.length === 0 ? false : [...proxies];
}

/** `/api/…` means the newest version of the API, `/api/v1/…`; a path that names a version stays as it is. */
function versionedUrl(url: string): string {
  return /^\/api\/(?!v\d+(?:[/?]|$))/.test(url) ? `/api/v1/${url.slice('/api/'.length)}` : url;
}

function createFastify(options: HttpOptions): HttpServer {
  const http = {
    headersTimeout: httpLimits.headersTimeoutMs,
    connectionsCheckingInterval: httpLimits.connectionsCheckIntervalMs,
  };
  const settings = {
    rewriteUrl: ({ url = '/' }: { url?: string | undefined }) => versionedUrl(url),
    loggerInstance: options.logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: httpLimits.bodyMaxBytes,
    requestTimeout: httpLimits.requestTimeoutMs,
    handlerTimeout: httpLimits.handlerTimeoutMs,
    keepAliveTimeout: httpLimits.keepAliveTimeoutMs,
    forceCloseConnections: true as const,
    trustProxy: trusted(options.trustProxy),
    genReqId: (request: { headers: Record<string, unknown> }) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && requestIdPattern.test(given) ? given : randomUUID();
    },
  };
  const app =
    options.tls === undefined
      ? fastify({ ...settings, http })
      : fastify({ ...settings, https: { ...http, cert: options.tls.cert, key: options.tls.key } });
  return app.withTypeProvider<ZodTypeProvider>() as unknown as HttpServer;
}

/** Duplicate keys, unsafe numbers and prototype keys are refused on HTTP exactly as inside envelopes. */
function useStrictJson(app: HttpServer): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      const bytes = typeof body === 'string' ? Buffer.from(body) : body;
      done(null, bytes.length === 0 ? undefined : parseStrictJson(bytes));
    } catch (error) {
      done(error as Error);
    }
  });
}

interface ErrorAnswer {
  readonly code: Code;
  readonly status: number;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

const statusCodes: Readonly<Record<number, Code>> = {
  400: 'INVALID',
  404: 'NOT_FOUND',
  413: 'TOO_LARGE',
  415: 'INVALID',
  429: 'RATE_LIMITED',
  503: 'UNAVAILABLE',
};

function answerOf(error: unknown): ErrorAnswer {
  if (error instanceof WheelhouseError) {
    const { code, message, details } = error;
    return { code, status: codes[code].status, message, ...(details === undefined ? {} : { details }) };
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map((issue) => ({
      path: issue.instancePath,
      message: issue.message ?? 'is not valid',
    }));
    return { code: 'INVALID', status: 400, message: codes.INVALID.meaning, details: { issues } };
  }
  const status = (error as FastifyError | null)?.statusCode ?? 500;
  const code = statusCodes[status] ?? (status < 500 ? 'INVALID' : 'INTERNAL');
  // Fastify's own texts for 4xx name no internals; anything else stays inside.
  const message = status < 500 && error instanceof Error ? error.message : codes[code].meaning;
  return { code, status: codes[code].status === status ? status : status < 500 ? status : codes[code].status, message };
}

function metaOf(request: FastifyRequest): { requestId: string; timestamp: string } {
  return { requestId: request.id, timestamp: new Date().toISOString() };
}

function answerErrors(app: HttpServer, errors: ErrorTracker): void {
  app.setErrorHandler((error, request, reply) => {
    const answer = answerOf(error);
    request.answeredCode = answer.code;
    if (answer.code === 'INTERNAL') {
      errors.report(error, { code: answer.code, requestId: request.id, route: request.routeOptions.url });
    }
    if (answer.status >= 500) {
      request.log.error(
        { requestId: request.id, route: request.routeOptions.url, code: answer.code, err: error },
        'a request failed',
      );
    }
    if (codes[answer.code].retryable && !reply.hasHeader('retry-after')) void reply.header('retry-after', '1');
    void reply
      .code(answer.status)
      .type('application/json')
      .serializer(JSON.stringify)
      .send({
        error: {
          code: answer.code,
          message: answer.message,
          ...(answer.details === undefined ? {} : { details: answer.details }),
        },
        meta: metaOf(request),
      });
  });
  app.setNotFoundHandler((request, reply) => {
    request.answeredCode = 'NOT_FOUND';
    void reply
      .code(404)
      .type('application/json')
      .serializer(JSON.stringify)
      .send({ error: { code: 'NOT_FOUND', message: codes.NOT_FOUND.meaning }, meta: metaOf(request) });
  });
}

function logRequests(app: HttpServer, logger: Logger): void {
  app.addHook('onResponse', (request, reply, done) => {
    logger.debug(
      {
        event: 'http',
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? '(none)',
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime),
      },
      'request',
    );
    done();
  });
}

/** Sends the success envelope `{data, meta}`. */
export function sendData(
  reply: FastifyReply,
  data: unknown,
  page?: { readonly nextCursor: string | null },
): FastifyReply {
  return reply.send({ data, meta: { ...metaOf(reply.request), ...(page === undefined ? {} : { page }) } });
}
