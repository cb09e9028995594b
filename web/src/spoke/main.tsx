import { RouterProvider } from '@tanstack/react-router';
import { createQueries } from '../api/queries.ts';
import { startConsole } from '../frame/start.tsx';
import { createSpokeRouter } from './router.tsx';

const queries = createQueries();
const router = createSpokeRouter(queries);

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

startConsole(queries, <RouterProvider router={router} />);
