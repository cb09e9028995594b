import { Button, Group, Stack } from '@mantine/core';
import type { CommandBody } from '@wheelhouse/protocol';
import type { ReactNode } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { tell } from '../../ui/tell.ts';
import { useConsoleKey } from './console-key.ts';
import { covering, useHeldGrants } from './held-grants.ts';
import { KeyPicker } from './key-picker.tsx';
import { SendTrouble } from './send-trouble.tsx';
import { useSend } from './use-send.ts';

interface SignedDialogProps {
  readonly title: string;
  readonly submit: string;
  readonly isDanger?: boolean;
  readonly onClose: () => void;
  /** The instance that shall act, and where there; null while that is not chosen. */
  readonly at: { readonly target: string; readonly workspaceId: string } | null;
  /** Absent for what is about no single run. */
  readonly runId?: string;
  readonly body: CommandBody;
  /** A grant of any of them covers it. */
  readonly verbs: readonly string[];
  /** Said once the hub has taken it. */
  readonly done: string;
  readonly children: ReactNode;
}

/** Signs one command in this tab and hands it to the hub. What is wrong with it is told here. */
export function SignedDialog(props: SignedDialogProps): ReactNode {
  const { title, submit, isDanger = false, onClose, at, runId, body, verbs, done, children } = props;
  const key = useConsoleKey();
  const { data: held = [] } = useHeldGrants(key?.instanceId ?? null);
  const send = useSend(key);
  const sign = (): void => {
    if (at === null) return;
    const grants = covering(held, at, verbs).map(({ id }) => id);
    send.mutate(() => ({ ...at, ...(runId === undefined ? {} : { runId }), grants, body }), {
      onSuccess: () => {
        onClose();
        tell(done);
      },
    });
  };
  return (
    <Dialog opened onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          sign();
        }}
      >
        <Stack>
          <KeyPicker />
          {children}
          <SendTrouble error={send.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button
              type="submit"
              {...(isDanger ? { color: 'red' } : {})}
              loading={send.isPending}
              disabled={key === null || at === null}
            >
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
