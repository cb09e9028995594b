import { Alert, Button, Center } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { SpokeClient } from '@wheelhouse/client';
import { Outlet, useNavigate, useParams } from '@tanstack/react-router';
import { useMemo, type ReactNode } from 'react';
import { ApiContext, openApi, take } from '../api/api.ts';
import { Frame } from '../frame/frame.tsx';
import type { PaletteMore } from '../frame/palette.tsx';
import { paletteRun, paletteRuns } from '../frame/palette-runs.ts';
import { mayDo } from '../frame/screens.ts';
import { LiveBanner, LiveProvider } from '../live/live-context.tsx';
import { meQuery, workspacesQuery } from '../session/session.ts';
import { PlainBanner } from '../ui/plain-banner.tsx';
import { paletteViews } from '../ui/views/palette-views.ts';
import { HubBanner } from './hub-banner.tsx';
import { PersonMenu } from './person-menu.tsx';
import { screensOf } from './screens.ts';
import { listViews } from './views.tsx';
import { PlaceContext, type Place } from './workspace.tsx';
import { WorkspaceSwitcher } from './workspace-switcher.tsx';

/** Everything below works in the workspace that the address names. */
export function WorkspaceFrame(): ReactNode {
  const { workspaceId } = useParams({ from: '/w/$workspaceId' });
  const { data: person } = useQuery(meQuery);
  const { data: workspaces = [] } = useQuery(workspacesQuery);
  const workspace = workspaces.find(({ id }) => id === workspaceId);
  const navigate = useNavigate();
  const api = useMemo(() => openApi(workspaceId), [workspaceId]);
  const place = useMemo(
    () => (person === undefined || workspace === undefined ? null : { person, workspace }),
    [person, workspace],
  );
  if (place === null) return <NotYours />;
  return (
    <ApiContext value={api}>
      <PlaceContext value={place}>
        <LiveProvider workspaceId={workspaceId}>
          <Frame
            banner={
              <>
                <PlainBanner />
                <LiveBanner />
                <HubBanner />
              </>
            }
            product="Wheelhouse"
            switcher={<WorkspaceSwitcher current={place.workspace} workspaces={workspaces} />}
            person={<PersonMenu person={place.person} />}
            screens={screensOf(workspaceId, place.workspace.permissions)}
            actions={workspaces
              .filter(({ id }) => id !== workspaceId)
              .map(({ id, name }) => ({
                id: `workspace:${id}`,
                label: name,
                description: 'Workspace',
                run: () => void navigate({ to: `/w/${id}` }),
              }))}
            more={paletteOf(api, place, (to, search = {}) => void navigate({ to, search: search as never }))}
          >
            <Outlet />
          </Frame>
        </LiveProvider>
      </PlaceContext>
    </ApiContext>
  );
}

/** The newest runs, and saved views; either is offered without the other. */
function paletteOf(
  api: SpokeClient,
  { workspace: { id, permissions }, person }: Place,
  go: (to: string, search?: Record<string, string>) => void,
): PaletteMore {
  const goToRun = (run: string): void => go(`/w/${id}/runs/${run}`);
  return {
    queryKey: [id, 'views', 'palette'],
    read: async (signal) => {
      const [runs, views] = await Promise.allSettled([
        mayDo(permissions, 'runs:read')
          ? take(api.GET('/api/v1/runs', { params: { query: { limit: 50 } }, signal }))
          : Promise.resolve([]),
        listViews(api, signal),
      ]);
      return [
        ...paletteRuns(runs.status === 'fulfilled' ? runs.value : [], goToRun),
        ...paletteViews(views.status === 'fulfilled' ? views.value : [], person.id, (screen, search) =>
          go(`/w/${id}/${screen}`, search),
        ),
      ];
    },
    byId: (run) => paletteRun(run, goToRun),
  };
}

function NotYours(): ReactNode {
  return (
    <Center mih="60vh" component="main" p="md">
      <Alert title="This is no workspace of yours" color="gray" maw={480}>
        <p>It may have been deleted, or you are not a member of it. Whoever gave you the address can invite you.</p>
        <Button component="a" href="/" variant="default">
          To your workspaces
        </Button>
      </Alert>
    </Center>
  );
}
