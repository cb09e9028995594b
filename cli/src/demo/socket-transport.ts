import type { Transport } from '@wheelhouse/protocol/testing';
import type { WebSocket } from 'ws';

/** A websocket as the protocol's test peers take it; what comes before a listener was set is kept for it. */
export function socketTransport(socket: WebSocket): Transport {
  const kept: string[] = [];
  let onText: ((text: string) => void) | null = null;
  let onClose: ((code: number) => void) | null = null;
  let closedWith: number | null = null;
  socket.on('message', (data: Buffer) => {
    const text = data.toString('utf8');
    if (onText === null) kept.push(text);
    else onText(text);
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', (code: number) => {
    closedWith = code;
    onClose?.(code);
  });
  return {
    send: (text) => socket.send(text, () => undefined),
    close: (code) => socket.close(code),
    onText(listener) {
      onText = listener;
      for (const text of kept.splice(0)) listener(text);
    },
    onClose(listener) {
      onClose = listener;
      if (closedWith !== null) listener(closedWith);
    },
  };
}
