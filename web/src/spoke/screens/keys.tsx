import { Button, Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { onDemand } from '../../ui/on-demand.tsx';
import { Page } from '../../ui/page.tsx';
import { AccountList } from '../keys/account-list.tsx';
import { KeyList } from '../keys/key-list.tsx';
// A secret is shown once: what shows it is there before it.
import { KeyShown, type ShownKey } from '../keys/key-shown.tsx';
import { readKeysSearch, type KeysSearch } from '../searches-admin.ts';
import { useMay } from '../workspace.tsx';

const MakeAccountDialog = onDemand(async () => (await import('../keys/make-dialogs.tsx')).MakeAccountDialog);
const MakeKeyDialog = onDemand(async () => (await import('../keys/make-dialogs.tsx')).MakeKeyDialog);

type Open = { readonly what: 'make' } | { readonly what: 'shown'; readonly key: ShownKey } | null;

/** One's own keys, and programs with theirs. */
export function Keys(): ReactNode {
  const { tab } = useSearch({ strict: false }) as KeysSearch;
  const navigate = useNavigate();
  const mayCreate = useMay('keys:create');
  const mayManage = useMay('keys:manage');
  const [open, setOpen] = useState<Open>(null);
  const isAccounts = mayManage && tab === 'accounts';
  const create = mayCreate && (
    <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setOpen({ what: 'make' })}>
      {isAccounts ? 'Create a service account' : 'Create a key'}
    </Button>
  );
  const close = (): void => setOpen(null);
  const onMade = (key: ShownKey): void => setOpen({ what: 'shown', key });
  return (
    <Page title="Keys" actions={create}>
      {mayManage ? (
        <Tabs
          value={isAccounts ? 'accounts' : 'own'}
          onChange={(value) => void navigate({ to: '.', search: readKeysSearch({ tab: value }) as never })}
          keepMounted={false}
        >
          <Tabs.List mb="sm">
            <Tabs.Tab value="own">Your keys</Tabs.Tab>
            <Tabs.Tab value="accounts">Service accounts</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="own">
            <KeyList create={create} onMade={onMade} />
          </Tabs.Panel>
          <Tabs.Panel value="accounts">
            <AccountList create={create} onMade={onMade} />
          </Tabs.Panel>
        </Tabs>
      ) : (
        <KeyList create={create} onMade={onMade} />
      )}
      {open?.what === 'make' && isAccounts && <MakeAccountDialog onMade={onMade} onClose={close} />}
      {open?.what === 'make' && !isAccounts && <MakeKeyDialog onMade={onMade} onClose={close} />}
      {open?.what === 'shown' && <KeyShown shown={open.key} onClose={close} />}
    </Page>
  );
}
