import { Button, Stack, Table, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus, ShieldX } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { take, takePage, useApi } from '../../api/api.ts';
import { Danger } from '../../ui/danger.tsx';
import { Empty } from '../../ui/empty.tsx';
import type { Column } from '../../ui/list-table.tsx';
import { ListView, useList } from '../../ui/list.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { Section } from '../../ui/section.tsx';
import { tell } from '../../ui/tell.ts';
import { TimeAgo, useNow } from '../../ui/time-ago.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { useMay, usePlace } from '../workspace.tsx';
import { useInstanceName, type Grant } from './federation-data.ts';

const GrantDialog = onDemand(async () => (await import('./grant-dialog.tsx')).GrantDialog);

/** What others may do here, and what this instance may do elsewhere. */
export function GrantLists(): ReactNode {
  return (
    <Stack gap="lg">
      <Given />
      <Held />
    </Stack>
  );
}

function verbWords(verbs: readonly string[]): string {
  return verbs.map((verb) => verb.replace('agent.', '')).join(', ');
}

function agentWords(agents: readonly string[]): string {
  return agents.length === 0 ? 'every agent' : agents.join(', ');
}

function factsOf(nameOf: (id: string) => string): readonly Column<Grant>[] {
  return [
    {
      header: 'To',
      width: 'minmax(120px, 1fr)',
      cell: ({ grantee }) => <span title={grantee}>{nameOf(grantee)}</span>,
      text: ({ grantee }) => grantee,
    },
    {
      header: 'May',
      width: 'minmax(160px, 1.4fr)',
      cell: ({ verbs }) => <span title={verbWords(verbs)}>{verbWords(verbs)}</span>,
      text: ({ verbs }) => verbs.join(' '),
    },
    {
      header: 'Agents',
      width: 'minmax(110px, 1fr)',
      cell: ({ agents }) => <span title={agentWords(agents)}>{agentWords(agents)}</span>,
      text: ({ agents }) => agents.join(' '),
    },
    {
      header: 'At a time',
      width: '90px',
      cell: ({ maxConcurrent }) => maxConcurrent ?? 'any',
      text: ({ maxConcurrent }) => String(maxConcurrent ?? ''),
    },
    {
      header: 'Holds',
      width: 'minmax(150px, 1fr)',
      cell: (grant) => <Holds {...grant} />,
      text: ({ exp, revokedAt }) => new Date(revokedAt ?? exp).toISOString(),
    },
  ];
}

function Holds({ exp, revokedAt }: Pick<Grant, 'exp' | 'revokedAt'>): ReactNode {
  const now = useNow();
  return (
    <>
      {revokedAt !== null ? 'revoked' : exp > now ? 'ends' : 'ended'} <TimeAgo at={revokedAt ?? exp} />
    </>
  );
}

function Given(): ReactNode {
  const api = useApi();
  const { workspace } = usePlace();
  const mayGrant = useMay('federation:grant');
  const nameOf = useInstanceName();
  const [isGiving, setGiving] = useState(false);
  const [revoked, setRevoked] = useState<Grant | null>(null);
  const list = useList<Grant>({
    key: [workspace.id, 'grants', 'given'],
    page: (query, signal) => takePage(api.GET('/api/v1/grants', { params: { query }, signal })),
  });
  const give = mayGrant && (
    <Button size="compact-sm" leftSection={<Plus size={14} aria-hidden />} onClick={() => setGiving(true)}>
      Give a grant
    </Button>
  );
  const revoke = (grant: Grant) => [{ label: 'Revoke', icon: ShieldX, isDanger: true, run: () => setRevoked(grant) }];
  const columns: readonly Column<Grant>[] = [
    ...factsOf(nameOf),
    {
      header: 'Do',
      width: '48px',
      cell: (grant) => (
        <RowMenu
          what={`the grant of ${nameOf(grant.grantee)}`}
          actions={mayGrant && grant.revokedAt === null ? revoke(grant) : []}
        />
      ),
    },
  ];
  return (
    <Section title="Given" actions={give}>
      <ListView
        list={list}
        what="grants"
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <Empty icon={KeyRound} title="No other instance may do anything here">
            <Text size="sm">
              A grant lets a trusted instance start agents in this workspace, or follow and end them.
            </Text>
          </Empty>
        }
      />
      {isGiving && <GrantDialog onClose={() => setGiving(false)} />}
      {revoked !== null && (
        <RevokeGrant grant={revoked} name={nameOf(revoked.grantee)} onClose={() => setRevoked(null)} />
      )}
    </Section>
  );
}

interface RevokeProps {
  readonly grant: Grant;
  readonly name: string;
  readonly onClose: () => void;
}

function RevokeGrant({ grant: { id }, name, onClose }: RevokeProps): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  return (
    <Danger
      isOpen
      onClose={onClose}
      title={`Revoke the grant of ${name}`}
      act={async () => {
        await take(api.DELETE('/api/v1/grants/{id}', { params: { path: { id } } }));
        tell(`${name} may not do that any more`);
        await queries.invalidateQueries({ queryKey: [workspace.id, 'grants'] });
      }}
    >
      Its commands under this grant are refused from now on, also while the link is down. Runs that it started go on
      until somebody ends them.
    </Danger>
  );
}

/** Of the whole instance: whoever may spawn here can use them. */
function Held(): ReactNode {
  const api = useApi();
  const { workspace } = usePlace();
  const nameOf = useInstanceName();
  const held = useQuery({
    queryKey: [workspace.id, 'grants', 'held'],
    queryFn: ({ signal }) => take(api.GET('/api/v1/grants/held', { signal })),
  });
  return (
    <Section title="Held">
      <Loaded query={held} what="grants from others">
        {(rows) =>
          rows.length === 0 ? (
            <Text size="sm">No other instance has given this one a grant.</Text>
          ) : (
            <WideTable what="Grants held" head={['At', 'May', 'Agents', 'Holds']} minWidth={560}>
              {rows.map(({ id, issuer, verbs, agents, exp }) => (
                <Table.Tr key={id}>
                  <Table.Td title={issuer}>{nameOf(issuer)}</Table.Td>
                  <Table.Td>{verbWords(verbs)}</Table.Td>
                  <Table.Td>{agentWords(agents)}</Table.Td>
                  <Table.Td>
                    <Holds exp={exp} revokedAt={null} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </WideTable>
          )
        }
      </Loaded>
    </Section>
  );
}
