import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

interface WideTableProps {
  /** What its rows are, for people. */
  readonly what: string;
  /** Of the columns; the last may be empty, where it holds what can be done. */
  readonly head: readonly string[];
  readonly minWidth?: number;
  /** Its rows. */
  readonly children: ReactNode;
}

/** A small table that scrolls sideways by itself on a narrow screen, by keyboard too. */
export function WideTable({ what, head, minWidth = 480, children }: WideTableProps): ReactNode {
  return (
    <div role="region" aria-label={what} tabIndex={0} style={{ overflowX: 'auto' }}>
      <Table aria-label={what} miw={minWidth}>
        <Table.Thead>
          <Table.Tr>
            {head.map((name) => (
              <Table.Th key={name} {...(name === '' ? { 'aria-label': 'What can be done' } : {})}>
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </div>
  );
}
