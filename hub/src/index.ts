export { bootstrapHub, type BootstrapOptions } from './bootstrap.ts';
export { hubVariables, readHubConfig, type HubConfig } from './config.ts';
export { startHub, type Hub, type HubDeps } from './hub.ts';
export { defaultHubLimits, type HubLimits } from './limits.ts';
export { findSetUpLink } from './operators/setup.ts';
