import { payloadOf } from '../../../ui/envelope.ts';

interface Kill {
  readonly survivors: number;
  readonly verifiedBy: string;
}

interface ReceiptBody {
  readonly outcome?: string;
  readonly code?: string;
  readonly message?: string;
  readonly run?: { readonly state: string; readonly kill?: Kill };
}

/** "zero survivors, verified by cgroup". Pure. */
export function survivorsIn({ survivors, verifiedBy }: Kill): string {
  const count = survivors === 0 ? 'zero survivors' : survivors === 1 ? 'one survivor' : `${survivors} survivors`;
  return `${count}, verified by ${verifiedBy}`;
}

/** What a receipt says in its signed part; empty where it says no more than its status. Pure. */
export function wordsOfReceipt(envelope: string): string {
  const body = (payloadOf(envelope)?.['body'] ?? {}) as ReceiptBody;
  const { outcome, code, message, run } = body;
  return [
    outcome,
    code,
    message,
    run === undefined ? undefined : `run ${run.state.replace('_', ' ')}`,
    run?.kill === undefined ? undefined : survivorsIn(run.kill),
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}
