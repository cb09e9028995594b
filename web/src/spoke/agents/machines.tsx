import { Badge, Card, Group, Stack, Table, Text, Title } from '@mantine/core';
import { CircleCheck, CircleSlash } from 'lucide-react';
import type { ReactNode } from 'react';
import { Loaded } from '../../ui/loaded.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { useInstance, type Instance } from '../use-instance.ts';

type Orchestrator = Instance['orchestrators'][number];

/** What the machines that run agents here can do, as they proved or found it when they started. */
export function Machines(): ReactNode {
  const instance = useInstance();
  return (
    <section aria-label="Machines">
      <Title order={2} size="h5" mt="lg" mb="xs">
        Machines
      </Title>
      <Loaded query={instance} what="machines">
        {({ orchestrators }) =>
          orchestrators.length === 0 ? (
            <Text size="sm">No orchestrator serves this instance: what is spawned waits until one does.</Text>
          ) : (
            <Stack>
              {orchestrators.map((one) => (
                <Machine key={one.id} machine={one} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </section>
  );
}

function Machine({ machine }: { readonly machine: Orchestrator }): ReactNode {
  const { hostname, state, heartbeatAt, containment, filesystem, runtimes } = machine;
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between" mb="xs">
        <Text fw={600}>{hostname}</Text>
        <Text size="xs" c="dimmed">
          {state}, seen <TimeAgo at={heartbeatAt} />
        </Text>
      </Group>
      <Group gap="xs" mb="xs">
        <Badge variant="light" color={containment === 'namespace' ? 'green' : 'orange'}>
          processes: {containment ?? 'unknown'}
        </Badge>
        <Badge variant="light" color={filesystem === 'sandboxed' ? 'green' : 'orange'}>
          files: {filesystem ?? 'unknown'}
        </Badge>
      </Group>
      <WideTable what={`What ${hostname} can run`} head={['Runtime', 'Version', 'Found']} minWidth={420}>
        {runtimes.map(({ name, available, version, detail }) => (
          <Table.Tr key={name}>
            <Table.Td w={130}>
              <Group gap={6} wrap="nowrap">
                {available ? (
                  <CircleCheck size={14} aria-label="can be run" />
                ) : (
                  <CircleSlash size={14} aria-label="cannot be run" />
                )}
                {name}
              </Group>
            </Table.Td>
            <Table.Td w={110}>{version ?? ''}</Table.Td>
            <Table.Td>{detail ?? ''}</Table.Td>
          </Table.Tr>
        ))}
      </WideTable>
    </Card>
  );
}
