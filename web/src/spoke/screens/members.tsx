import { Button, Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { UserPlus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { onDemand } from '../../ui/on-demand.tsx';
import { Page } from '../../ui/page.tsx';
import { InvitationList } from '../members/invitation-list.tsx';
import { MemberList } from '../members/member-list.tsx';
import { readMembersSearch, type MembersSearch } from '../searches-admin.ts';
import { Views } from '../views.tsx';
import { useMay } from '../workspace.tsx';

const InviteDialog = onDemand(async () => (await import('../members/member-dialogs.tsx')).InviteDialog);

export function Members(): ReactNode {
  const { tab } = useSearch({ strict: false }) as MembersSearch;
  const navigate = useNavigate();
  const mayInvite = useMay('members:invite');
  const [isInviting, setInviting] = useState(false);
  const invite = (
    <Button leftSection={<UserPlus size={16} aria-hidden />} onClick={() => setInviting(true)}>
      Invite
    </Button>
  );
  return (
    <Page
      title="Members"
      actions={
        <>
          {mayInvite && <Views screen="members" search={{ tab }} read={readMembersSearch} />}
          {mayInvite && invite}
        </>
      }
    >
      {mayInvite ? (
        <Tabs
          value={tab ?? 'members'}
          onChange={(value) => void navigate({ to: '.', search: readMembersSearch({ tab: value }) as never })}
          keepMounted={false}
        >
          <Tabs.List mb="sm">
            <Tabs.Tab value="members">Members</Tabs.Tab>
            <Tabs.Tab value="invitations">Invitations</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="members">
            <MemberList />
          </Tabs.Panel>
          <Tabs.Panel value="invitations">
            <InvitationList onInvite={invite} />
          </Tabs.Panel>
        </Tabs>
      ) : (
        <MemberList />
      )}
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  );
}
