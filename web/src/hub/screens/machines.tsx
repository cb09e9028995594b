import { Badge, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Loaded } from '../../ui/loaded.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { everyRow } from '../../api/every-row.ts';
import { hub, pollMs, takePage, type Schemas } from '../api.ts';

type Agents = Schemas['FleetAgentsView'];

/** Which kinds of agents the machines of the fleet can run, as their instances said. */
export function Machines(): ReactNode {
  const agents = useQuery({
    queryKey: ['hub', 'agents'],
    queryFn: ({ signal }) =>
      everyRow((query) => takePage(hub.GET('/api/v1/fleet/agents', { params: { query }, signal }))),
    refetchInterval: pollMs * 5,
  });
  return (
    <Loaded query={agents} what="agents">
      {(rows) => <MachineTable rows={rows} />}
    </Loaded>
  );
}

function MachineTable({ rows }: { readonly rows: readonly Agents[] }): ReactNode {
  const machines = rows.flatMap(({ instanceId, instanceName, catalogue }) =>
    (catalogue?.machines ?? []).map((machine, index) => ({ ...machine, instanceName, key: `${instanceId} ${index}` })),
  );
  if (machines.length === 0) return <Text size="sm">No instance has said yet what it can run.</Text>;
  return (
    <WideTable what="Machines" head={['Instance', 'Machine', 'Containment', 'Agents']} minWidth={560}>
      {machines.map(({ key, instanceName, hostname, containment, runtimes }) => (
        <Table.Tr key={key}>
          <Table.Td>{instanceName}</Table.Td>
          <Table.Td>{hostname}</Table.Td>
          <Table.Td>{containment ?? 'none'}</Table.Td>
          <Table.Td>
            {runtimes.map(({ name, available, version, detail }) => (
              <Badge
                key={name}
                mr={4}
                tt="none"
                variant={available ? 'light' : 'default'}
                color={available ? 'green' : 'gray'}
                title={detail ?? ''}
              >
                {name}
                {available ? (version === null ? '' : ` ${version}`) : ': not there'}
              </Badge>
            ))}
          </Table.Td>
        </Table.Tr>
      ))}
    </WideTable>
  );
}
