import type { Writable } from 'node:stream';
import { closeCodes, type CloseName, type Frame, type FrameOf, type InstanceId } from '@wheelhouse/protocol';
import type { GuardedSocket, Logger } from '@wheelhouse/server';
import type { HubLimits } from '../limits.ts';
import type { MailboxRow } from '../mailbox/rules.ts';
import { DownStream, type DownStreamDeps } from './down-stream.ts';
import { UpStream, type UpStreamDeps } from './up-stream.ts';

export interface SessionDeps {
  readonly spokeId: InstanceId;
  readonly connGen: number;
  readonly bootId: string;
  readonly remoteAddress: string;
  readonly socket: GuardedSocket;
  /** The TCP or TLS socket below: corked while a batch of frames is written. */
  readonly transport: Pick<Writable, 'cork' | 'uncork'>;
  readonly limits: HubLimits;
  readonly logger: Logger;
  readonly now: () => number;
  readonly up: Omit<UpStreamDeps, 'send' | 'end' | 'spokeId' | 'connGen' | 'limits' | 'now'>;
  readonly down: Omit<DownStreamDeps, 'send' | 'batch' | 'buffered' | 'onFault' | 'spokeId' | 'limits' | 'now'>;
  /** The spoke could not take a frame: its offset and the unsigned reason. Once for each frame; the next frame waits. */
  readonly onNack: (frame: FrameOf<'nack'>) => Promise<void>;
  /** The spoke says what need not arrive. */
  readonly onEph: (frame: FrameOf<'eph'>) => Promise<void>;
  /** Too many bad signatures: the instance stays out for a while. */
  readonly onCutOff: () => void;
}

/** One live, proven link with a spoke. */
export class Session {
  readonly spokeId: InstanceId;
  readonly connGen: number;
  readonly bootId: string;
  readonly remoteAddress: string;
  readonly connectedAt: number;
  readonly #deps: SessionDeps;
  readonly #up: UpStream;
  readonly #down: DownStream;
  #lastInboundAt: number;
  #lastPingAt: number;
  #slowSince: number | null = null;
  #ended = false;

  constructor(deps: SessionDeps) {
    const { spokeId, connGen, limits, now, socket } = deps;
    this.#deps = deps;
    this.spokeId = spokeId;
    this.connGen = connGen;
    this.bootId = deps.bootId;
    this.remoteAddress = deps.remoteAddress;
    this.connectedAt = now();
    this.#lastInboundAt = this.connectedAt;
    this.#lastPingAt = this.connectedAt;
    const shared = { spokeId, limits, now };
    this.#up = new UpStream({
      ...deps.up,
      ...shared,
      connGen,
      send: (frame) => this.#send(frame),
      end: (reason) => this.#onUpEnd(reason),
    });
    this.#down = new DownStream({
      ...deps.down,
      ...shared,
      send: (text) => socket.send(text),
      batch: async (write) => {
        deps.transport.cork();
        try {
          return await write();
        } finally {
          deps.transport.uncork();
        }
      },
      buffered: () => socket.bufferedBytes(),
      onFault: (error) => this.#onDownFault(error),
    });
  }

  get sentOffset(): number {
    return this.#down.sentOffset;
  }

  get lastInboundAt(): number {
    return this.#lastInboundAt;
  }

  /** Handles one frame of the live phase. Rejects or throws only on faults of our own. */
  async receive(frame: Frame): Promise<void> {
    this.#lastInboundAt = this.#deps.now();
    switch (frame.t) {
      case 'data':
      case 'inventory':
        return await this.#up.take(frame);
      case 'ack':
        return this.#down.ack(frame);
      case 'nack':
        // Each one costs a transaction, so only what was sent can be refused, and once.
        return this.#down.refuse(frame) ? await this.#deps.onNack(frame) : undefined;
      case 'ping':
        this.#send({ t: 'pong', at: frame.at });
        return this.#up.sendAck();
      case 'eph':
        return await this.#deps.onEph(frame);
      case 'pong':
      case 'drain':
      case 'error':
        return;
      case 'bye':
        return this.#deps.socket.close(1000, 'bye');
      case 'hello':
      case 'challenge':
      case 'auth':
      case 'welcome':
      case 'reject':
      case 'sync':
      case 'policy':
        return this.end('PROTOCOL_ERROR');
    }
  }

  /** Rows that were just committed for this spoke. */
  offer(rows: readonly MailboxRow[]): void {
    this.#down.offer(rows);
  }

  wake(): void {
    this.#down.wake();
  }

  /** Looks after silence and slowness; called a few times per heartbeat. */
  tick(now: number): void {
    const { limits, socket } = this.#deps;
    const silentMs = now - this.#lastInboundAt;
    if (silentMs > limits.heartbeatDeadAfterMs) {
      this.end('HEARTBEAT_LOST');
      return socket.terminate();
    }
    // The spoke pings first; asking back before it had its chance would only double the traffic.
    const dueMs = limits.heartbeatIntervalMs * 1.5;
    if (silentMs > dueMs && now - this.#lastPingAt > limits.heartbeatIntervalMs / 2) {
      this.#lastPingAt = now;
      this.#send({ t: 'ping', at: now });
    }
    this.#watchBuffer(now);
  }

  /** Ends the session with a registered close code. */
  end(reason: CloseName): void {
    if (this.#ended) return;
    this.stop();
    this.#deps.logger.info(
      { event: 'link.end', peer: this.spokeId, connGen: this.connGen, reason },
      'a link session was ended',
    );
    this.#deps.socket.close(closeCodes[reason], reason);
  }

  /** Lets what is in the mailbox go out first (the policy that says why), then ends the session. */
  async endAfterFlush(reason: CloseName): Promise<void> {
    this.#down.wake();
    await this.#down.settled();
    this.end(reason);
  }

  /** Stops both directions; nothing is sent any more. */
  stop(): void {
    this.#ended = true;
    this.#up.close();
    this.#down.close();
  }

  #watchBuffer(now: number): void {
    const { socket, limits } = this.#deps;
    const pauseBytes = limits.windowDownBytes * 4;
    if (socket.bufferedBytes() <= pauseBytes) {
      if (this.#slowSince !== null) this.#down.wake();
      this.#slowSince = null;
      return;
    }
    this.#slowSince ??= now;
    if (socket.bufferedBytes() > pauseBytes * 4 || now - this.#slowSince > limits.slowConsumerMs) {
      this.end('SLOW_CONSUMER');
      socket.terminate();
    }
  }

  #send(frame: Frame): void {
    this.#deps.socket.send(JSON.stringify(frame));
  }

  #onUpEnd(reason: 'resync' | 'cut_off' | 'store'): void {
    switch (reason) {
      case 'resync':
        return this.end('RESYNC_REQUIRED');
      case 'cut_off':
        this.#deps.onCutOff();
        return this.end('PROTOCOL_ERROR');
      case 'store':
        return this.end('GOING_AWAY');
    }
  }

  #onDownFault(error: unknown): void {
    this.#deps.logger.warn({ event: 'link.down', peer: this.spokeId, err: error }, 'the down direction failed');
    this.end('GOING_AWAY');
  }
}
