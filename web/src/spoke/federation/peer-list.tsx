import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { Cable, CirclePause, Plus, ShieldCheck, Unplug } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import { RowMenu, type RowAction } from '../../ui/row-menu.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { useMay } from '../workspace.tsx';
import { usePeers, type Peer } from './federation-data.ts';

const PinDialog = onDemand(async () => (await import('./peer-dialogs.tsx')).PinDialog);
const UnpinDialog = onDemand(async () => (await import('./peer-dialogs.tsx')).UnpinDialog);

const colours: Readonly<Record<Peer['state'], string>> = {
  pending: 'yellow',
  active: 'green',
  suspended: 'orange',
  disconnected: 'gray',
};

type Asked =
  | { readonly what: 'pin'; readonly peer?: Peer }
  | { readonly what: 'suspended' | 'disconnected'; readonly peer: Peer }
  | null;

/** Instances that the hub or a person named, and whether they are trusted here. */
export function PeerList(): ReactNode {
  const peers = usePeers();
  const mayConnect = useMay('federation:connect');
  const [asked, setAsked] = useState<Asked>(null);
  const close = (): void => setAsked(null);
  const pin = mayConnect && (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<Plus size={14} aria-hidden />}
      onClick={() => setAsked({ what: 'pin' })}
    >
      Trust an instance
    </Button>
  );
  const actionsOf = (peer: Peer): RowAction[] => {
    if (!mayConnect) return [];
    const compare = { label: 'Compare and trust', icon: ShieldCheck, run: () => setAsked({ what: 'pin', peer }) };
    if (peer.pinnedAt === null) return [compare];
    return [
      { label: 'Suspend', icon: CirclePause, isDanger: true, run: () => setAsked({ what: 'suspended', peer }) },
      { label: 'Disconnect', icon: Unplug, isDanger: true, run: () => setAsked({ what: 'disconnected', peer }) },
    ];
  };
  return (
    <>
      <Loaded query={peers} what="instances">
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={Cable} title="No other instance is known here yet">
              <Text size="sm">The hub’s operators connect two instances. Then both sides compare a code here.</Text>
              {pin}
            </Empty>
          ) : (
            <>
              <Group justify="flex-end" mb="xs">
                {pin}
              </Group>
              <WideTable what="Instances" head={['Name', 'At the hub', 'Here', 'Code', '']} minWidth={560}>
                {rows.map((peer) => (
                  <PeerRow key={peer.id} peer={peer} actions={actionsOf(peer)} />
                ))}
              </WideTable>
            </>
          )
        }
      </Loaded>
      {asked?.what === 'pin' && (
        <PinDialog {...(asked.peer === undefined ? {} : { peer: asked.peer })} onClose={close} />
      )}
      {asked !== null && asked.what !== 'pin' && <UnpinDialog peer={asked.peer} state={asked.what} onClose={close} />}
    </>
  );
}

interface PeerRowProps {
  readonly peer: Peer;
  readonly actions: readonly RowAction[];
}

function PeerRow({ peer: { id, name, state, pinnedAt, shortCode }, actions }: PeerRowProps): ReactNode {
  return (
    <Table.Tr>
      <Table.Td title={id}>{name}</Table.Td>
      <Table.Td>
        <Badge variant="light" color={colours[state]}>
          {state}
        </Badge>
      </Table.Td>
      <Table.Td>
        {pinnedAt === null ? (
          'not trusted'
        ) : (
          <>
            trusted, <TimeAgo at={pinnedAt} />
          </>
        )}
      </Table.Td>
      <Table.Td className="wh-mono">{shortCode}</Table.Td>
      <Table.Td w={48}>
        <RowMenu what={name} actions={actions} />
      </Table.Td>
    </Table.Tr>
  );
}
