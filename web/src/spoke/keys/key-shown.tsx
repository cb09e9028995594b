import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { KeyRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { CopyLine } from '../../ui/copy-line.tsx';

export interface ShownKey {
  readonly name: string;
  readonly secret: string;
}

interface KeyShownProps {
  readonly shown: ShownKey;
  readonly onClose: () => void;
}

/** A key's secret, the one time that it is shown, with lines that use it. A click beside it does not lose it. */
export function KeyShown({ shown: { name, secret }, onClose }: KeyShownProps): ReactNode {
  const { origin } = window.location;
  return (
    <Dialog opened onClose={onClose} title={`The key ${name}`} size="lg" closeOnClickOutside={false}>
      <Stack>
        <Alert color="yellow" icon={<KeyRound size={16} />}>
          Copy it now: it is not shown again. Whoever has it acts with its permissions.
        </Alert>
        <CopyLine text={secret} label="Copy the key" />
        <Text size="sm">With curl:</Text>
        <CopyLine
          text={`curl -H 'Authorization: Bearer ${secret}' ${origin}/api/v1/runs`}
          label="Copy the line for curl"
        />
        <Text size="sm">With the command line:</Text>
        <CopyLine
          text={`WHEELHOUSE_URL=${origin} WHEELHOUSE_API_KEY=${secret} npx wheelhouse ps`}
          label="Copy the line for the command line"
        />
        <Group justify="flex-end">
          <Button onClick={onClose}>I have it</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
