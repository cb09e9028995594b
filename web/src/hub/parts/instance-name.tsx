import type { ReactNode } from 'react';
import { useNameOf } from './instances.ts';

/** For lists, whose rows lead elsewhere already. */
export function InstanceName({ id }: { readonly id: string }): ReactNode {
  const nameOf = useNameOf();
  return <span title={id}>{nameOf(id)}</span>;
}
