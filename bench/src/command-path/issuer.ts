import { readEnvelope, type FrameOf, type ReceiptMessage } from '@wheelhouse/protocol';
import { frameTail, type LinkClient } from '../relay/link-client.ts';
import { signCommand, type Address } from '../relay/sign.ts';

/** Milliseconds from the send of a command to its receipts. */
export interface Outcome {
  readonly acceptedMs: number;
  readonly completedMs: number;
}

/** What the receipts of one command said, and when. */
interface Waiting {
  readonly sentAt: number;
  acceptedAt: number;
  readonly onEnd: (endedAt: number) => void;
  readonly onFault: (error: Error) => void;
}

const bodyOf = (frame: FrameOf<'data'>): ReceiptMessage['body'] =>
  (JSON.parse(Buffer.from(readEnvelope(frame.env).payload).toString()) as ReceiptMessage).body;

/** Sends commands over one link and hears their receipts: an issuer without a store, so that only the path is timed. */
export class Issuer {
  readonly #link: LinkClient;
  readonly #to: Address;
  readonly #waiting = new Map<string, Waiting>();

  constructor(link: LinkClient, to: Address) {
    this.#link = link;
    this.#to = to;
    link.onData = (frame) => this.#take(frame);
  }

  /** Resolves when the command has completed. */
  async ask(about: Parameters<typeof signCommand>[2]): Promise<Outcome> {
    const { aud } = this.#to;
    const { id, text } = signCommand(this.#link.identity, this.#to, about);
    const from = this.#link.identity.instanceId;
    const tail = frameTail({ to: aud, from, id, kind: 'command' }, text);
    const sentAt = performance.now();
    return await new Promise((resolve, reject) => {
      const waiting: Waiting = {
        sentAt,
        acceptedAt: Number.NaN,
        onEnd: (endedAt) => resolve({ acceptedMs: waiting.acceptedAt - sentAt, completedMs: endedAt - sentAt }),
        onFault: reject,
      };
      this.#waiting.set(id, waiting);
      this.#link.sendData(tail);
    });
  }

  #take(frame: FrameOf<'data'>): void {
    if (frame.h.kind !== 'receipt') return;
    const now = performance.now();
    const body = bodyOf(frame);
    const waiting = this.#waiting.get(body.command);
    if (body.status === 'accepted' && waiting !== undefined) waiting.acceptedAt = now;
    if (body.status === 'rejected') waiting?.onFault(new Error(`rejected: ${body.code} ${body.message ?? ''}`));
    // A spawn has done its part once its agent has started.
    if (body.status === 'completed' || body.status === 'started') {
      waiting?.onEnd(now);
      this.#waiting.delete(body.command);
    }
  }
}
