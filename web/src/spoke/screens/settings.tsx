import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { onDemand } from '../../ui/on-demand.tsx';
import { Page } from '../../ui/page.tsx';
import { readSettingsSearch, type SettingsSearch } from '../searches-admin.ts';
import { useMay, useMayAny } from '../workspace.tsx';

const Endings = onDemand(async () => (await import('../settings/endings.tsx')).Endings);
const General = onDemand(async () => (await import('../settings/general.tsx')).General);
const OrganizationPart = onDemand(async () => (await import('../settings/organization.tsx')).OrganizationPart);
const RunSettings = onDemand(async () => (await import('../settings/run-settings.tsx')).RunSettings);

/** The workspace itself. */
export function Settings(): ReactNode {
  const { tab = 'general' } = useSearch({ strict: false }) as SettingsSearch;
  const navigate = useNavigate();
  const mayKill = useMayAny('runs:kill');
  const mayDelete = useMay('workspace:delete');
  return (
    <Page title="Settings">
      <Tabs
        value={tab}
        onChange={(value) => void navigate({ to: '.', search: readSettingsSearch({ tab: value }) as never })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="general">General</Tabs.Tab>
          <Tabs.Tab value="runs">Runs</Tabs.Tab>
          <Tabs.Tab value="organization">Organization</Tabs.Tab>
          {(mayKill || mayDelete) && <Tabs.Tab value="stop">Stop and delete</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="general">
          <General />
        </Tabs.Panel>
        <Tabs.Panel value="runs">
          <RunSettings />
        </Tabs.Panel>
        <Tabs.Panel value="organization">
          <OrganizationPart />
        </Tabs.Panel>
        <Tabs.Panel value="stop">
          <Endings />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
