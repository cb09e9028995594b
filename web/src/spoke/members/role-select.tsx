import { Select, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { usePlace } from '../workspace.tsx';
import { grantable, useRoles } from './roles.ts';

interface RoleSelectProps {
  readonly value: string;
  readonly onChange: (role: string) => void;
}

/** A role that one may give, and what it may do. */
export function RoleSelect({ value, onChange }: RoleSelectProps): ReactNode {
  const { workspace } = usePlace();
  const { data: roles = [] } = useRoles();
  const offered = grantable(roles, workspace.permissions);
  const chosen = offered.find(({ id }) => id === value);
  return (
    <>
      <Select
        label="Role"
        required
        allowDeselect={false}
        data={offered.map(({ id, name }) => ({ value: id, label: name }))}
        value={value}
        onChange={(role) => onChange(role ?? value)}
      />
      {chosen !== undefined && (
        <Text size="xs" c="dimmed">
          {chosen.description === '' ? 'May' : `${chosen.description} May`} {chosen.permissions.join(', ')}
        </Text>
      )}
    </>
  );
}
