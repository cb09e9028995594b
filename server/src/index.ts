export { callerOf, registerAuth, type AuthOptions, type Caller } from './auth.ts';
export { commonVariables, ConfigError, maskedConfig, portVariable, readConfig, secret } from './config.ts';
export { createFailpoints, type Failpoints } from './failpoints.ts';
export { guardSocket, type GuardedSocket, type GuardedSocketHandlers } from './guard-socket.ts';
export type { ReadinessReport } from './health.ts';
export { buildHttp, sendData, type HttpOptions, type HttpServer } from './http.ts';
export { httpLimits } from './http-limits.ts';
export { createLogger, type Logger } from './logger.ts';
export { runPhases, type ShutdownPhase } from './shutdown.ts';
