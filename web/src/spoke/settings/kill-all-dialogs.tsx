import { Checkbox, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { Danger } from '../../ui/danger.tsx';
import { tell } from '../../ui/tell.ts';
import { useInstance } from '../federation/federation-data.ts';
import { usePlace } from '../workspace.tsx';

/** Kills what runs in the workspace, and by default keeps anything new from starting. */
export function KillAllDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const [isLocked, setLocked] = useState(true);
  const [isNow, setNow] = useState(false);
  return (
    <Danger
      isOpen
      onClose={onClose}
      title={`Kill all runs of ${workspace.name}`}
      act={async () => {
        await take(api.POST('/api/v1/kill-all', { body: { lock: isLocked, now: isNow } }));
        tell(isLocked ? 'Every run is being killed, and none can be started' : 'Every run is being killed');
        await queries.invalidateQueries({ queryKey: [workspace.id] });
      }}
    >
      <Stack gap="sm">
        What they have not saved is lost. It cannot be undone.
        <Checkbox
          label="Lock the workspace: nothing starts until somebody lifts the lock"
          checked={isLocked}
          onChange={(event) => setLocked(event.currentTarget.checked)}
        />
        <Checkbox
          label="At once, without giving them time to end"
          checked={isNow}
          onChange={(event) => setNow(event.currentTarget.checked)}
        />
      </Stack>
    </Danger>
  );
}

/** The same in every workspace of the instance, all of which are locked. */
export function KillInstanceDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { data: instance } = useInstance();
  if (instance === undefined) return null;
  const { name } = instance;
  return (
    <Danger
      isOpen
      onClose={onClose}
      title={`Kill all runs of ${name}`}
      confirm={name}
      act={async () => {
        const { workspaces } = await take(api.POST('/api/v1/instance/kill-all', { body: { confirm: name } }));
        tell(workspaces === 1 ? 'One workspace is stopped' : `${workspaces} workspaces are stopped`);
        await queries.invalidateQueries();
      }}
    >
      Every run of every workspace of this instance ends, and each workspace is locked until somebody lifts its lock.
    </Danger>
  );
}
