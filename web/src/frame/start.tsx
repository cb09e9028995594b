import { MantineProvider } from '@mantine/core';
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { lazy, StrictMode, Suspense, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import '../ui/styles.ts';
import { colours, theme } from '../ui/theme.ts';

// What is told before it has come is kept until then.
const Notices = lazy(async () => ({ default: (await import('./notices.tsx')).Notices }));

/** Draws a console into its page. */
export function startConsole(queries: QueryClient, content: ReactNode): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no root');
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={colours} defaultColorScheme="auto">
        <QueryClientProvider client={queries}>
          <Suspense>
            <Notices />
          </Suspense>
          {content}
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
