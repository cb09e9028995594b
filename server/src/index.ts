export {
  auditRowOf,
  type AuditChainRef,
  type AuditChainTx,
  type AuditStore,
  type StoredAuditRow,
} from './audit/audit-store.ts';
export { exportAudit, sendAuditExport, type AuditExportDeps } from './audit/export.ts';
export { startAuditSealer, type AuditSealer, type AuditSealerDeps } from './audit/sealer.ts';
export { registerAuditHook, type AuditHookOptions } from './audit-hook.ts';
export type { AuditFacts } from './audit-rules.ts';
export { auditTrailOf, markAudited, type AuditRule, type AuditTrail } from './audit-trail.ts';
export { callerOf, registerAuth, type AuthOptions, type Caller, type SessionAuth, type SessionUse } from './auth.ts';
export { commonVariables, ConfigError, maskedConfig, portVariable, readConfig, secret } from './config.ts';
export { noErrorTracker, type ErrorTracker } from './error-tracker/error-tracker.ts';
export { serveConsole, type ConsoleFiles } from './console/serve-console.ts';
export { checkTag, sendTagged, tagOf, type Tagged } from './etag.ts';
export { createFailpoints, type Failpoints } from './failpoints.ts';
export { guardSocket, type GuardedSocket, type GuardedSocketHandlers } from './guard-socket.ts';
export type { ReadinessReport } from './health.ts';
export { buildHttp, sendData, type HttpOptions, type HttpServer } from './http.ts';
export { httpLimits } from './http-limits.ts';
export {
  registerIdempotency,
  type IdempotencyLock,
  type IdempotencyOptions,
  type IdempotencyScope,
  type IdempotencyStart,
  type IdempotencyStore,
  type IdempotentRequest,
  type KeptAnswer,
} from './idempotency.ts';
export { collectRoutes, type RouteInfo } from './route-list.ts';
export { registerLimits, type Allowance, type Limiter, type LimitOptions, type LimitStanding } from './limits.ts';
export { LiveFeed, type LiveFeedOptions } from './live/live-feed.ts';
export { defaultLiveLimits, type LiveLimits } from './live/live-limits.ts';
export { registerLiveRoute, registerUpgrades, type LiveRoute } from './live/live-route.ts';
export { openLiveServer, type LiveServer, type LiveServerDeps, type RightsChange } from './live/live-server.ts';
export type { LiveOpening } from './live/live-socket.ts';
export type { LiveEvent, LivePosition, LiveReader, LiveStep, LiveTopics } from './live/live-topics.ts';
export { frameCounter } from './metrics/count-frames.ts';
export { Metrics, type Sample } from './metrics/metrics.ts';
export { sharedReading } from './metrics/reading.ts';
export type { ApiBook, ApiGroup, OperationNote } from './openapi/api-book.ts';
export { registerDocsPage } from './openapi/docs-page.ts';
export type { ApiDocument } from './openapi/document.ts';
export { openOperations, operationsConfigOf, type Operations, type OperationsConfig } from './operations.ts';
export { noTracing, traced, type Span, type Tracing } from './tracing/tracing.ts';
export type { TransportOptions } from './transport-security.ts';
export { createLogger, type Logger } from './logger.ts';
export { runPhases, type ShutdownPhase } from './shutdown.ts';
export { assertSameOrigin } from './same-origin.ts';
export { createSessionCookies, type SessionCookieOptions, type SessionCookies } from './session-cookie.ts';
