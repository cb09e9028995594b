import { RouterProvider } from '@tanstack/react-router';
import { createQueries } from '../api/queries.ts';
import { startConsole } from '../frame/start.tsx';
import { createHubRouter, leaveWhenSignedOut } from './router.tsx';

const queries = createQueries();
const router = createHubRouter(queries);
leaveWhenSignedOut(queries, router);

startConsole(queries, <RouterProvider router={router} />);
