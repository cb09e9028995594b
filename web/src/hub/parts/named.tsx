import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay } from '../me.ts';
import { useNameOf } from './instances.ts';
import { operatorsQuery } from './operators.ts';

/** `kind:id` by what it is called, where that is known; the whole of it on hovering. */
export function Named({ text }: { readonly text: string }): ReactNode {
  const nameOf = useNameOf();
  const seesOperators = useMay('operators:read');
  const { data: operators = [] } = useQuery({ ...operatorsQuery, enabled: seesOperators });
  const colon = text.indexOf(':');
  if (colon < 0) return text;
  const [kind, id] = [text.slice(0, colon), text.slice(colon + 1)];
  const named = kind === 'instance' ? nameOf(id) : operators.find((operator) => operator.id === id)?.name;
  return (
    <span title={text}>
      {kind} {named ?? (isUuid(id) ? `…${id.slice(-8)}` : id)}
    </span>
  );
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text);
}
