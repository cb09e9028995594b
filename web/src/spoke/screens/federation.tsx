import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { onDemand } from '../../ui/on-demand.tsx';
import { Page } from '../../ui/page.tsx';
import { readFederationSearch, type FederationSearch } from '../searches-admin.ts';
import { Views } from '../views.tsx';

const CommandDrawer = onDemand(async () => (await import('../federation/command-drawer.tsx')).CommandDrawer);
const CommandList = onDemand(async () => (await import('../federation/command-list.tsx')).CommandList);
const GrantLists = onDemand(async () => (await import('../federation/grant-lists.tsx')).GrantLists);
const LinkPanel = onDemand(async () => (await import('../federation/link-panel.tsx')).LinkPanel);
const PeerList = onDemand(async () => (await import('../federation/peer-list.tsx')).PeerList);

/** This instance among others: its link, whom it trusts, what is granted, and what was asked. */
export function Federation(): ReactNode {
  const { tab = 'link', command } = useSearch({ strict: false }) as FederationSearch;
  const navigate = useNavigate();
  const go = (search: FederationSearch | { readonly tab: string | null }): void =>
    void navigate({ to: '.', search: readFederationSearch({ ...search }) as never });
  return (
    <Page
      title="Federation"
      actions={<Views screen="federation" search={readFederationSearch({ tab })} read={readFederationSearch} />}
    >
      <Tabs value={tab} onChange={(value) => go({ tab: value })} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="link">Link</Tabs.Tab>
          <Tabs.Tab value="instances">Instances</Tabs.Tab>
          <Tabs.Tab value="grants">Grants</Tabs.Tab>
          <Tabs.Tab value="commands">Commands</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="link">
          <LinkPanel />
        </Tabs.Panel>
        <Tabs.Panel value="instances">
          <PeerList />
        </Tabs.Panel>
        <Tabs.Panel value="grants">
          <GrantLists />
        </Tabs.Panel>
        <Tabs.Panel value="commands">
          <CommandList />
        </Tabs.Panel>
      </Tabs>
      {command !== undefined && <CommandDrawer id={command} onClose={() => go({ tab: 'commands' })} />}
    </Page>
  );
}
