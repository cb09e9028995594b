import { Text } from '@mantine/core';
import { ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { Empty } from '../../../ui/empty.tsx';
import { AuditList } from '../../parts/audit-list.tsx';

/** Commands that the hub did not take: they are in no log of commands, only in the audit. */
export function RefusedCommands(): ReactNode {
  return (
    <AuditList
      what="refused commands"
      filter={{ action: 'command.*', verdict: 'refused' }}
      empty={
        <Empty icon={ShieldCheck} title="The hub has refused no command">
          <Text size="sm">
            One without a grant, for a suspended instance, or signed by an unknown key would show here.
          </Text>
        </Empty>
      }
    />
  );
}
