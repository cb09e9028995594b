import { Group, Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page } from '../../../ui/page.tsx';
import { useMay } from '../../me.ts';
import { InstanceFilter } from '../../parts/instance-filter.tsx';
import { readActivitySearch, type ActivitySearch } from '../../searches.ts';
import { Views } from '../../views.tsx';
import { Commands } from './commands.tsx';
import { RefusedCommands } from './refused-commands.tsx';

/** What instances ask of each other over the hub, and what it refused. */
export function ActivityPage(): ReactNode {
  const { tab = 'commands', instance } = useSearch({ strict: false }) as ActivitySearch;
  const navigate = useNavigate();
  const seesRefused = useMay('audit:read');
  const show = (change: Record<string, unknown>): void =>
    void navigate({ to: '.', search: readActivitySearch({ tab, instance, ...change }) as never });
  return (
    <Page
      title="Activity"
      actions={<Views screen="activity" search={readActivitySearch({ tab, instance })} read={readActivitySearch} />}
    >
      <Tabs value={tab} onChange={(value) => show({ tab: value })} keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="commands">Commands</Tabs.Tab>
          {seesRefused && <Tabs.Tab value="refused">Refused by the hub</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="commands">
          <Group mb="xs">
            <InstanceFilter value={instance} onChange={(id) => show({ instance: id })} />
          </Group>
          <Commands instance={instance} />
        </Tabs.Panel>
        {seesRefused && (
          <Tabs.Panel value="refused">
            <RefusedCommands />
          </Tabs.Panel>
        )}
      </Tabs>
    </Page>
  );
}
