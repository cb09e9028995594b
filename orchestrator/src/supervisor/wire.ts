import type { ProcessSpec } from '../sandbox/process-spec.ts';
import type { Excess } from './resource-watch.ts';
import type { ContainmentChoice, ContainmentReport, ContainmentTool, KillVerification, ProcessExit } from './types.ts';

/** What the parent asks. `request` numbers what is answered; over node's own IPC framing, structured-cloned. */
export type ToSupervisor =
  | {
      readonly type: 'open';
      readonly containment: ContainmentChoice;
      readonly tools: readonly ContainmentTool[];
      readonly killMarker: string;
    }
  | { readonly type: 'start'; readonly request: number; readonly spec: ProcessSpec }
  | { readonly type: 'write'; readonly request: number; readonly id: string; readonly data: Uint8Array }
  | { readonly type: 'destroy'; readonly request: number; readonly id: string }
  | { readonly type: 'closeInput'; readonly id: string }
  | { readonly type: 'terminate'; readonly id: string }
  | { readonly type: 'close' };

/** Codes that leave the supervisor; it does not load the registry, to stay small. */
export type SupervisorFault = 'CONTAINMENT_REQUIRED' | 'START_FAILED' | 'INVALID' | 'UNAVAILABLE' | 'INTERNAL';

export type FromSupervisor =
  | { readonly type: 'ready'; readonly report: Omit<ContainmentReport, 'advice'> }
  | { readonly type: 'unfit'; readonly proofs: ContainmentReport['proofs'] }
  | { readonly type: 'started'; readonly request: number; readonly pid: number; readonly startTicks: bigint }
  | { readonly type: 'written'; readonly request: number }
  | { readonly type: 'destroyed'; readonly request: number; readonly verification: KillVerification }
  | { readonly type: 'refused'; readonly request: number; readonly code: SupervisorFault; readonly message: string }
  | {
      readonly type: 'output';
      readonly id: string;
      readonly stream: 'stdout' | 'stderr';
      readonly chunk: Uint8Array;
    }
  | { readonly type: 'truncated'; readonly id: string }
  | ({ readonly type: 'exceeded'; readonly id: string } & Excess)
  | { readonly type: 'fault'; readonly id: string; readonly message: string }
  | { readonly type: 'exited'; readonly id: string; readonly exit: ProcessExit };

/** A refusal on its way to the parent. */
export class Refused extends Error {
  readonly code: SupervisorFault;

  constructor(code: SupervisorFault, message: string) {
    super(message);
    this.name = 'Refused';
    this.code = code;
  }
}
