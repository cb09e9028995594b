import { hub, take, type Schemas } from '../api.ts';

export type Operator = Schemas['OperatorView'];
export type Role = Operator['role'];

export const operatorsQuery = {
  queryKey: ['hub', 'operators'],
  queryFn: ({ signal }: { signal: AbortSignal }) => take(hub.GET('/api/v1/operators', { signal })),
} as const;
