import { Badge, Table } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UserCheck, UserCog, UserMinus, UserX } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Loaded } from '../../../ui/loaded.tsx';
import { RowMenu, type RowAction } from '../../../ui/row-menu.tsx';
import { tell } from '../../../ui/tell.ts';
import { TimeAgo } from '../../../ui/time-ago.tsx';
import { Trouble } from '../../../ui/trouble.tsx';
import { hub, take } from '../../api.ts';
import { useMay, useMe } from '../../me.ts';
import { WideTable } from '../../../ui/wide-table.tsx';
import { OperatorDialogs, type Asked } from './operator-dialogs.tsx';
import { operatorsQuery, type Operator } from '../../parts/operators.ts';

/** Operators with their roles; nobody changes themselves, and only owners change owners. */
export function OperatorTable(): ReactNode {
  const me = useMe();
  const mayManage = useMay('operators:manage');
  const operators = useQuery(operatorsQuery);
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const enable = useMutation({
    mutationFn: ({ id }: Operator) => take(hub.POST('/api/v1/operators/{id}/enable', { params: { path: { id } } })),
    onSuccess: async ({ name }) => {
      tell(`${name} may sign in again`);
      await queries.invalidateQueries({ queryKey: ['hub', 'operators'] });
    },
  });
  const actionsOf = (operator: Operator): RowAction[] => {
    if (!mayManage || operator.id === me.id || (operator.role === 'owner' && me.role !== 'owner')) return [];
    const ask = (what: Asked['what']) => () => setAsked({ what, operator });
    return [
      { label: 'Change the role', icon: UserCog, run: ask('role') },
      operator.disabledAt === null
        ? { label: 'Keep out', icon: UserX, isDanger: true, run: ask('disable') }
        : { label: 'Let in again', icon: UserCheck, run: () => enable.mutate(operator) },
      { label: 'Remove', icon: UserMinus, isDanger: true, run: ask('remove') },
    ];
  };
  return (
    <Loaded query={operators} what="operators">
      {(rows) => (
        <>
          <Trouble error={enable.error} />
          <WideTable what="Operators" head={['Name', 'E-mail', 'Role', 'Since', '']} minWidth={560}>
            {rows.map((operator) => (
              <Table.Tr key={operator.id}>
                <Table.Td>
                  {operator.name}
                  {operator.id === me.id ? ' (you)' : ''}
                </Table.Td>
                <Table.Td>{operator.email}</Table.Td>
                <Table.Td>
                  <Badge variant="default" tt="none">
                    {operator.role}
                  </Badge>
                  {operator.disabledAt !== null && (
                    <Badge variant="light" color="orange" tt="none" ml={4}>
                      kept out
                    </Badge>
                  )}
                </Table.Td>
                <Table.Td>
                  <TimeAgo at={operator.createdAt} />
                </Table.Td>
                <Table.Td>
                  <RowMenu what={operator.name} actions={actionsOf(operator)} />
                </Table.Td>
              </Table.Tr>
            ))}
          </WideTable>
          {asked !== null && <OperatorDialogs asked={asked} onClose={() => setAsked(null)} />}
        </>
      )}
    </Loaded>
  );
}
