import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Pencil, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Peek } from '../../ui/dialog.tsx';
import { take, useApi } from '../../api/api.ts';
import { Danger } from '../../ui/danger.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { tell } from '../../ui/tell.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useMay, usePlace } from '../workspace.tsx';
import { TeamDialog, type Team } from './team-dialogs.tsx';
import { TeamMembers } from './team-members.tsx';

interface TeamDrawerProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** One team beside the list of all. */
export function TeamDrawer({ id, onClose }: TeamDrawerProps): ReactNode {
  const api = useApi();
  const { workspace } = usePlace();
  const team = useQuery({
    queryKey: [workspace.id, 'teams', id],
    queryFn: ({ signal }) => take(api.GET('/api/v1/teams/{id}', { params: { path: { id } }, signal })),
  });
  return (
    <Peek opened onClose={onClose} size="md" title={team.data?.name ?? 'Team'}>
      <Loaded query={team} what="team">
        {(known) => <OneTeam team={known} onClose={onClose} />}
      </Loaded>
    </Peek>
  );
}

function OneTeam({ team, onClose }: { readonly team: Team; readonly onClose: () => void }): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const isManager = useMay('teams:manage');
  const [asked, setAsked] = useState<'change' | 'delete' | null>(null);
  const mayDelete = isManager || team.role === 'owner';
  const mayEdit = mayDelete || team.role === 'admin';
  return (
    <Stack>
      {team.description !== '' && <Text size="sm">{team.description}</Text>}
      <Text size="sm" c="dimmed">
        Made <TimeAgo at={team.createdAt} />
        {team.role === null ? '' : `; you are ${team.role} of it`}
      </Text>
      <TeamMembers team={team} mayEdit={mayEdit} mayRaise={mayDelete} />
      <Group>
        {mayEdit && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Pencil size={14} aria-hidden />}
            onClick={() => setAsked('change')}
          >
            Change
          </Button>
        )}
        {mayDelete && (
          <Button
            size="compact-sm"
            color="red"
            variant="outline"
            leftSection={<Trash2 size={14} aria-hidden />}
            onClick={() => setAsked('delete')}
          >
            Delete
          </Button>
        )}
      </Group>
      {asked === 'change' && <TeamDialog team={team} onClose={() => setAsked(null)} />}
      <Danger
        isOpen={asked === 'delete'}
        onClose={() => setAsked(null)}
        title={`Delete ${team.name}`}
        act={async () => {
          await take(api.DELETE('/api/v1/teams/{id}', { params: { path: { id: team.id } } }));
          tell(`${team.name} is deleted`);
          onClose();
          await queries.invalidateQueries({ queryKey: [workspace.id, 'teams'], exact: true });
        }}
      >
        What was shared with the team is not shared with its people any more. The people and the things stay.
      </Danger>
    </Stack>
  );
}
