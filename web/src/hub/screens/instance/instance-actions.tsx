import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Danger } from '../../../ui/danger.tsx';
import { tell } from '../../../ui/tell.ts';
import { mayDo } from '../../../frame/screens.ts';
import { hub, take } from '../../api.ts';
import { useMe } from '../../me.ts';
import { Approval } from '../../parts/approval.tsx';
import type { Instance } from '../../parts/instances.ts';

type Action = 'suspend' | 'resume' | 'revoke';

const what: Readonly<Record<Action, { readonly verb: string; readonly done: string; readonly follows: string }>> = {
  suspend: {
    verb: 'Suspend',
    done: 'is suspended',
    follows:
      'Commands to it and from it are refused from now on. Its link and what runs on it stay; what waits for it is kept. You can resume it.',
  },
  resume: { verb: 'Resume', done: 'is active again', follows: 'Commands to it and from it are relayed again.' },
  revoke: {
    verb: 'Revoke',
    done: 'is revoked',
    follows:
      'Its link ends now, and it can never come back under this identity: it would have to join anew as another instance. Connections and grants with it are worth nothing. What runs on it goes on until somebody there ends it.',
  },
};

/** Pure. Those that fit the state it is in. */
function actionsOf({ state, quarantinedAt }: Instance): readonly Action[] {
  if (state === 'active') return quarantinedAt === null ? ['suspend', 'revoke'] : ['resume', 'suspend', 'revoke'];
  return state === 'suspended' ? ['resume', 'revoke'] : [];
}

/** What an operator may decide about an instance as it is now. */
export function InstanceActions({ instance }: { readonly instance: Instance }): ReactNode {
  const { id, name, state } = instance;
  const { permissions } = useMe();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Action>('suspend');
  const [isOpen, setOpen] = useState(false);
  const act = async (): Promise<void> => {
    await take(hub.POST(`/api/v1/instances/{id}/${asked}`, { params: { path: { id } } }));
    tell(`${name} ${what[asked].done}`);
    await queries.invalidateQueries({ queryKey: ['hub'] });
  };
  const offered = actionsOf(instance).filter((action) => mayDo(permissions, `instances:${action}`));
  return (
    <>
      {(state === 'pending' || state === 'requested') && <Approval instance={instance} />}
      {offered.map((action) => (
        <Button
          key={action}
          size="xs"
          variant={action === 'resume' ? 'filled' : 'default'}
          onClick={() => {
            setAsked(action);
            setOpen(true);
          }}
        >
          {what[action].verb}
        </Button>
      ))}
      <Danger
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={`${what[asked].verb} ${name}`}
        act={act}
        {...(asked === 'revoke' ? { confirm: name } : {})}
      >
        {what[asked].follows}
      </Danger>
    </>
  );
}
