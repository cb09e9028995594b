import { Alert, Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { KeySquare } from 'lucide-react';
import type { ReactNode } from 'react';
import { useInstances } from '../parts/instances.ts';
import { keepConsoleKey, useConsoleKey } from './console-key.ts';
import { Unfit } from '../../ui/unfit.ts';

/** Asks for the console's key file, or says whose key signs. */
export function KeyPicker(): ReactNode {
  const key = useConsoleKey();
  const { data: instances } = useInstances();
  const consoles = (instances ?? []).filter(({ kind, state }) => kind === 'console' && state === 'active');
  const open = useMutation({
    mutationFn: async (file: File | null) => {
      if (file === null) return;
      const { readKeyFile } = await import('./sign.ts');
      const read = readKeyFile(await file.text());
      if (!consoles.some(({ id }) => id === read.instanceId))
        throw new Unfit(`${read.name} is no console of this hub. Take the file that was made with this hub.`);
      keepConsoleKey(read);
    },
  });
  if (key !== null)
    return (
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          <KeySquare size={14} aria-hidden /> Signed as {key.name}, with a key that only this tab has.
        </Text>
        <Button size="compact-xs" variant="subtle" onClick={() => keepConsoleKey(null)}>
          Forget the key
        </Button>
      </Group>
    );
  if (instances !== undefined && consoles.length === 0)
    return (
      <Alert color="gray" title="This hub has no console that may sign">
        A hub cannot sign commands itself. One is registered, with its key file, when a hub is made by the demo or by
        bootstrapHub.
      </Alert>
    );
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm">
        The hub cannot sign commands; the console’s own key does. Open its file, console-key.json in the hub’s data
        folder. It stays in this tab’s memory until you reload or close it, and is sent nowhere.
      </Text>
      <FileButton accept="application/json,.json" onChange={(file) => open.mutate(file)}>
        {(props) => (
          <Button {...props} loading={open.isPending} leftSection={<KeySquare size={14} aria-hidden />}>
            Open the key file
          </Button>
        )}
      </FileButton>
      {open.error !== null && (
        <Alert color="red" role="alert">
          {open.error.message}
        </Alert>
      )}
    </Stack>
  );
}
