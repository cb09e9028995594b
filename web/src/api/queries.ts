import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api.ts';

/** What a screen shows stays as it is while it is asked for anew; the client itself sends again what is worth it. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (count, error) => !(error instanceof ApiError) && count < 1,
        refetchOnWindowFocus: true,
      },
    },
  });
}
