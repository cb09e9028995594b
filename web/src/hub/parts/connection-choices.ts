import type { Connection } from './connections.ts';

export type ConnectionAction = 'accept' | 'suspend' | 'resume' | 'disconnect';

/** A decision for one side of a connection. */
export interface Choice {
  readonly action: ConnectionAction;
  readonly instance: string;
}

/** What fits the state that a connection is in. Pure. */
export function choicesOf({ a, b, state, aAcceptedAt, bAcceptedAt, suspendedBy }: Connection): readonly Choice[] {
  const of = (action: ConnectionAction, ...instances: readonly string[]): Choice[] =>
    instances.map((instance) => ({ action, instance }));
  switch (state) {
    case 'pending':
      return [
        ...(aAcceptedAt === null ? of('accept', a) : []),
        ...(bAcceptedAt === null ? of('accept', b) : []),
        ...of('disconnect', a),
      ];
    case 'active':
      return [...of('suspend', a, b), ...of('disconnect', a)];
    case 'suspended':
      return [...(suspendedBy === null ? [] : of('resume', suspendedBy)), ...of('disconnect', a)];
    case 'disconnected':
      return [];
  }
}

/** "Accept for north". Pure. */
export function wordsOf({ action, instance }: Choice, nameOf: (id: string) => string): string {
  switch (action) {
    case 'accept':
      return `Accept for ${nameOf(instance)}`;
    case 'suspend':
      return `Suspend for ${nameOf(instance)}`;
    case 'resume':
      return `Resume for ${nameOf(instance)}`;
    case 'disconnect':
      return 'Disconnect';
  }
}

export const follows: Readonly<Record<ConnectionAction, string>> = {
  accept:
    'Once both sides have accepted, messages go between the two. Each of them acts for the other only after its owner has compared the code and pinned the other.',
  suspend: 'Nothing goes between the two until the same side resumes it. What runs stays.',
  resume: 'Messages go between the two again.',
  disconnect: 'Nothing goes between the two any more. To connect them again, it has to be asked and accepted anew.',
};
