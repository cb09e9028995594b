import { Button } from '@mantine/core';
import { Check, ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Workspace } from '../session/session.ts';
import { LazyMenu } from '../ui/lazy-menu.tsx';

interface SwitcherProps {
  readonly current: Workspace;
  readonly workspaces: readonly Workspace[];
}

/** Which workspace this is, and the others that one may enter. The address says it, so each tab has its own. */
export function WorkspaceSwitcher({ current, workspaces }: SwitcherProps): ReactNode {
  const organizations = [...new Set(workspaces.map(({ organization }) => organization))];
  return (
    <LazyMenu
      position="bottom-start"
      width={260}
      trigger={
        <Button
          variant="default"
          size="compact-md"
          rightSection={<ChevronsUpDown size={14} aria-hidden />}
          aria-label={`Workspace ${current.name}; choose another`}
        >
          {current.name}
        </Button>
      }
      parts={organizations.map((organization) => ({
        heading: organization === '' ? 'As a guest' : organization,
        entries: workspaces
          .filter((one) => one.organization === organization)
          .map(({ id, name, role }) => ({
            label: name,
            to: `/w/${id}`,
            beside: id === current.id ? <Check size={14} aria-label="this one" /> : role,
          })),
      }))}
    />
  );
}
