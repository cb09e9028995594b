import { Alert, Badge, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyLine } from '../../ui/copy-line.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useInstance, type Instance } from './federation-data.ts';
import { linkWords } from './link-words.ts';

/** Whether the hub is there, what waits for it, and what leaves this machine. */
export function LinkPanel(): ReactNode {
  return (
    <Loaded query={useInstance()} what="link">
      {(instance) => (
        <Stack gap="lg">
          <LinkState instance={instance} />
          <ThisInstance instance={instance} />
          {instance.link.hub !== null && <Sent />}
        </Stack>
      )}
    </Loaded>
  );
}

function LinkState({ instance: { link } }: { readonly instance: Instance }): ReactNode {
  const { title, meaning, color } = linkWords[link.state];
  const since = link.since === null ? null : <TimeAgo at={link.since} />;
  return (
    <Section title="Link to the hub">
      <Group gap="xs" mb="xs" role="status">
        <Badge variant="light" color={color} size="lg" tt="none">
          {title}
        </Badge>
        <Text size="sm">
          {since !== null && <>since {since}. </>}
          {meaning}
        </Text>
      </Group>
      {link.hub === null ? (
        <Stack gap="xs" maw={620}>
          <Text size="sm">The hub’s operators make a token for a new instance. Paste it on this machine:</Text>
          <CopyLine text="npx wheelhouse join TOKEN" label="Copy the command" />
        </Stack>
      ) : (
        <Facts
          of={[
            ['Hub', link.hub.url],
            ['Its id', <Mono key="id" text={link.hub.id} />],
            ['Its fingerprint', <Mono key="print" text={link.hub.fingerprint} />],
            ['Why it was down last', link.lastReason],
            ['Waiting to be sent', waitingOf(link.owed)],
            ['There it is', link.instanceState],
            ['Its policy', policyOf(link)],
          ]}
        />
      )}
      {link.state === 'stopped' && (
        <Alert color="red" mt="sm">
          Ask the hub’s operators what happened; once they let it in again, start this instance anew.
        </Alert>
      )}
    </Section>
  );
}

function waitingOf(owed: number): string {
  if (owed === 0) return 'nothing';
  return owed === 1 ? '1 message' : `${owed} messages, in their order`;
}

function policyOf({ policyRevision, policyAt }: Instance['link']): ReactNode {
  if (policyAt === null) return 'none has come yet';
  return (
    <>
      revision {policyRevision}, <TimeAgo at={policyAt} />
    </>
  );
}

function ThisInstance({ instance: { id, name, fingerprint, version } }: { readonly instance: Instance }): ReactNode {
  return (
    <Section title="This instance">
      <Facts
        of={[
          ['Name', name],
          ['Id', <Mono key="id" text={id} />],
          ['Fingerprint', <Mono key="print" text={fingerprint} />],
          ['Version', version],
        ]}
      />
    </Section>
  );
}

const sent: readonly string[] = [
  'Commands to other instances, with what their agents are asked to do, and receipts for commands that came here',
  'Each grant that is given or revoked',
  'Events of runs that another instance asked for: states, messages, tool calls, log lines and usage, for that instance',
  'The same events of all other runs, for the hub',
  'Which runs are open',
];

function Sent(): ReactNode {
  return (
    <Section title="What leaves this machine">
      <ul style={{ margin: 0, paddingInlineStart: 'var(--mantine-spacing-md)' }}>
        {sent.map((line) => (
          <li key={line}>
            <Text size="sm">{line}</Text>
          </li>
        ))}
      </ul>
      <Text size="sm" mt="xs">
        The hub can read what it passes on. Files, values of secrets, keys and the audit log stay here. While the link
        is down, all that is for others waits, and goes out in its order once the link is up.
      </Text>
    </Section>
  );
}

function Mono({ text }: { readonly text: string }): ReactNode {
  return (
    <span className="wh-mono" style={{ overflowWrap: 'anywhere' }}>
      {text}
    </span>
  );
}
