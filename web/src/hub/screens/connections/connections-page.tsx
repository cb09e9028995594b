import { Button, Group, Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Cable } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Page } from '../../../ui/page.tsx';
import { useMay } from '../../me.ts';
import { ConnectionTable } from '../../parts/connection-table.tsx';
import { GrantTable } from '../../parts/grant-table.tsx';
import { InstanceFilter } from '../../parts/instance-filter.tsx';
import { readConnectionsSearch, type ConnectionsSearch } from '../../searches.ts';
import { Views } from '../../views.tsx';

const ConnectDialog = lazy(async () => ({ default: (await import('./connect-dialog.tsx')).ConnectDialog }));

/** Which instances may talk to each other, and what each lets another do. */
export function ConnectionsPage(): ReactNode {
  const { tab = 'connections', instance } = useSearch({ strict: false }) as ConnectionsSearch;
  const navigate = useNavigate();
  const mayRequest = useMay('connections:request');
  const seesGrants = useMay('grants:read');
  const [isOpen, setOpen] = useState(false);
  const show = (change: Record<string, unknown>): void =>
    void navigate({ to: '.', search: readConnectionsSearch({ tab, instance, ...change }) as never });
  const of = instance === undefined ? {} : { instance };
  return (
    <Page
      title="Connections"
      actions={
        mayRequest && (
          <Button size="xs" leftSection={<Cable size={14} aria-hidden />} onClick={() => setOpen(true)}>
            Connect two instances
          </Button>
        )
      }
    >
      <Group mb="sm">
        <InstanceFilter value={instance} onChange={(id) => show({ instance: id })} />
        <Views screen="connections" search={readConnectionsSearch({ tab, instance })} read={readConnectionsSearch} />
      </Group>
      <Tabs value={tab} onChange={(value) => show({ tab: value })} keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="connections">Connections</Tabs.Tab>
          {seesGrants && <Tabs.Tab value="grants">Grants</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="connections">
          <ConnectionTable {...of} />
        </Tabs.Panel>
        {seesGrants && (
          <Tabs.Panel value="grants">
            <GrantTable {...of} />
          </Tabs.Panel>
        )}
      </Tabs>
      {isOpen && (
        <Suspense>
          <ConnectDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </Page>
  );
}
