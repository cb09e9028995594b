import { Code, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { Danger } from '../../ui/danger.tsx';
import { FormDialog } from '../../ui/form.tsx';
import { tell } from '../../ui/tell.ts';
import { useFields } from '../../ui/use-fields.ts';
import { usePlace } from '../workspace.tsx';
import type { Peer } from './federation-data.ts';

interface PinProps {
  /** Named by the hub; absent: one that the hub does not know of. */
  readonly peer?: Peer;
  readonly onClose: () => void;
}

/** Trusts an instance by the fingerprint that two people compared. */
export function PinDialog({ peer, onClose }: PinProps): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const { typed, bind } = useFields({ id: '', name: '', fingerprint: '' });
  const pin = useMutation({
    mutationFn: () => {
      const id = peer?.id ?? typed.id.trim();
      const name = typed.name.trim();
      const fingerprint = peer?.fingerprint ?? typed.fingerprint.trim().toLowerCase();
      const body = { fingerprint, ...(name === '' ? {} : { name }) };
      return take(api.POST('/api/v1/peers/{id}/pin', { params: { path: { id } }, body }));
    },
    onSuccess: async ({ name }) => {
      tell(`${name} is trusted`);
      onClose();
      await queries.invalidateQueries({ queryKey: [workspace.id, 'peers'] });
    },
  });
  return (
    <FormDialog
      title={peer === undefined ? 'Trust an instance' : `Trust ${peer.name}`}
      submit={peer === undefined ? 'Trust it' : 'The codes are equal: trust it'}
      acting={pin}
      onSubmit={() => pin.mutate()}
      onClose={onClose}
      size="lg"
    >
      {peer === undefined ? (
        <>
          <TextInput label="Its id" required data-autofocus autoComplete="off" {...bind('id')} />
          <TextInput
            label="Its fingerprint"
            description="64 digits, as its people read them to you."
            required
            pattern="\s*[0-9a-fA-F]{64}\s*"
            autoComplete="off"
            {...bind('fingerprint')}
          />
          <TextInput label="Name" maxLength={128} autoComplete="off" {...bind('name')} />
        </>
      ) : (
        <>
          <Text size="sm">
            Call somebody who runs {peer.name}. Their screen must show the same code; if it does not, somebody is
            between you.
          </Text>
          <Code block fz="lg" ta="center">
            {peer.shortCode}
          </Code>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            Fingerprint {peer.fingerprint}
          </Text>
        </>
      )}
      <Text size="sm">It may do nothing here until somebody gives it a grant.</Text>
    </FormDialog>
  );
}

interface UnpinProps {
  readonly peer: Peer;
  readonly state: 'suspended' | 'disconnected';
  readonly onClose: () => void;
}

export function UnpinDialog({ peer: { id, name }, state, onClose }: UnpinProps): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const isForgotten = state === 'disconnected';
  return (
    <Danger
      isOpen
      onClose={onClose}
      title={isForgotten ? `Disconnect ${name}` : `Suspend ${name}`}
      act={async () => {
        await take(api.POST('/api/v1/peers/{id}/state', { params: { path: { id } }, body: { state } }));
        tell(isForgotten ? `${name} is disconnected` : `${name} is suspended`);
        await queries.invalidateQueries({ queryKey: [workspace.id, 'peers'] });
      }}
      {...(isForgotten ? { confirm: name } : {})}
    >
      All its commands are refused from now on, in every workspace of this instance. Runs that it started go on.
      {isForgotten && ' Its keys are forgotten.'} To let it act again, somebody compares its code anew.
    </Danger>
  );
}
