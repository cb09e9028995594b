import { ApiError, createClient, take, takePage, type ListPage, type SpokeClient } from '@wheelhouse/client';
import { createContext, useContext } from 'react';

export { ApiError, take, takePage, type ListPage };

/** The spoke that served this page, as its browser session; in one workspace where that is given. */
export function openApi(workspaceId?: string): SpokeClient {
  return createClient({ url: window.location.origin, ...(workspaceId === undefined ? {} : { workspaceId }) });
}

export const ApiContext = createContext<SpokeClient>(openApi());

/** The client of the workspace that the page is about. */
export function useApi(): SpokeClient {
  return useContext(ApiContext);
}

/** The server's answer to a refusal: who is not signed in is sent to sign in. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'UNAUTHENTICATED';
}
