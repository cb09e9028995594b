import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { Danger } from '../../ui/danger.tsx';
import { tell } from '../../ui/tell.ts';
import { Trouble } from '../../ui/trouble.tsx';
import { hub, take } from '../api.ts';
import { useMay } from '../me.ts';
import type { Instance } from './instances.ts';

/** Lets an instance in whose code was compared, or refuses it. */
export function Approval({ instance }: { readonly instance: Instance }): ReactNode {
  const mayApprove = useMay('instances:approve');
  const mayReject = useMay('instances:reject');
  const [compares, compare] = useDisclosure(false);
  const [rejects, setRejects] = useState(false);
  const queries = useQueryClient();
  const { id, name } = instance;
  const reject = async (): Promise<void> => {
    await take(hub.POST('/api/v1/instances/{id}/reject', { params: { path: { id } } }));
    tell(`${name} was not let in`);
    await queries.invalidateQueries({ queryKey: ['hub'] });
  };
  return (
    <Group gap="xs">
      {mayApprove && (
        <Button size="xs" onClick={compare.open}>
          Compare and let in
        </Button>
      )}
      {mayReject && (
        <Button size="xs" variant="default" onClick={() => setRejects(true)}>
          Reject
        </Button>
      )}
      <Dialog opened={compares} onClose={compare.close} title={`Let ${name} in`}>
        <Comparison instance={instance} onDone={compare.close} />
      </Dialog>
      <Danger isOpen={rejects} onClose={() => setRejects(false)} title={`Reject ${name}`} act={reject}>
        It is not let in, and cannot ask again under this identity.
      </Danger>
    </Group>
  );
}

function Comparison({ instance, onDone }: { readonly instance: Instance; readonly onDone: () => void }): ReactNode {
  const { id, name, fingerprint, shortCode } = instance;
  const queries = useQueryClient();
  const approve = useMutation({
    mutationFn: () =>
      take(
        hub.POST('/api/v1/instances/{id}/approve', {
          params: { path: { id } },
          body: { shortCode: shortCode ?? '' },
        }),
      ),
    onSuccess: async () => {
      onDone();
      tell(`${name} is let in`);
      await queries.invalidateQueries({ queryKey: ['hub'] });
    },
  });
  return (
    <Stack>
      <Text size="sm">
        The instance shows a code on its own screen, where it was told to join. Ask whoever sits there to read it to
        you. Let it in only if it is this one:
      </Text>
      <Text ta="center" fz={28} fw={700} className="wh-mono" aria-label="Code to compare">
        {shortCode}
      </Text>
      <Text size="xs">
        Fingerprint <Code style={{ overflowWrap: 'anywhere' }}>{fingerprint}</Code>
      </Text>
      <Trouble error={approve.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Not now
        </Button>
        <Button data-autofocus loading={approve.isPending} onClick={() => approve.mutate()}>
          The codes are the same
        </Button>
      </Group>
    </Stack>
  );
}
