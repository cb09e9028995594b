import { machineOf, type Machine } from './machine.ts';

export const keyStates = ['next', 'current', 'retiring', 'expired', 'revoked'] as const;
export type KeyState = (typeof keyStates)[number];

/** An operational key. While one is `retiring` its successor is `current`, so a rotation has no gap. */
export const keyMachine: Machine<KeyState> = machineOf<KeyState>({
  next: ['current', 'revoked'],
  current: ['retiring', 'revoked'],
  retiring: ['expired', 'revoked'],
  expired: [],
  revoked: [],
});
