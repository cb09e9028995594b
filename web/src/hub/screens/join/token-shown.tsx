import { Alert, Anchor, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CircleCheck, Clock } from 'lucide-react';
import type { ReactNode } from 'react';
import { CopyLine } from '../../../ui/copy-line.tsx';
import { lengthOf, useNow } from '../../../ui/time-ago.tsx';
import { useMay } from '../../me.ts';
import { Approval } from '../../parts/approval.tsx';
import { InstanceState } from '../../parts/instance-state.tsx';
import { useInstances, type Instance } from '../../parts/instances.ts';
import type { ShownToken } from './new-token.tsx';
import { useTokens } from './tokens.ts';

/** Somebody waits for it. */
const waitPollMs = 1_500;

interface TokenShownProps {
  readonly token: ShownToken;
  readonly onDone: () => void;
}

/** The command with the token, until when it holds, and the instance as soon as it has used it. */
export function TokenShown({ token, onDone }: TokenShownProps): ReactNode {
  const { data: tokens = [] } = useTokens(waitPollMs);
  const { data: instances = [] } = useInstances();
  const usedBy = tokens.find(({ id }) => id === token.id)?.usedBy ?? null;
  const instance = instances.find(({ id }) => id === usedBy);
  return (
    <Stack>
      {usedBy === null && <Command token={token} />}
      {usedBy === null && <Waiting until={token.expiresAt} />}
      {usedBy !== null && instance !== undefined && <Arrived instance={instance} />}
      <Group>
        <Button variant="default" size="xs" onClick={onDone}>
          {instance?.state === 'active' ? 'Add another' : 'Make another token'}
        </Button>
      </Group>
    </Stack>
  );
}

/** A word of a shell's line. Pure. */
export function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function Command({ token: { nameHint, token } }: { readonly token: ShownToken }): ReactNode {
  return (
    <>
      <Text size="sm">
        Paste this on the machine of the new instance, with the same environment that its spoke runs with. The token
        works once and is not shown again.
      </Text>
      <CopyLine
        text={`WH_INSTANCE_NAME=${quoted(nameHint ?? 'spoke')} npx wheelhouse join ${token}`}
        label="Copy the command"
      />
    </>
  );
}

function Waiting({ until }: { readonly until: number }): ReactNode {
  const left = until - useNow();
  if (left <= 0)
    return (
      <Alert color="orange" icon={<Clock size={16} />} role="status">
        The token has run out. Make another one.
      </Alert>
    );
  return (
    <Group gap="xs" role="status">
      <Loader size="xs" aria-hidden />
      <Text size="sm">Waiting for the instance. The token holds for {lengthOf(left)}.</Text>
    </Group>
  );
}

function Arrived({ instance }: { readonly instance: Instance }): ReactNode {
  const mayApprove = useMay('instances:approve');
  const { id, name, state, shortCode } = instance;
  const to: string = `/instances/${id}`;
  if (state === 'pending' || state === 'requested')
    return (
      <Alert color="yellow" title={`${name} asks to join`} role="status">
        <Stack gap="xs">
          <Text size="sm">
            Compare its code with whoever sits there: <strong className="wh-mono">{shortCode}</strong>
          </Text>
          {mayApprove ? <Approval instance={instance} /> : <Text size="sm">Somebody who may has to let it in.</Text>}
        </Stack>
      </Alert>
    );
  return (
    <Alert color="green" icon={<CircleCheck size={16} />} role="status">
      <Group gap="xs">
        <Anchor component={Link} to={to}>
          {name}
        </Anchor>
        <InstanceState instance={instance} />
      </Group>
    </Alert>
  );
}
