import { connectionMachine, type ConnectionState } from '@wheelhouse/protocol';

/** A connection between two instances; `a` sorts before `b`. Times are milliseconds since the epoch. */
export interface Connection {
  readonly id: string;
  readonly a: string;
  readonly b: string;
  readonly state: ConnectionState;
  readonly aAcceptedAt: number | null;
  readonly bAcceptedAt: number | null;
  /** Who suspended it, and alone may resume it. */
  readonly suspendedBy: string | null;
}

export type ConnectionActionName = 'accept' | 'suspend' | 'resume' | 'disconnect';

/** A new request, or the old pair asking anew; asking counts as the asker's acceptance. */
export function decideRequest(
  known: Connection | null,
  request: { id: string; from: string; to: string },
  now: number,
): Connection {
  const { from, to } = request;
  if (known !== null && known.state !== 'disconnected') return accepted(known, from, now);
  const [a, b] = from < to ? [from, to] : [to, from];
  const fresh: Connection = {
    id: known?.id ?? request.id,
    a,
    b,
    state: 'pending',
    aAcceptedAt: null,
    bAcceptedAt: null,
    suspendedBy: null,
  };
  return accepted(fresh, from, now);
}

/** The connection after one side's action; null where it does not fit, or the side is not part of it. */
export function decideConnection(
  known: Connection,
  action: ConnectionActionName,
  side: { readonly instance: string; readonly now: number },
): Connection | null {
  if (side.instance !== known.a && side.instance !== known.b) return null;
  switch (action) {
    case 'accept':
      return known.state === 'pending' || known.state === 'active' ? accepted(known, side.instance, side.now) : null;
    case 'suspend':
      return move(known, 'suspended', { suspendedBy: side.instance });
    case 'resume':
      if (known.state !== 'suspended' || known.suspendedBy !== side.instance) return null;
      return move(known, 'active', { suspendedBy: null });
    case 'disconnect':
      return move(known, 'disconnected', { aAcceptedAt: null, bAcceptedAt: null, suspendedBy: null });
  }
}

function accepted(known: Connection, side: string, now: number): Connection {
  if (known.state !== 'pending') return known;
  const aAcceptedAt = side === known.a ? now : known.aAcceptedAt;
  const bAcceptedAt = side === known.b ? now : known.bAcceptedAt;
  const state = aAcceptedAt !== null && bAcceptedAt !== null ? 'active' : 'pending';
  return { ...known, aAcceptedAt, bAcceptedAt, state };
}

function move(known: Connection, state: ConnectionState, changes: Partial<Connection>): Connection | null {
  return connectionMachine.canMove(known.state, state) ? { ...known, ...changes, state } : null;
}
