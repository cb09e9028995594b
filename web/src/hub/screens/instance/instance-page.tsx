import { Anchor, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { CopyLine } from '../../../ui/copy-line.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { Page } from '../../../ui/page.tsx';
import { TimeAgo } from '../../../ui/time-ago.tsx';
import { hub, pollMs, take } from '../../api.ts';
import { useMay } from '../../me.ts';
import { bytesOf } from '../../../ui/bytes.ts';
import { ConnectionTable } from '../../parts/connection-table.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { GrantTable } from '../../parts/grant-table.tsx';
import { InstanceState } from '../../parts/instance-state.tsx';
import type { Instance } from '../../parts/instances.ts';
import { Section } from '../../../ui/section.tsx';
import { InstanceActions } from './instance-actions.tsx';
import { KeyTable } from './key-table.tsx';

/** `/instances/:id` */
export function InstancePage(): ReactNode {
  const { id } = useParams({ strict: false }) as { id: string };
  const instance = useQuery({
    queryKey: ['hub', 'instances', id],
    queryFn: ({ signal }) => take(hub.GET('/api/v1/instances/{id}', { params: { path: { id } }, signal })),
    refetchInterval: pollMs,
  });
  const { data } = instance;
  return (
    <Page
      title={data === undefined ? 'Instance' : data.name}
      actions={data !== undefined && <InstanceActions instance={data} />}
    >
      <Loaded query={instance} what="instance">
        {(found) => <Details instance={found} />}
      </Loaded>
    </Page>
  );
}

function Details({ instance }: { readonly instance: Instance }): ReactNode {
  const { id, kind, fingerprint, keyset } = instance;
  const seesConnections = useMay('connections:read');
  const seesGrants = useMay('grants:read');
  const runs: string = `/runs?instance=${id}`;
  return (
    <Stack gap="xl">
      <Section
        title="Health"
        actions={
          kind === 'spoke' && (
            <Anchor component={Link} to={runs} size="sm">
              Its runs
            </Anchor>
          )
        }
      >
        <Health instance={instance} />
      </Section>
      <Section title="Keys">
        <Text size="sm" mb={4}>
          Fingerprint of its identity key. Compare it with what the instance itself shows (
          <code>wheelhouse instance</code>
          ).
        </Text>
        <CopyLine text={fingerprint} label="Copy the fingerprint" />
        <KeyTable keyset={keyset} />
      </Section>
      {seesConnections && (
        <Section title="Connections">
          <ConnectionTable instance={id} />
        </Section>
      )}
      {seesGrants && (
        <Section title="Grants">
          <GrantTable instance={id} />
        </Section>
      )}
    </Stack>
  );
}

function Health({ instance }: { readonly instance: Instance }): ReactNode {
  const { id, kind, mailbox, runs, unreachableSince, lastSeenAt, approvedAt, remoteAddress } = instance;
  const isSpoke = kind === 'spoke';
  return (
    <Facts
      of={[
        ['State', <InstanceState key="state" instance={instance} />],
        ['Unreachable since', unreachableSince === null ? null : <TimeAgo key="since" at={unreachableSince} />],
        ['Last seen', lastSeenAt === null ? isSpoke ? 'never' : null : <TimeAgo key="seen" at={lastSeenAt} />],
        ['Runs', isSpoke ? `${runs.live} live, ${runs.queued} in the queue` : null],
        ['Mailbox', isSpoke ? `${mailbox.messages} messages, ${bytesOf(mailbox.bytes)}` : null],
        ['Address', remoteAddress],
        ['Links so far', isSpoke ? instance.connGen : null],
        ['Region', instance.region],
        ['Version', instance.version],
        ['Asked to join', <TimeAgo key="asked" at={instance.requestedAt} />],
        ['Let in', approvedAt === null ? null : <TimeAgo key="in" at={approvedAt} />],
        [
          'Id',
          <span key="id" className="wh-mono">
            {id}
          </span>,
        ],
      ]}
    />
  );
}
