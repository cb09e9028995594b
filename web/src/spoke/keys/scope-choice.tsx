import { Checkbox, Group, Select, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { usePlace } from '../workspace.tsx';
import { permissionsByResource, permissionsOf, scopeChoices, type KeyScope } from './key-wish.ts';

interface ScopeChoiceProps {
  readonly scope: KeyScope;
  readonly onChange: (scope: KeyScope) => void;
}

/** What a key may do: never more than who makes it. */
export function ScopeChoice({ scope, onChange }: ScopeChoiceProps): ReactNode {
  const { permissions: held } = usePlace().workspace;
  // Beginning with what was chosen, so that it is narrowed and not typed anew.
  const choose = (choice: string): void =>
    onChange({ choice, some: choice === 'some' ? permissionsOf(scope, held) : scope.some });
  return (
    <Stack gap="xs">
      <Select
        label="What it may do"
        required
        allowDeselect={false}
        data={scopeChoices(held)}
        value={scope.choice}
        onChange={(choice) => choose(choice ?? scope.choice)}
      />
      {scope.choice === 'some' && <OneByOne some={scope.some} onChange={(some) => onChange({ ...scope, some })} />}
    </Stack>
  );
}

interface OneByOneProps {
  readonly some: readonly string[];
  readonly onChange: (some: readonly string[]) => void;
}

function OneByOne({ some, onChange }: OneByOneProps): ReactNode {
  const { permissions: held } = usePlace().workspace;
  return (
    <Checkbox.Group value={[...some]} onChange={onChange} label="Permissions">
      <Stack gap={6} mt={4} mah={260} style={{ overflowY: 'auto' }} tabIndex={0} role="region" aria-label="Permissions">
        {[...permissionsByResource(held)].map(([resource, permissions]) => (
          <Group key={resource} gap="sm" wrap="wrap">
            <Text size="sm" fw={600} w={110}>
              {resource}
            </Text>
            {permissions.map((permission) => (
              <Checkbox
                key={permission}
                size="xs"
                value={permission}
                label={permission.slice(resource.length + 1).replace(':', ', ')}
                aria-label={permission}
              />
            ))}
          </Group>
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
