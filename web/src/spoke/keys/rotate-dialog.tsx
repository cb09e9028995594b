import { Select, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { FormDialog } from '../../ui/form.tsx';
import { usePlace } from '../workspace.tsx';
import type { ShownKey } from './key-shown.tsx';
import { notKept } from './make-dialogs.tsx';

const hourMs = 3_600_000;

const overlaps = [
  { value: '0', label: 'End at once' },
  { value: '1', label: 'Hold for 1 hour more' },
  { value: '24', label: 'Hold for 1 day more' },
  { value: '168', label: 'Hold for 7 days more' },
] as const;

interface RotateProps {
  readonly id: string;
  readonly name: string;
  /** A service account's newest key, or one's own. */
  readonly isAccount: boolean;
  readonly onMade: (shown: ShownKey) => void;
  readonly onClose: () => void;
}

/** A new key in the place of another, which goes on for as long as programs need to take the new one. */
export function RotateDialog({ id, name, isAccount, onMade, onClose }: RotateProps): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const [hours, setHours] = useState('24');
  const rotate = useMutation({
    ...notKept,
    mutationFn: async () => {
      const wish = { params: { path: { id } }, body: { overlapMs: Number(hours) * hourMs } };
      const made = isAccount
        ? await take(api.POST('/api/v1/service-accounts/{id}/rotate', wish))
        : await take(api.POST('/api/v1/keys/{id}/rotate', wish));
      return made.key;
    },
    onSuccess: async (secret) => {
      onMade({ name, secret });
      onClose();
      await queries.invalidateQueries({ queryKey: [workspace.id, isAccount ? 'service-accounts' : 'keys'] });
    },
  });
  return (
    <FormDialog
      title={`Rotate ${name}`}
      submit="Rotate"
      acting={rotate}
      onSubmit={() => rotate.mutate()}
      onClose={onClose}
    >
      <Text size="sm">It gets a new secret, with the same permissions and the same end.</Text>
      <Select
        label="The old secret shall"
        required
        allowDeselect={false}
        data={overlaps}
        value={hours}
        onChange={(value) => setHours(value ?? hours)}
        data-autofocus
      />
    </FormDialog>
  );
}
