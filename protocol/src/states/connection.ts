import type { ConnectionState } from '../link/frames.ts';
import { machineOf, type Machine } from './machine.ts';

/** Between two instances. Only `active` carries messages; `disconnected` is left by asking anew. */
export const connectionMachine: Machine<ConnectionState> = machineOf<ConnectionState>({
  pending: ['active', 'disconnected'],
  active: ['suspended', 'disconnected'],
  suspended: ['active', 'disconnected'],
  disconnected: ['pending'],
});
