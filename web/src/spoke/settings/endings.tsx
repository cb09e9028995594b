import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Lock, LockOpen, OctagonX, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { Danger } from '../../ui/danger.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import { Section } from '../../ui/section.tsx';
import { tell } from '../../ui/tell.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { Trouble } from '../../ui/trouble.tsx';
import { useLeave } from '../use-leave.ts';
import { useMay, useMayAny, usePlace } from '../workspace.tsx';
import { useWorkspaceDetail, type WorkspaceDetail } from './workspace-query.ts';

const KillAllDialog = onDemand(async () => (await import('./kill-all-dialogs.tsx')).KillAllDialog);
const KillInstanceDialog = onDemand(async () => (await import('./kill-all-dialogs.tsx')).KillInstanceDialog);

type Asked = 'kill' | 'kill-instance' | 'delete' | null;

/** Everything stops, or is gone. */
export function Endings(): ReactNode {
  const { person, workspace: place } = usePlace();
  const mayKill = useMayAny('runs:kill');
  const mayUpdate = useMay('workspace:update');
  const mayDelete = useMay('workspace:delete');
  const [asked, setAsked] = useState<Asked>(null);
  const close = (): void => setAsked(null);
  return (
    <Loaded query={useWorkspaceDetail()} what="settings">
      {(workspace) => (
        <Stack gap="xl" maw={680}>
          {workspace.settings.lockedAt !== null && (
            <Locked id={workspace.id} at={workspace.settings.lockedAt} mayLift={mayUpdate} />
          )}
          {mayKill && (
            <Section title="Stop everything">
              <Text size="sm" mb="sm">
                Kills every run of this workspace on this instance, whoever started it.
              </Text>
              <Group>
                <Red icon={<OctagonX size={16} aria-hidden />} onClick={() => setAsked('kill')}>
                  Kill all runs
                </Red>
                {person.instanceAdmin && mayUpdate && (
                  <Red icon={<OctagonX size={16} aria-hidden />} onClick={() => setAsked('kill-instance')}>
                    Kill all runs of the instance
                  </Red>
                )}
              </Group>
            </Section>
          )}
          {mayDelete && (
            <Section title="Delete the workspace">
              <Text size="sm" mb="sm">
                Its runs end and nobody can enter it. For 30 days its owner can bring it back.
              </Text>
              <Red icon={<Trash2 size={16} aria-hidden />} onClick={() => setAsked('delete')}>
                Delete {place.name}
              </Red>
            </Section>
          )}
          {!mayKill && !mayDelete && <Text size="sm">Your role lets you stop or delete nothing here.</Text>}
          {asked === 'kill' && <KillAllDialog onClose={close} />}
          {asked === 'kill-instance' && <KillInstanceDialog onClose={close} />}
          {asked === 'delete' && <DeleteDialog workspace={workspace} onClose={close} />}
        </Stack>
      )}
    </Loaded>
  );
}

interface RedProps {
  readonly icon: ReactNode;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function Red({ icon, onClick, children }: RedProps): ReactNode {
  return (
    <Button color="red" variant="outline" leftSection={icon} onClick={onClick}>
      {children}
    </Button>
  );
}

interface LockedProps {
  readonly id: string;
  readonly at: number;
  readonly mayLift: boolean;
}

function Locked({ id, at, mayLift }: LockedProps): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const lift = useMutation({
    mutationFn: () => take(api.DELETE('/api/v1/lock')),
    onSuccess: async () => {
      tell('Runs can be started again');
      await queries.invalidateQueries({ queryKey: [id, 'workspace'] });
    },
  });
  return (
    <Alert color="orange" icon={<Lock size={16} />} title="No run can be started here" role="status">
      <Stack gap="xs" align="flex-start">
        <span>
          Locked <TimeAgo at={at} />, with a kill of everything.
        </span>
        <Trouble error={lift.error} />
        {mayLift && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<LockOpen size={14} aria-hidden />}
            loading={lift.isPending}
            onClick={() => lift.mutate()}
          >
            Lift the lock
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

interface DeleteProps {
  readonly workspace: WorkspaceDetail;
  readonly onClose: () => void;
}

function DeleteDialog({ workspace: { id, name, slug }, onClose }: DeleteProps): ReactNode {
  const api = useApi();
  const leave = useLeave();
  return (
    <Danger
      isOpen
      onClose={onClose}
      title={`Delete ${name}`}
      confirm={slug}
      act={async () => {
        const { purgeAfter } = await take(api.DELETE('/api/v1/workspaces/{id}', { params: { path: { id } } }));
        tell(`${name} is deleted; it can be brought back until ${new Date(purgeAfter).toLocaleDateString()}`);
        await leave();
      }}
    >
      Its runs end, its keys are worth nothing, and its members lose it at once. Until it is gone for good you can bring
      it back with <code>wheelhouse workspace restore {id}</code>.
    </Danger>
  );
}
