import { generateSeed, signerFromSeed, verifyStrict, type Signer } from '@wheelhouse/protocol';
import { AckPolicy, connect, type JetStreamClient, type NatsConnection } from 'nats';
import type { Route } from './route.ts';

const signatureBytes = 64;
const messageBytes = 1024;
const timeoutMs = 60_000;

/** How the message is carried: sent and forgotten, asked and answered, or stored in a stream on disk and acknowledged. */
export type NatsMode = 'one way' | 'request-reply' | 'JetStream';

interface Ends {
  readonly sender: NatsConnection;
  readonly receiver: NatsConnection;
  readonly signer: Signer;
}

/** What differs between the modes: how one message goes out, and how the receiver gets hold of it. */
interface Carrier {
  send(data: Uint8Array): Promise<unknown> | undefined;
  /** True where a message has arrived only when the sender has heard so. */
  readonly isAnswered: boolean;
}

function verified({ signer }: Ends, data: Uint8Array): void {
  const message = data.subarray(signatureBytes);
  if (!verifyStrict(signer.publicKey, message, data.subarray(0, signatureBytes))) throw new Error('forged');
}

async function openCore(ends: Ends, mode: NatsMode, onVerified: () => void): Promise<Carrier> {
  // Of its own for each mode: what one route sends is no other's.
  const subject = `bench.${mode.replace(' ', '-')}`;
  ends.receiver.subscribe(subject, {
    callback(_error, message) {
      verified(ends, message.data);
      if (mode === 'request-reply') message.respond();
      onVerified();
    },
  });
  await ends.receiver.flush();
  if (mode === 'request-reply') {
    return { isAnswered: true, send: (data) => ends.sender.request(subject, data, { timeout: timeoutMs }) };
  }
  return {
    isAnswered: false,
    send(data) {
      ends.sender.publish(subject, data);
      return undefined;
    },
  };
}

/** A stream in files with one durable consumer. JetStream of this age brings its files to disk every two minutes. */
async function openJetStream(ends: Ends, onVerified: () => void): Promise<Carrier> {
  const stream = 'bench';
  const durable = 'target';
  const manager = await ends.sender.jetstreamManager();
  const stored = 'bench.stored';
  await manager.streams.add({ name: stream, subjects: [stored] });
  await manager.consumers.add(stream, { durable_name: durable, ack_policy: AckPolicy.Explicit });
  const consumer = await ends.receiver.jetstream().consumers.get(stream, durable);
  await consumer.consume({
    callback(message) {
      verified(ends, message.data);
      message.ack();
      onVerified();
    },
  });
  const streams: JetStreamClient = ends.sender.jetstream({ timeout: timeoutMs });
  return { isAnswered: false, send: (data) => streams.publish(stored, data) };
}

/** One NATS server between two connections; the receiver verifies one signature over 1 KiB per message. */
export async function openNatsRoute(url: string, mode: NatsMode): Promise<Route> {
  const signer = signerFromSeed(generateSeed());
  const ends: Ends = { signer, sender: await connect({ servers: url }), receiver: await connect({ servers: url }) };
  let prepared: Uint8Array[] = [];
  const replies: Promise<unknown>[] = [];
  const route: Route = {
    prepare(count) {
      replies.length = 0;
      prepared = Array.from({ length: count }, (_, index) => {
        const message = Buffer.alloc(messageBytes, 'x');
        message.writeUInt32LE(index);
        return Buffer.concat([signer.sign(message), message]);
      });
    },
    send() {
      const reply = carrier.send(prepared.pop() ?? new Uint8Array());
      if (reply === undefined) return;
      replies.push(carrier.isAnswered ? reply.then(() => route.onArrival()) : reply);
    },
    onArrival: () => undefined,
    settled: async () => void (await Promise.all(replies)),
  };
  const onVerified = (): void => {
    if (!carrier.isAnswered) route.onArrival();
  };
  const carrier = mode === 'JetStream' ? await openJetStream(ends, onVerified) : await openCore(ends, mode, onVerified);
  return route;
}
