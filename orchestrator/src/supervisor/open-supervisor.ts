import { WheelhouseError } from '@wheelhouse/protocol';
import type { Supervisor, SupervisorOptions } from './types.ts';

/** Starts the supervisor process and waits for its proofs. Throws CONTAINMENT_REQUIRED as `SupervisorOptions` says. */
export function openSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  return Promise.reject(new WheelhouseError('UNSUPPORTED', `no supervisor for ${options.containment} yet`));
}
