import type { HubView } from '@wheelhouse/protocol/api/hub';
import { receiptOf, SpokePeer } from '@wheelhouse/protocol/testing';
import type { Identity } from '@wheelhouse/protocol/keyfile';
import { WebSocket } from 'ws';
import { socketTransport } from './socket-transport.ts';

export interface TestSpoke {
  /** Sends an envelope's exact text. @returns `accepted`, or the code that the hub refused it with */
  send(envelope: string): Promise<string>;
  /** The exact text of the receipt that takes or refuses a command. How it went on may be repeated before it. */
  receiptFor(commandId: string): Promise<string>;
  close(): void;
}

const patienceMs = 10_000;

/** Links with a hub under a real spoke's identity, and sends what no honest spoke would send. */
export async function dialTestSpoke(hub: HubView, spoke: Identity): Promise<TestSpoke> {
  const socket = new WebSocket(hub.linkUrl, 'link.v1', { perMessageDeflate: false });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const facts = { id: hub.id, keyset: hub.keyset, fingerprint: hub.fingerprint, origin: hub.linkUrl };
  const peer = new SpokePeer(spoke, facts, Date.now, patienceMs);
  const welcome = await peer.dial(socketTransport(socket));
  if (typeof welcome === 'number') throw new Error(`the hub closed the link with ${welcome}`);
  return {
    async send(envelope) {
      const offset = peer.sendEnvelope(envelope);
      await Promise.race([peer.nackOf(offset), peer.acknowledged(offset)]);
      // An acknowledgement also follows a refusal, after it.
      return peer.inbox.list('nack').find((frame) => frame.n === offset)?.code ?? 'accepted';
    },
    async receiptFor(commandId) {
      const { frame } = await peer.inbox.find('data', ({ env }) => {
        const body = receiptOf(env)?.body;
        return body?.command === commandId && (body.status === 'accepted' || body.status === 'rejected');
      });
      return frame.env;
    },
    close: () => socket.terminate(),
  };
}
