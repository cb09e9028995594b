import { machineOf, type Machine } from './machine.ts';

export const linkStates = [
  'idle',
  'dialling',
  'proving',
  'live',
  'draining',
  'backoff',
  'quarantined',
  'revoked',
] as const;
export type LinkState = (typeof linkStates)[number];

/** A spoke's link with its hub. After `quarantined` and `revoked` it never dials again by itself. */
export const linkMachine: Machine<LinkState> = machineOf<LinkState>({
  idle: ['dialling'],
  dialling: ['proving', 'backoff', 'idle'],
  proving: ['live', 'backoff', 'idle', 'quarantined', 'revoked'],
  live: ['draining', 'backoff', 'idle', 'quarantined', 'revoked'],
  draining: ['live', 'backoff', 'idle', 'quarantined', 'revoked'],
  backoff: ['dialling', 'idle'],
  quarantined: [],
  revoked: [],
});
