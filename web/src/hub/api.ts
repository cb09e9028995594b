import { createHubClient, type HubComponents } from '@wheelhouse/client';

export { ApiError, take, takePage } from '../api/api.ts';

export type Schemas = HubComponents['schemas'];

/** The hub that served this page, as its browser session. */
export const hub = createHubClient({ url: window.location.origin });

/** The hub tells a browser of nothing by itself: this often it is asked while somebody looks. */
export const pollMs = 3_000;
