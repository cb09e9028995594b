import { Anchor, Code, Kbd, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import type { Screen } from './screens.ts';

const everywhere: readonly (readonly [string, string])[] = [
  ['Ctrl K', 'go to, or do'],
  ['?', 'this list'],
  ['/', 'filter the list, find in the output'],
  ['j, k', 'down, up in a list'],
  ['Enter', 'open'],
  ['y', 'copy the address of the row, or of the screen'],
  ['Esc', 'close'],
];

interface KeyListProps {
  /** Those that have a letter. */
  readonly screens: readonly Screen[];
  readonly onClose: () => void;
}

export function KeyList({ screens, onClose }: KeyListProps): ReactNode {
  const letters = screens.map(({ key = '', label }) => [`g ${key}`, label] as const);
  return (
    <Dialog opened onClose={onClose} title="Help">
      <Text size="sm" mb="sm">
        Whatever this console does, a program can do too: <Anchor href="/docs">the API of this server</Anchor>. In a
        terminal, <Code>npx wheelhouse --help</Code>.
      </Text>
      <Table aria-label="Keys">
        <Table.Tbody>
          {[...everywhere, ...letters].map(([keys, what]) => (
            <Table.Tr key={keys}>
              <Table.Td>
                <Kbd>{keys}</Kbd>
              </Table.Td>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Dialog>
  );
}
