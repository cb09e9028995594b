import { createServer } from 'node:http';
import { MessageId } from '@wheelhouse/protocol';
import { HubPeer } from '@wheelhouse/protocol/testing';
import type { Identity } from '@wheelhouse/protocol/keyfile';
import { WebSocketServer } from 'ws';
import { socketTransport } from './socket-transport.ts';
import { until } from './until.ts';

interface TestHubAnswer {
  readonly by: 'nack' | 'receipt';
  /** `accepted`, or what the spoke refused with. */
  readonly code: string;
  /** A receipt's exact text. */
  readonly receipt?: string;
}

export interface TestHub {
  /** Delivers an envelope's exact text, unverified. */
  deliver(envelope: string, messageId: string): Promise<TestHubAnswer>;
  close(): Promise<void>;
}

const linkTimeoutMs = 60_000;

/**
 * A hub that holds the real hub's keys and verifies nothing: what somebody has who took the hub. What is refused behind
 * it, the spoke itself refused.
 */
export async function startTestHub(options: {
  readonly port: number;
  readonly hub: Identity;
  readonly spoke: Identity;
}): Promise<TestHub> {
  const http = createServer();
  const server = new WebSocketServer({ server: http, path: '/link/v1', perMessageDeflate: false });
  let linked: HubPeer | null = null;
  server.on('connection', (socket) => {
    // Other spokes dial here too; their proof does not hold for this one's keys.
    const peer = new HubPeer({ keys: options.hub, spokeKeyset: options.spoke.keyset, now: Date.now });
    peer.accept(socketTransport(socket)).then(
      () => (linked = socket.readyState === socket.OPEN ? peer : linked),
      () => socket.terminate(),
    );
    // A spoke that is started again dials anew.
    socket.once('close', () => {
      if (linked === peer) linked = null;
    });
  });
  await new Promise<void>((resolve, reject) => http.once('error', reject).listen(options.port, '127.0.0.1', resolve));
  return {
    async deliver(envelope, messageId) {
      const peer = await until('the spoke links with the test hub', linkTimeoutMs, () => Promise.resolve(linked));
      const answer = await peer.ask(envelope, { id: MessageId.parse(messageId) });
      if (answer.by === 'nack') return answer;
      const { status, code } = answer.message.body;
      const verdict = status === 'rejected' ? (code ?? 'INTERNAL') : 'accepted';
      return { by: 'receipt', code: verdict, receipt: answer.text };
    },
    async close() {
      for (const client of server.clients) client.terminate();
      server.close();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
