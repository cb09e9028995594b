import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Dialog } from './dialog.tsx';
import { Trouble } from './trouble.tsx';

export interface DangerProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** What will be done, as its button says it: "Revoke north". */
  readonly title: string;
  /** What follows from it, and whether it can be undone. */
  readonly children: ReactNode;
  /** To be typed, where the loss is large. */
  readonly confirm?: string;
  readonly act: () => Promise<unknown>;
}

/** The dialog of `Danger`. */
export function DangerBox({ isOpen, onClose, title, children, confirm, act }: DangerProps): ReactNode {
  const [typed, setTyped] = useState('');
  const acting = useMutation({ mutationFn: act, onSuccess: onClose });
  return (
    <Dialog opened={isOpen} onClose={onClose} title={title} onExitTransitionEnd={() => setTyped('')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          acting.mutate();
        }}
      >
        <Stack>
          <Text size="sm" component="div">
            {children}
          </Text>
          {confirm !== undefined && (
            <TextInput
              label={`Type ${confirm} to go on`}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
              data-autofocus
            />
          )}
          <Trouble error={acting.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button
              type="submit"
              color="red"
              loading={acting.isPending}
              disabled={confirm !== undefined && typed !== confirm}
            >
              {title}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
