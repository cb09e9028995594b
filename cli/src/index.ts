export { runProgram } from './program.ts';
export { createApiClient, type ApiClient } from './api-client.ts';
export { readCliConfig, type CliConfig } from './config.ts';
export { grantAgents, pair, type Federation } from './demo/federation.ts';
export { ensureSampleRepository } from './demo/sample-repository.ts';
export { Stack, type RunningSpoke } from './demo/stack.ts';
export { until } from './demo/until.ts';
