import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { useConsoleKey, type ConsoleKey } from './console-key.ts';
import { KeyPicker } from './key-picker.tsx';

interface SignedModalProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What is to be signed, once there is a key. */
  readonly children: (key: ConsoleKey) => ReactNode;
}

/** A dialog whose act needs the console's key: it is asked for first. */
export function SignedModal({ isOpen, onClose, title, children }: SignedModalProps): ReactNode {
  const key = useConsoleKey();
  return (
    <Dialog opened={isOpen} onClose={onClose} title={title} size="lg">
      <Stack>
        <KeyPicker />
        {key !== null && children(key)}
      </Stack>
    </Dialog>
  );
}
