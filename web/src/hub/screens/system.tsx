import { Alert, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { lengthOf, TimeAgo } from '../../ui/time-ago.tsx';
import type { Schemas } from '../api.ts';
import { bytesOf } from '../../ui/bytes.ts';
import { Facts } from '../../ui/facts.tsx';
import { Section } from '../../ui/section.tsx';
import { systemQuery } from '../parts/system.ts';
import { Machines } from './machines.tsx';

type System = Schemas['SystemView'];

/** How the hub itself is. */
export function SystemPage(): ReactNode {
  const system = useQuery(systemQuery);
  return (
    <Page title="System">
      <Loaded query={system} what="state of the hub">
        {(found) => <Details system={found} />}
      </Loaded>
    </Page>
  );
}

function Details({ system }: { readonly system: System }): ReactNode {
  const { version, startedAt, policyRevision, links, relay, mailboxes, audit } = system;
  const open = Object.entries(relay.commands);
  return (
    <Stack gap="xl">
      <Health relay={relay} />
      <Section title="Hub">
        <Facts
          of={[
            ['Version', version],
            ['Up since', <TimeAgo key="since" at={startedAt} />],
            ['Links', `${links} instances linked with this node`],
            ['Policy', `revision ${policyRevision}`],
          ]}
        />
      </Section>
      <Section title="Relay">
        <Facts
          of={[
            [
              'Open commands',
              open.length === 0 ? 'none' : open.map(([state, count]) => `${count} ${state}`).join(', '),
            ],
            ['Mailboxes', `${mailboxes.messages} messages wait for instances, ${bytesOf(mailboxes.bytes)}`],
            ['Oldest waits', mailboxes.oldestForMs === 0 ? null : lengthOf(mailboxes.oldestForMs)],
            ['Dead letters', relay.deadLetters],
          ]}
        />
      </Section>
      <Section title="Audit">
        <Facts
          of={[
            ['Not linked yet', `${audit.pending} rows`],
            [
              'Signed',
              audit.head === null ? (
                'not yet'
              ) : (
                <>
                  up to row {audit.head.seq}, <TimeAgo at={audit.head.at} />
                </>
              ),
            ],
          ]}
        />
      </Section>
      <Section title="What the instances can run">
        <Machines />
      </Section>
    </Stack>
  );
}

function Health({ relay: { stalledForMs, deadLetters } }: Pick<System, 'relay'>): ReactNode {
  if (stalledForMs > 0)
    return (
      <Alert color="red" icon={<TriangleAlert size={18} aria-hidden />} role="alert" title="The relay stands still">
        Messages come in and none was stored for {lengthOf(stalledForMs)}. Look at the database and at the hub’s log.
        Nothing is lost: whoever sent one sends it again.
      </Alert>
    );
  if (deadLetters > 0)
    return (
      <Alert color="yellow" icon={<TriangleAlert size={18} aria-hidden />} role="status">
        The relay runs. {deadLetters} messages ran out or did not fit into a mailbox.
      </Alert>
    );
  return (
    <Alert color="green" icon={<CircleCheck size={18} aria-hidden />} role="status">
      The relay runs.
    </Alert>
  );
}
