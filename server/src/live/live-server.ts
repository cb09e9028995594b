import { WheelhouseError } from '@wheelhouse/protocol';
import type { WebSocket } from 'ws';
import type { Caller } from '../auth.ts';
import type { Logger } from '../logger.ts';
import { defaultLiveLimits, type LiveLimits } from './live-limits.ts';
import { LiveSocket, type LiveOpening } from './live-socket.ts';
import type { LiveTopics } from './live-topics.ts';

export interface LiveServerDeps {
  readonly topics: LiveTopics;
  readonly logger: Logger;
  readonly limits?: Partial<LiveLimits>;
}

/** Whose rights may have changed; null = all of them. */
export interface RightsChange {
  readonly workspaceId: string | null;
  readonly principalId: string | null;
}

/** All live sockets of a process. */
export interface LiveServer {
  readonly limits: LiveLimits;
  readonly size: number;
  /** Before the upgrade. @throws WheelhouseError RATE_LIMITED, BUSY, UNAVAILABLE */
  admit(caller: Caller): void;
  /** After it. */
  accept(socket: WebSocket, opening: LiveOpening): void;
  /** Every socket that it concerns asks again, at once. */
  rightsChanged(change: RightsChange): void;
  /** Tells every reader that it goes away, and takes no more. */
  close(): void;
}

/** Close code of HTTP's own kind, as browsers know it. */
const goingAway = 1001;

export function openLiveServer(deps: LiveServerDeps): LiveServer {
  const limits = { ...defaultLiveLimits, ...deps.limits };
  const sockets = new Set<LiveSocket>();
  let isClosed = false;
  const ticking = setInterval(() => {
    for (const socket of sockets) socket.tick();
  }, limits.tickMs);
  ticking.unref();

  const ofCaller = ({ principalId }: Caller): number =>
    [...sockets].filter((socket) => socket.caller.principalId === principalId).length;
  const onFault = (error: unknown): void =>
    deps.logger.warn({ event: 'live', err: error }, 'a live socket was closed by a fault');

  return {
    limits,
    get size() {
      return sockets.size;
    },
    admit(caller) {
      if (isClosed) throw new WheelhouseError('UNAVAILABLE');
      if (sockets.size >= limits.sockets) throw new WheelhouseError('BUSY', 'too many live sockets');
      if (ofCaller(caller) >= limits.socketsPerCaller) {
        throw new WheelhouseError('RATE_LIMITED', 'too many live sockets of this caller');
      }
    },
    accept(socket, opening) {
      const now = (): number => performance.now();
      const onClosed = (closed: LiveSocket): void => void sockets.delete(closed);
      const live = new LiveSocket(socket, opening, { topics: deps.topics, limits, now, onClosed, onFault });
      if (isClosed) return live.close(goingAway, 'shutting down');
      sockets.add(live);
      // What changed between the credential's look-up and now was told to nobody.
      void live.recheck();
    },
    rightsChanged({ workspaceId, principalId }) {
      for (const socket of sockets) {
        const { caller } = socket;
        if (workspaceId !== null && workspaceId !== caller.workspaceId) continue;
        if (principalId !== null && principalId !== caller.principalId) continue;
        void socket.recheck();
      }
    },
    close() {
      isClosed = true;
      clearInterval(ticking);
      for (const socket of sockets) socket.close(goingAway, 'shutting down');
    },
  };
}
