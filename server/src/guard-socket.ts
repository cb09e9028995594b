import { closeCodes } from '@wheelhouse/protocol';
import type { RawData, WebSocket } from 'ws';

export interface GuardedSocketHandlers {
  /** Called for one message at a time, in arrival order; the next waits until this settles. */
  onText(text: string): Promise<void> | void;
  onClose(code: number, reason: string): void;
  /** A fault in `onText`, sync or async, exactly once; the socket closes afterwards. */
  onFault(error: unknown): void;
  /** Told of every text as it comes in, and as it goes out. */
  onFrame?(direction: 'in' | 'out', text: string): void;
  /** Texts that may wait for the handler before reading stops. */
  readonly maxQueued?: number;
}

export interface GuardedSocket {
  /** False where the socket is no longer open. `onHanded` is called once the kernel has the text, or never will. */
  send(text: string, onHanded?: () => void): boolean;
  /** Bytes accepted by `send` and not yet handed to the kernel. */
  bufferedBytes(): number;
  close(code: number, reason?: string): void;
  /** Ends the connection at once, without a closing handshake. */
  terminate(): void;
  readonly isOpen: boolean;
}

const closeGraceMs = 2_000;
const defaultMaxQueued = 256;

/**
 * Puts a guard between a websocket and its handler: texts in order, one at a time, with back-pressure; binary frames
 * refused; an exception in the handler ends this connection and never the process (the default of the ws event
 * emitter is an uncaught exception, which exits).
 */
export function guardSocket(socket: WebSocket, handlers: GuardedSocketHandlers): GuardedSocket {
  const queue: string[] = [];
  const maxQueued = handlers.maxQueued ?? defaultMaxQueued;
  let draining = false;
  let faulted = false;
  let closeTimer: NodeJS.Timeout | undefined;

  const close = (code: number, reason = ''): void => {
    if (socket.readyState === socket.OPEN || socket.readyState === socket.CONNECTING) socket.close(code, reason);
    closeTimer ??= setTimeout(() => socket.terminate(), closeGraceMs);
    closeTimer.unref();
  };

  const fault = (error: unknown): void => {
    if (faulted) return;
    faulted = true;
    queue.length = 0;
    try {
      handlers.onFault(error);
    } finally {
      close(closeCodes.PROTOCOL_ERROR, 'fault');
    }
  };

  const drain = async (): Promise<void> => {
    draining = true;
    try {
      for (let text = queue.shift(); text !== undefined && !faulted; text = queue.shift()) {
        await handlers.onText(text);
        if (queue.length < maxQueued / 2 && socket.isPaused) socket.resume();
      }
    } catch (error) {
      fault(error);
    } finally {
      draining = false;
      if (socket.isPaused) socket.resume();
    }
  };

  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (faulted) return;
    if (isBinary) return close(1003, 'text frames only');
    queue.push(noted(handlers, data));
    if (queue.length >= maxQueued) socket.pause();
    if (!draining) void drain();
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', (code: number, reason: Buffer) => {
    clearTimeout(closeTimer);
    handlers.onClose(code, reason.toString('utf8'));
  });

  return {
    get isOpen() {
      return socket.readyState === socket.OPEN;
    },
    send: (text, onHanded) => sendTo({ socket, handlers }, text, onHanded),
    bufferedBytes: () => socket.bufferedAmount,
    close,
    terminate: () => socket.terminate(),
  };
}

interface Guarded {
  readonly socket: WebSocket;
  readonly handlers: GuardedSocketHandlers;
}

function noted(handlers: GuardedSocketHandlers, data: RawData): string {
  const text = textOf(data);
  handlers.onFrame?.('in', text);
  return text;
}

function sendTo({ socket, handlers }: Guarded, text: string, onHanded: () => void = () => {}): boolean {
  if (socket.readyState !== socket.OPEN) return false;
  // The callback keeps a write error on a dying socket from becoming an unhandled 'error'.
  socket.send(text, () => onHanded());
  handlers.onFrame?.('out', text);
  return true;
}

function textOf(data: RawData): string {
  if (Buffer.isBuffer(data)) return data.toString('utf8');
  if (data instanceof ArrayBuffer) return Buffer.from(data).toString('utf8');
  return Buffer.concat(data).toString('utf8');
}
