import { Button, Stack, Table, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Danger } from '../../../ui/danger.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { tell } from '../../../ui/tell.ts';
import { TimeAgo } from '../../../ui/time-ago.tsx';
import { hub, take, type Schemas } from '../../api.ts';
import { WideTable } from '../../../ui/wide-table.tsx';

const NewKey = lazy(async () => ({ default: (await import('./new-key.tsx')).NewKey }));

type Key = Schemas['OperatorKeyView'];

/** One's own API keys: for scripts and the command line. */
export function KeyList(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [revoked, setRevoked] = useState<Key | null>(null);
  const queries = useQueryClient();
  const keys = useQuery({
    queryKey: ['hub', 'keys'],
    queryFn: ({ signal }) => take(hub.GET('/api/v1/keys', { signal })),
  });
  return (
    <Stack gap="sm" align="stretch">
      <Loaded query={keys} what="API keys">
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={KeyRound} title="You have no API key">
              <Text size="sm">A key lets a script or the command line do what you may, or less.</Text>
            </Empty>
          ) : (
            <WideTable what="API keys" head={['Name', 'Begins with', 'May', 'Used', 'Holds', '']} minWidth={640}>
              {rows.map((key) => (
                <KeyRow key={key.id} apiKey={key} onRevoke={() => setRevoked(key)} />
              ))}
            </WideTable>
          )
        }
      </Loaded>
      <Button size="xs" variant="default" style={{ alignSelf: 'flex-start' }} onClick={() => setOpen(true)}>
        Make an API key
      </Button>
      {isOpen && (
        <Suspense>
          <NewKey onClose={() => setOpen(false)} />
        </Suspense>
      )}
      {revoked !== null && (
        <Danger
          isOpen
          onClose={() => setRevoked(null)}
          title={`Revoke ${revoked.name}`}
          act={async () => {
            await take(hub.DELETE('/api/v1/keys/{id}', { params: { path: { id: revoked.id } } }));
            tell(`${revoked.name} is revoked`);
            await queries.invalidateQueries({ queryKey: ['hub', 'keys'] });
          }}
        >
          Whatever uses it is refused from now on. This cannot be undone.
        </Danger>
      )}
    </Stack>
  );
}

interface KeyRowProps {
  readonly apiKey: Key;
  readonly onRevoke: () => void;
}

function KeyRow({ apiKey, onRevoke }: KeyRowProps): ReactNode {
  const { name, prefix, permissions, lastUsedAt, expiresAt, revokedAt } = apiKey;
  return (
    <Table.Tr>
      <Table.Td>{name}</Table.Td>
      <Table.Td className="wh-mono">wh_live_{prefix}</Table.Td>
      <Table.Td>{permissions.length === 0 ? 'what you may' : permissions.join(', ')}</Table.Td>
      <Table.Td>{lastUsedAt === null ? 'never' : <TimeAgo at={lastUsedAt} />}</Table.Td>
      <Table.Td>
        {revokedAt !== null ? (
          <>
            revoked <TimeAgo at={revokedAt} />
          </>
        ) : expiresAt === null ? (
          'until revoked'
        ) : (
          <>
            ends <TimeAgo at={expiresAt} />
          </>
        )}
      </Table.Td>
      <Table.Td>
        {revokedAt === null && (
          <Button size="compact-xs" variant="subtle" color="red" onClick={onRevoke} aria-label={`Revoke ${name}`}>
            Revoke
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
