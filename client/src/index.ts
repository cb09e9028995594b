export { createClient, type ClientOptions, type SpokeClient } from './client.ts';
export { ApiError, type ApiCode } from './api-error.ts';
export { each, take, type ApiAnswer } from './answers.ts';
export type { components, operations, paths } from './generated/spoke-api.ts';
