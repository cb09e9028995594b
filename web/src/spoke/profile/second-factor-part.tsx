import { Alert, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '@wheelhouse/client';
import { RefreshCw, Smartphone, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { meQuery } from '../../session/session.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { Section } from '../../ui/section.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { Trouble } from '../../ui/trouble.tsx';

const CodeDialog = onDemand(async () => (await import('./factor-dialogs.tsx')).CodeDialog);
const ConfirmApp = onDemand(async () => (await import('./factor-dialogs.tsx')).ConfirmApp);
const RecoveryCodesShown = onDemand(async () => (await import('./factor-dialogs.tsx')).RecoveryCodesShown);

export type Factor = components['schemas']['FactorView'];
export type NewFactor = components['schemas']['NewFactor'];

type Open =
  | { readonly what: 'confirm'; readonly factor: NewFactor }
  | { readonly what: 'remove'; readonly factor: Factor }
  | { readonly what: 'renew' }
  | { readonly what: 'codes'; readonly codes: readonly string[] }
  | null;

const factorsKey = ['me', 'factors'];

/** Apps that show six digits, which signing in asks for. */
export function SecondFactorPart(): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const [open, setOpen] = useState<Open>(null);
  const factors = useQuery({
    queryKey: factorsKey,
    queryFn: ({ signal }) => take(api.GET('/api/v1/me/factors', { signal })),
  });
  const add = useMutation({
    gcTime: 0,
    mutationFn: () => take(api.POST('/api/v1/me/factors')),
    onSuccess: (factor) => setOpen({ what: 'confirm', factor }),
  });
  const close = (): void => setOpen(null);
  const onDone = async (codes: readonly string[] | null): Promise<void> => {
    setOpen(codes === null ? null : { what: 'codes', codes });
    await queries.invalidateQueries({ queryKey: factorsKey });
    await queries.invalidateQueries({ queryKey: meQuery.queryKey, exact: true });
  };
  return (
    <Section title="Second factor">
      <Loaded query={factors} what="second factor">
        {(rows) => (
          <Confirmed
            apps={rows.filter(({ confirmedAt }) => confirmedAt !== null)}
            onAdd={() => add.mutate()}
            isAdding={add.isPending}
            onRemove={(factor) => setOpen({ what: 'remove', factor })}
            onRenew={() => setOpen({ what: 'renew' })}
          />
        )}
      </Loaded>
      <Trouble error={add.error} />
      {open?.what === 'confirm' && <ConfirmApp factor={open.factor} onDone={onDone} onClose={close} />}
      {open?.what === 'remove' && (
        <CodeDialog
          title="Remove the app"
          submit="Remove"
          act={async (code) => {
            const wish = { params: { path: { id: open.factor.id } }, body: { code } };
            await take(api.POST('/api/v1/me/factors/{id}/remove', wish));
            await onDone(null);
          }}
          onClose={close}
        >
          Without another app, signing in asks for your password alone from now on.
        </CodeDialog>
      )}
      {open?.what === 'renew' && (
        <CodeDialog
          title="New recovery codes"
          submit="Make new codes"
          act={async (code) => {
            const { codes } = await take(api.POST('/api/v1/me/recovery-codes', { body: { code } }));
            await onDone(codes);
          }}
          onClose={close}
        >
          The codes that you have now are worth nothing then.
        </CodeDialog>
      )}
      {open?.what === 'codes' && <RecoveryCodesShown codes={open.codes} onClose={close} />}
    </Section>
  );
}

interface ConfirmedProps {
  readonly apps: readonly Factor[];
  readonly isAdding: boolean;
  readonly onAdd: () => void;
  readonly onRemove: (factor: Factor) => void;
  readonly onRenew: () => void;
}

function Confirmed({ apps, isAdding, onAdd, onRemove, onRenew }: ConfirmedProps): ReactNode {
  return (
    <Stack gap="sm">
      {apps.length === 0 ? (
        <Alert color="gray" icon={<Smartphone size={16} />} role="note">
          <Text size="sm">
            Your password alone lets somebody in. With an authenticator app, signing in asks for six digits too.
          </Text>
        </Alert>
      ) : (
        <Table>
          <Table.Tbody>
            {apps.map((app) => (
              <Table.Tr key={app.id}>
                <Table.Td>
                  Authenticator app, since <TimeAgo at={app.confirmedAt ?? app.createdAt} />
                </Table.Td>
                <Table.Td w={48}>
                  <RowMenu
                    what="the authenticator app"
                    actions={[{ label: 'Remove', icon: Trash2, isDanger: true, run: () => onRemove(app) }]}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Group>
        <Button variant="default" loading={isAdding} onClick={onAdd}>
          Add an app
        </Button>
        {apps.length > 0 && (
          <Button variant="default" leftSection={<RefreshCw size={14} aria-hidden />} onClick={onRenew}>
            New recovery codes
          </Button>
        )}
      </Group>
    </Stack>
  );
}
