import { Button, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { UsersRound } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { takePage, useApi } from '../../api/api.ts';
import { Empty } from '../../ui/empty.tsx';
import type { Column } from '../../ui/list-table.tsx';
import { ListView, useList } from '../../ui/list.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import { Page } from '../../ui/page.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import type { TeamsSearch } from '../searches-admin.ts';
import type { Team } from '../teams/team-dialogs.tsx';
import { useMay, usePlace } from '../workspace.tsx';

const TeamDialog = onDemand(async () => (await import('../teams/team-dialogs.tsx')).TeamDialog);
const TeamDrawer = onDemand(async () => (await import('../teams/team-drawer.tsx')).TeamDrawer);

const columns: readonly Column<Team>[] = [
  { header: 'Name', width: 'minmax(120px, 1fr)', cell: ({ name }) => name, text: ({ name }) => name },
  {
    header: 'What it is for',
    width: 'minmax(160px, 2fr)',
    cell: ({ description }) => description,
    text: ({ description }) => description,
  },
  { header: 'People', width: '80px', cell: ({ members }) => members, text: ({ members }) => String(members) },
  { header: 'You', width: '90px', cell: ({ role }) => role ?? '', text: ({ role }) => role ?? '' },
  {
    header: 'Made',
    width: 'minmax(110px, 0.7fr)',
    cell: ({ createdAt }) => <TimeAgo at={createdAt} />,
    text: ({ createdAt }) => new Date(createdAt).toISOString(),
  },
];

export function Teams(): ReactNode {
  const api = useApi();
  const { workspace } = usePlace();
  const { team } = useSearch({ strict: false }) as TeamsSearch;
  const navigate = useNavigate();
  const mayManage = useMay('teams:manage');
  const [isMaking, setMaking] = useState(false);
  const list = useList<Team>({
    key: [workspace.id, 'teams'],
    page: (query, signal) => takePage(api.GET('/api/v1/teams', { params: { query }, signal })),
  });
  const make = mayManage && <Button onClick={() => setMaking(true)}>Make a team</Button>;
  return (
    <Page title="Teams" actions={make}>
      <ListView
        list={list}
        what="teams"
        columns={columns}
        rowKey={({ name }) => name}
        hrefOf={({ id }) => `/w/${workspace.id}/teams?team=${id}`}
        empty={
          <Empty icon={UsersRound} title="There is no team yet">
            <Text size="sm">A team is a group of members that agents, runs and dashboards are shared with.</Text>
            {make}
          </Empty>
        }
      />
      {isMaking && <TeamDialog onClose={() => setMaking(false)} />}
      {team !== undefined && <TeamDrawer id={team} onClose={() => void navigate({ to: '.', search: {} as never })} />}
    </Page>
  );
}
