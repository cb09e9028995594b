import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Frame } from '../frame/frame.tsx';
import { paletteRun, paletteRuns } from '../frame/palette-runs.ts';
import { DeniedContext } from '../ui/loaded.tsx';
import { paletteViews } from '../ui/views/palette-views.ts';
import { hub, take } from './api.ts';
import { AwayBanner } from './away-banner.tsx';
import { MeContext, meQuery } from './me.ts';
import { PersonMenu } from './person-menu.tsx';
import { screensOf } from './screens.ts';
import { HeldBanner } from './stops/held-banner.tsx';
import { listViews } from './views.tsx';

const denied = { place: 'of this hub', help: 'An owner of the hub can give you a role that may, under Organization.' };

/** What stands around every screen of the hub's console, for whoever is signed in. */
export function ConsoleFrame(): ReactNode {
  const { data: me } = useQuery({ ...meQuery, refetchInterval: 60_000 });
  const navigate = useNavigate();
  if (me === undefined) return null;
  const goToRun = (id: string): void => void navigate({ to: `/runs/${id}` });
  return (
    <MeContext value={me}>
      <DeniedContext value={denied}>
        <Frame
          product="Wheelhouse hub"
          person={<PersonMenu />}
          banner={
            <>
              <AwayBanner />
              <HeldBanner />
            </>
          }
          screens={screensOf(me.permissions)}
          more={{
            queryKey: ['hub', 'views', 'palette'],
            read: async (signal) => {
              const [runs, views] = await Promise.allSettled([
                take(hub.GET('/api/v1/fleet/runs', { params: { query: { limit: 50 } }, signal })),
                listViews(signal),
              ]);
              return [
                ...paletteRuns(runs.status === 'fulfilled' ? runs.value : [], goToRun),
                ...paletteViews(
                  views.status === 'fulfilled' ? views.value : [],
                  me.id,
                  (screen, search) => void navigate({ to: `/${screen}`, search: search as never }),
                ),
              ];
            },
            byId: (id) => paletteRun(id, goToRun),
          }}
        >
          <Outlet />
        </Frame>
      </DeniedContext>
    </MeContext>
  );
}
