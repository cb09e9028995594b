import { Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { lengthOf } from '../../ui/time-ago.tsx';
import type { Run } from './run-page.tsx';

/** Everything else that is known, and how a kill went. */
export function Details({ run }: { readonly run: Run }): ReactNode {
  const rows: (readonly [string, ReactNode])[] = [
    ['Run', run.id],
    ['Command', run.commandId ?? '–'],
    ['Runs on', run.instance],
    ['Asked by', run.issuer],
    ['Network', run.network ?? '–'],
    ['Exit', run.exitCode ?? run.signal ?? '–'],
    ...Object.entries(run.labels).map(([name, value]) => [`Label ${name}`, value] as const),
  ];
  return (
    <>
      <Table>
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" w={160}>
                {name}
              </Table.Th>
              <Table.Td className="wh-mono">{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {run.kill !== undefined && <KillReport kill={run.kill} />}
    </>
  );
}

function KillReport({ kill }: { readonly kill: NonNullable<Run['kill']> }): ReactNode {
  return (
    <>
      <Text fw={600} mt="md">
        {kill.survivors === 0
          ? `The kill left nobody: zero survivors, verified by ${kill.verifiedBy} in ${lengthOf(kill.durationMs)}`
          : `The kill left ${kill.survivors} processes; it is tried again`}
      </Text>
      <ol>
        {kill.steps.map(({ step, atMs }) => (
          <li key={`${step} ${atMs}`}>
            {step} after {atMs} ms
          </li>
        ))}
      </ol>
    </>
  );
}
