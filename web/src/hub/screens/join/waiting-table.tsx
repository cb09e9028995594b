import { Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Loaded } from '../../../ui/loaded.tsx';
import { TimeAgo } from '../../../ui/time-ago.tsx';
import { Approval } from '../../parts/approval.tsx';
import { InstanceLink } from '../../parts/instance-link.tsx';
import { useInstances } from '../../parts/instances.ts';
import { WideTable } from '../../../ui/wide-table.tsx';

/** Those that asked to join and were not let in yet. */
export function WaitingTable(): ReactNode {
  const instances = useInstances();
  return (
    <Loaded query={instances} what="instances">
      {(rows) => {
        const waiting = rows.filter(({ state }) => state === 'pending' || state === 'requested');
        if (waiting.length === 0) return <Text size="sm">Nobody waits.</Text>;
        return (
          <WideTable what="Waiting instances" head={['Instance', 'Code', 'Asked', '']} minWidth={480}>
            {waiting.map((instance) => (
              <Table.Tr key={instance.id}>
                <Table.Td>
                  <InstanceLink id={instance.id} />
                </Table.Td>
                <Table.Td className="wh-mono">{instance.shortCode}</Table.Td>
                <Table.Td>
                  asked <TimeAgo at={instance.requestedAt} />
                </Table.Td>
                <Table.Td>
                  <Approval instance={instance} />
                </Table.Td>
              </Table.Tr>
            ))}
          </WideTable>
        );
      }}
    </Loaded>
  );
}
