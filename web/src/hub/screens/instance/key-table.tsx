import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { TimeAgo } from '../../../ui/time-ago.tsx';
import { payloadOf } from '../../../ui/envelope.ts';
import { WideTable } from '../../../ui/wide-table.tsx';

interface Key {
  readonly keyid: string;
  readonly use: string;
  readonly exp: number;
  readonly revokedAt?: number;
}

/** The operational keys that an instance's keyset names. */
export function KeyTable({ keyset }: { readonly keyset: string }): ReactNode {
  const keys = (payloadOf(keyset)?.['keys'] ?? []) as readonly Key[];
  return (
    <WideTable what="Operational keys" head={['Key', 'Signs', 'Holds']} minWidth={420}>
      {keys.map(({ keyid, use, exp, revokedAt }) => (
        <Table.Tr key={keyid}>
          <Table.Td className="wh-mono">{keyid}</Table.Td>
          <Table.Td>{use}</Table.Td>
          <Table.Td>
            {revokedAt === undefined ? (
              <>
                ends <TimeAgo at={exp} />
              </>
            ) : (
              <>
                revoked <TimeAgo at={revokedAt} />
              </>
            )}
          </Table.Td>
        </Table.Tr>
      ))}
    </WideTable>
  );
}
