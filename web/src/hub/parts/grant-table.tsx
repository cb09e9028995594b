import { Text } from '@mantine/core';
import { KeyRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { CopyLine } from '../../ui/copy-line.tsx';
import { Empty } from '../../ui/empty.tsx';
import type { Column } from '../../ui/list-table.tsx';
import { ListView, useList } from '../../ui/list.tsx';
import { ShortId } from '../../ui/short-id.tsx';
import { TimeAgo, useNow } from '../../ui/time-ago.tsx';
import { hub, pollMs, takePage, type Schemas } from '../api.ts';
import { InstanceLink } from './instance-link.tsx';

type Grant = Schemas['FleetGrantView'];

/** "spawn, kill". Pure. */
function verbWords({ verbs }: Grant): string {
  return verbs.map((verb) => verb.replace('agent.', '')).join(', ');
}

/** Pure. */
function agentWords({ agents }: Grant): string {
  return agents.length === 0 ? 'every agent' : agents.join(', ');
}

const columns: readonly Column<Grant>[] = [
  {
    header: 'At',
    width: 'minmax(110px, 1fr)',
    cell: ({ issuer }) => <InstanceLink id={issuer} />,
    text: ({ issuer }) => issuer,
  },
  {
    header: 'For',
    width: 'minmax(110px, 1fr)',
    cell: ({ grantee }) => <InstanceLink id={grantee} />,
    text: ({ grantee }) => grantee,
  },
  {
    header: 'Workspace',
    width: 'minmax(110px, 0.8fr)',
    cell: ({ workspaceId }) => <ShortId id={workspaceId} />,
    text: ({ workspaceId }) => workspaceId,
  },
  {
    header: 'May',
    width: 'minmax(160px, 1.6fr)',
    cell: (grant) => <span title={verbWords(grant)}>{verbWords(grant)}</span>,
    text: ({ verbs }) => verbs.join(' '),
  },
  {
    header: 'Agents',
    width: 'minmax(110px, 1fr)',
    cell: (grant) => <span title={agentWords(grant)}>{agentWords(grant)}</span>,
    text: agentWords,
  },
  {
    header: 'Holds',
    width: 'minmax(140px, 1fr)',
    cell: (grant) => <Holds grant={grant} />,
    text: ({ exp, revokedAt }) => new Date(revokedAt ?? exp).toISOString(),
  },
];

function Holds({ grant: { exp, revokedAt } }: { readonly grant: Grant }): ReactNode {
  const now = useNow();
  const word = revokedAt !== null ? 'revoked' : exp > now ? 'ends' : 'ended';
  return (
    <>
      {word} <TimeAgo at={revokedAt ?? exp} />
    </>
  );
}

/** Grants that an instance gave and holds, or all. The hub mirrors them and can make none. */
export function GrantTable({ instance }: { readonly instance?: string }): ReactNode {
  const of = instance === undefined ? {} : { instance };
  const list = useList<Grant>({
    key: ['hub', 'grants', instance ?? 'all'],
    page: (page, signal) => takePage(hub.GET('/api/v1/grants', { params: { query: { ...page, ...of } }, signal })),
    everyMs: pollMs,
  });
  return (
    <ListView
      list={list}
      what="grants"
      columns={columns}
      rowKey={({ id }) => id}
      empty={
        <Empty icon={KeyRound} title="There is no grant yet">
          <Text size="sm">The owner of a workspace gives it, at the instance that shall do the work:</Text>
          <CopyLine text="npx wheelhouse grant create <instance> agent.spawn agent.status agent.kill" />
        </Empty>
      }
    />
  );
}
