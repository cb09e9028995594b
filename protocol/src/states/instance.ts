import { machineOf, type Machine } from './machine.ts';

export const instanceStates = ['requested', 'pending', 'active', 'suspended', 'revoked'] as const;
export type InstanceState = (typeof instanceStates)[number];

/** An instance at its hub. Approval is the move from `pending` to `active`; `revoked` is final. */
export const instanceMachine: Machine<InstanceState> = machineOf<InstanceState>({
  requested: ['pending', 'active', 'revoked'],
  pending: ['active', 'revoked'],
  active: ['suspended', 'revoked'],
  suspended: ['active', 'revoked'],
  revoked: [],
});
