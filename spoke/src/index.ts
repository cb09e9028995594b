export { readSpokeConfig, spokeVariables, type SpokeConfig } from './config.ts';
export { openAgentMeans } from './models/means.ts';
export { findHubPin, hubFileOf, type HubFile, type HubPin } from './identity/hub-pin.ts';
export { joinHub, type Joined, type JoinOptions } from './link/join.ts';
export { createSignInLink } from './people/setup.ts';
export { startSpoke, type Spoke, type SpokeDeps } from './spoke.ts';
export { bootstrapSpoke, type Bootstrapped, type BootstrapOptions, type ProcessAgent } from './tenant/bootstrap.ts';
