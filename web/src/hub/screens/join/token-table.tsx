import { Badge, Table, Text } from '@mantine/core';
import { Ticket } from 'lucide-react';
import type { ReactNode } from 'react';
import { Empty } from '../../../ui/empty.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { TimeAgo, useNow } from '../../../ui/time-ago.tsx';
import { InstanceLink } from '../../parts/instance-link.tsx';
import { useTokens, type JoinToken } from './tokens.ts';
import { WideTable } from '../../../ui/wide-table.tsx';

export function TokenTable(): ReactNode {
  const tokens = useTokens();
  return (
    <Loaded query={tokens} what="tokens">
      {(rows) =>
        rows.length === 0 ? (
          <Empty icon={Ticket} title="No token was made yet">
            <Text size="sm">Make one above, or from a terminal: npx wheelhouse fleet token --name north</Text>
          </Empty>
        ) : (
          <WideTable what="Tokens" head={['For', 'State', 'Made']} minWidth={480}>
            {rows.map((token) => (
              <Table.Tr key={token.id}>
                <Table.Td>
                  {token.nameHint ?? 'any instance'}
                  {token.autoApprove && (
                    <Badge ml="xs" variant="light" color="orange">
                      no comparison
                    </Badge>
                  )}
                </Table.Td>
                <Table.Td>
                  <TokenState token={token} />
                </Table.Td>
                <Table.Td>
                  <TimeAgo at={token.createdAt} />
                </Table.Td>
              </Table.Tr>
            ))}
          </WideTable>
        )
      }
    </Loaded>
  );
}

function TokenState({ token: { usedBy, expiresAt } }: { readonly token: JoinToken }): ReactNode {
  const now = useNow();
  if (usedBy !== null)
    return (
      <>
        used by <InstanceLink id={usedBy} />
      </>
    );
  return (
    <>
      {expiresAt > now ? 'holds until' : 'ran out'} <TimeAgo at={expiresAt} />
    </>
  );
}
