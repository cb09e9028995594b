import { Button, Group, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { Dialog } from './dialog.tsx';
import { Trouble } from './trouble.tsx';

export interface Acting {
  readonly error: unknown;
  readonly isPending: boolean;
}

interface FormProps {
  /** What the button says. */
  readonly submit: string;
  readonly acting: Acting;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
  /** The whole width for its button, as on a page of its own. */
  readonly isWide?: boolean;
  /** Beside the button. */
  readonly beside?: ReactNode;
  /** In place of the server's own words. */
  readonly explain?: (error: unknown) => ReactNode;
}

/** Fields, what the server said against them, and a button. */
export function Form({ submit, acting, onSubmit, children, isWide = false, beside, explain }: FormProps): ReactNode {
  const onEvent = (event: FormEvent): void => {
    event.preventDefault();
    // A dialog's form stands within the page's, for React.
    event.stopPropagation();
    if (!acting.isPending) onSubmit();
  };
  const button = (
    <Button type="submit" loading={acting.isPending} fullWidth={isWide}>
      {submit}
    </Button>
  );
  return (
    <form onSubmit={onEvent}>
      <Stack gap="sm">
        {children}
        {explain?.(acting.error) ?? <Trouble error={acting.error} />}
        {isWide ? (
          button
        ) : (
          <Group justify="flex-end">
            {beside}
            {button}
          </Group>
        )}
      </Stack>
    </form>
  );
}

interface DialogProps extends Omit<FormProps, 'isWide' | 'beside'> {
  readonly title: string;
  readonly onClose: () => void;
  readonly size?: 'md' | 'lg';
}

/** A form in a dialog of its own. It is in the page only while it is open, so that nothing typed stays. */
export function FormDialog({ title, onClose, size = 'md', ...form }: DialogProps): ReactNode {
  const cancel = (
    <Button variant="default" onClick={onClose}>
      Cancel
    </Button>
  );
  return (
    <Dialog opened onClose={onClose} title={title} size={size}>
      <Form {...form} beside={cancel} />
    </Dialog>
  );
}
