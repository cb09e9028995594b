export {
  createClient,
  createHubClient,
  type ClientOptions,
  type HubClient,
  type HubClientOptions,
  type SpokeClient,
} from './client.ts';
export { ApiError, type ApiCode } from './api-error.ts';
export { each, take, takePage, type ApiAnswer, type ListPage } from './answers.ts';
export type { components, operations, paths } from './generated/spoke-api.ts';
export type { components as HubComponents, paths as HubPaths } from './generated/hub-api.ts';
