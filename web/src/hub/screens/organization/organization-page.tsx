import { Button } from '@mantine/core';
import { MailPlus } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Page } from '../../../ui/page.tsx';
import { useMay } from '../../me.ts';
import { OperatorTable } from './operator-table.tsx';

const InviteDialog = lazy(async () => ({ default: (await import('./invite-dialog.tsx')).InviteDialog }));

/** Who runs the hub. */
export function OrganizationPage(): ReactNode {
  const mayInvite = useMay('operators:invite');
  const [isOpen, setOpen] = useState(false);
  return (
    <Page
      title="Organization"
      actions={
        mayInvite && (
          <Button size="xs" leftSection={<MailPlus size={14} aria-hidden />} onClick={() => setOpen(true)}>
            Invite an operator
          </Button>
        )
      }
    >
      <OperatorTable />
      {isOpen && (
        <Suspense>
          <InviteDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </Page>
  );
}
