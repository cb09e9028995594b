import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useNameOf } from './instances.ts';

export function InstanceLink({ id }: { readonly id: string }): ReactNode {
  const nameOf = useNameOf();
  const to: string = `/instances/${id}`;
  return (
    <Anchor component={Link} to={to} size="sm" title={id}>
      {nameOf(id)}
    </Anchor>
  );
}
