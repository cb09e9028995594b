import { ActionIcon, Group, Stack, Table, Text } from '@mantine/core';
import { FileDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { saveBlob } from '../../../ui/csv.ts';
import { Loaded } from '../../../ui/loaded.tsx';
import { TimeAgo } from '../../../ui/time-ago.tsx';
import { CommandState } from '../../parts/command-state.tsx';
import { InstanceName } from '../../parts/instance-name.tsx';
import { WideTable } from '../../../ui/wide-table.tsx';
import type { Command } from '../../signing/use-send.ts';
import { wordsOfReceipt } from './receipt-words.ts';
import { useCommandsOf, useDetails } from './run-queries.ts';

/** What was asked of a run and what its instance signed in answer. */
export function CommandList({ run }: { readonly run: string }): ReactNode {
  const commands = useCommandsOf(run);
  const details = useDetails(commands.data ?? []);
  return (
    <Loaded query={commands} what="commands">
      {(rows) =>
        rows.length === 0 ? (
          <Text size="sm">No command about this run went over the hub.</Text>
        ) : (
          <Stack gap="md">
            {details.map((detail, index) => (
              <Loaded key={rows[index]?.id ?? index} query={detail} what="command">
                {(command) => <CommandAndReceipts command={command} />}
              </Loaded>
            ))}
          </Stack>
        )
      }
    </Loaded>
  );
}

function CommandAndReceipts({ command }: { readonly command: Command }): ReactNode {
  const { verb, iss, state, code, receivedAt, receipts, exp, endedAt } = command;
  return (
    <div>
      <Group gap="xs" mb={4}>
        <Text fw={600} size="sm">
          {verb}
        </Text>
        <CommandState state={state} code={code} />
        <Text size="sm">
          by <InstanceName id={iss} />, <TimeAgo at={receivedAt} />
        </Text>
        <Save what={`${verb} command`} name={`command-${command.id}`} envelope={command.envelope} />
      </Group>
      {receipts.length === 0 ? (
        <Text size="sm" c="dimmed">
          No receipt yet.
          {endedAt === null && (
            <>
              {' '}
              Undelivered, it lapses <TimeAgo at={exp} />.
            </>
          )}
        </Text>
      ) : (
        <WideTable what={`Receipts of ${verb}`} head={['Receipt', 'Says', 'Signed by', 'Came', '']} minWidth={560}>
          {receipts.map(({ id, status, late, iss: signer, envelope, receivedAt: cameAt }) => (
            <Table.Tr key={id}>
              <Table.Td>
                {status.replace('_', ' ')}
                {late ? ' (late)' : ''}
              </Table.Td>
              <Table.Td>{wordsOfReceipt(envelope)}</Table.Td>
              <Table.Td>
                <InstanceName id={signer} />
              </Table.Td>
              <Table.Td>
                <TimeAgo at={cameAt} />
              </Table.Td>
              <Table.Td>
                <Save what={`${status} receipt`} name={`receipt-${id}`} envelope={envelope} />
              </Table.Td>
            </Table.Tr>
          ))}
        </WideTable>
      )}
    </div>
  );
}

interface SaveProps {
  readonly what: string;
  readonly name: string;
  readonly envelope: string;
}

/** Exactly as it was signed, so that somebody else can verify it. */
function Save({ what, name, envelope }: SaveProps): ReactNode {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      title={`Save the signed ${what}`}
      aria-label={`Save the signed ${what}`}
      onClick={() => saveBlob(`${name}.json`, new Blob([envelope], { type: 'application/json' }))}
    >
      <FileDown size={14} />
    </ActionIcon>
  );
}
