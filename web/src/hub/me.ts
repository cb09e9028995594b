import { createContext, useContext } from 'react';
import { mayDo } from '../frame/screens.ts';
import { hub, take, type Schemas } from './api.ts';

export type Operator = Schemas['OperatorSelf'];

export const meQuery = {
  queryKey: ['hub', 'me'],
  queryFn: ({ signal }: { signal: AbortSignal }) => take(hub.GET('/api/v1/me', { signal })),
} as const;

export const MeContext = createContext<Operator | null>(null);

export function useMe(): Operator {
  const me = useContext(MeContext);
  if (me === null) throw new Error('this is a screen of somebody who is signed in');
  return me;
}

/** Whether the operator may do this; what they may not is not offered, and the hub refuses it all the same. */
export function useMay(permission: string): boolean {
  return mayDo(useMe().permissions, permission);
}
