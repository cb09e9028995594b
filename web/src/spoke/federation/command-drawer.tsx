import { Anchor, Badge, Code, Stack, Table, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { components } from '@wheelhouse/client';
import type { ReactNode } from 'react';
import { Peek } from '../../ui/dialog.tsx';
import { take, useApi } from '../../api/api.ts';
import { payloadOf } from '../../ui/envelope.ts';
import { Facts } from '../../ui/facts.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { usePlace } from '../workspace.tsx';
import { CommandState } from './command-list.tsx';
import { useInstanceName } from './federation-data.ts';

type Command = components['schemas']['CommandDetail'];

interface CommandDrawerProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** One command with its receipts, beside the list. */
export function CommandDrawer({ id, onClose }: CommandDrawerProps): ReactNode {
  const api = useApi();
  const { workspace } = usePlace();
  const command = useQuery({
    queryKey: [workspace.id, 'commands', 'one', id],
    queryFn: ({ signal }) => take(api.GET('/api/v1/commands/{id}', { params: { path: { id } }, signal })),
  });
  return (
    <Peek opened onClose={onClose} size="lg" title={command.data?.verb ?? 'Command'}>
      <Loaded query={command} what="command">
        {(known) => <OneCommand command={known} />}
      </Loaded>
    </Peek>
  );
}

function OneCommand({ command }: { readonly command: Command }): ReactNode {
  const { workspace } = usePlace();
  const nameOf = useInstanceName();
  const { agt, receipts, envelope } = command;
  return (
    <Stack>
      <Facts
        of={[
          ['State', <CommandState key="state" state={command.state} code={command.code} />],
          ['Why', command.message],
          ['From', nameOf(command.iss)],
          ['To', nameOf(command.aud)],
          ['Run', agt === null ? null : <RunLink key="run" to={`/w/${workspace.id}/runs/${agt}`} id={agt} />],
          ['Signed', timeOf(command.createdAt)],
          ['Accepted', timeOf(command.acceptedAt)],
          ['Ended', timeOf(command.endedAt)],
          ['Id', command.id],
          ['SHA-256', <Breaking key="sha" text={command.sha256} />],
        ]}
      />
      <Title order={2} size="h5">
        Receipts
      </Title>
      {receipts.length === 0 && 'None has come yet.'}
      <Table>
        <Table.Tbody>
          {receipts.map(({ id, status, late, at }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <Badge variant="default" tt="none">
                  {status.replace('_', ' ')}
                </Badge>
                {late && ' late'}
              </Table.Td>
              <Table.Td>
                <TimeAgo at={at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Title order={2} size="h5">
        What was signed
      </Title>
      <Code block tabIndex={0} style={{ overflowX: 'auto' }}>
        {JSON.stringify(payloadOf(envelope), null, 2)}
      </Code>
    </Stack>
  );
}

function timeOf(at: number | null): ReactNode {
  return at === null ? null : <TimeAgo at={at} />;
}

function RunLink({ to, id }: { readonly to: string; readonly id: string }): ReactNode {
  return (
    <Anchor component={Link} to={to} size="sm">
      {id}
    </Anchor>
  );
}

function Breaking({ text }: { readonly text: string }): ReactNode {
  return (
    <span className="wh-mono" style={{ overflowWrap: 'anywhere' }}>
      {text}
    </span>
  );
}
