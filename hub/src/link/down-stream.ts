import type { FrameOf, InstanceId } from '@wheelhouse/protocol';
import type { Failpoints } from '@wheelhouse/server';
import type { HubLimits } from '../limits.ts';
import type { MailboxRow } from '../mailbox/rules.ts';
import { isVoid } from '../mailbox/rules.ts';
import { frameTextOf } from './frame-text.ts';

export interface DownStreamDeps {
  readonly spokeId: InstanceId;
  readonly epoch: string;
  /** The spoke has everything up to here. */
  readonly ackedOffset: number;
  readonly limits: HubLimits;
  readonly failpoints: Failpoints;
  readonly now: () => number;
  /** No spawn is sent. */
  readonly isHeld: () => boolean;
  /** The mailbox's rows after `position`, in order. */
  readonly read: (position: number, limit: number) => Promise<readonly MailboxRow[]>;
  /** Writes off what is void after `position`; the rows read afterwards say so. */
  readonly expire: (position: number) => Promise<void>;
  readonly send: (text: string) => boolean;
  /** Sends what `write` sends in as few system calls as possible: one write a frame was a fifth of the hub's time. */
  readonly batch: <T>(write: () => Promise<T>) => Promise<T>;
  /** Bytes that the socket has not taken yet. */
  readonly buffered: () => number;
  readonly onAcked: (offset: number) => void;
  /** The store failed, or the spoke acknowledged what was never sent. */
  readonly onFault: (error: unknown) => void;
}

const readAtOnce = 64;
const tailMaxRows = 512;

/**
 * The direction to one spoke: sends its mailbox in order within the window. Rows that were appended on this node
 * arrive from memory; whatever does not join on is read from the store, which is the truth.
 */
export class DownStream {
  readonly #deps: DownStreamDeps;
  readonly #inFlight: { readonly position: number; readonly bytes: number; isRefused: boolean }[] = [];
  #inFlightBytes = 0;
  #tail: MailboxRow[] = [];
  #sent: number;
  /** Highest offset that the pump has taken to send. */
  #taken: number;
  #acked: number;
  #credit: number;
  #pumping: Promise<void> | null = null;
  #again = false;
  #closed = false;

  constructor(deps: DownStreamDeps) {
    this.#deps = deps;
    this.#sent = deps.ackedOffset;
    this.#taken = deps.ackedOffset;
    this.#acked = deps.ackedOffset;
    this.#credit = deps.limits.windowDownMessages;
  }

  /** Highest offset that was put on the wire. */
  get sentOffset(): number {
    return this.#sent;
  }

  /** Rows that were just committed for this spoke, in order. */
  offer(rows: readonly MailboxRow[]): void {
    const expected = (this.#tail.at(-1)?.position ?? this.#taken) + 1;
    if (rows[0]?.position === expected && this.#tail.length < tailMaxRows) this.#tail.push(...rows);
    this.wake();
  }

  /** Sends what there is. */
  wake(): void {
    if (this.#closed) return;
    if (this.#pumping !== null) {
      this.#again = true;
      return;
    }
    this.#pumping = this.#pump()
      .catch((error: unknown) => this.#deps.onFault(error))
      .finally(() => {
        this.#pumping = null;
        if (this.#again) {
          this.#again = false;
          this.wake();
        }
      });
  }

  /** Resolves when nothing more can be sent at the moment. */
  async settled(): Promise<void> {
    while (this.#pumping !== null) await this.#pumping;
  }

  ack(frame: FrameOf<'ack'>): void {
    if (frame.e !== this.#deps.epoch) return;
    if (frame.n > this.#sent) return this.#deps.onFault(new Error('acknowledged what was never sent'));
    this.#credit = frame.credit;
    if (frame.n > this.#acked) {
      this.#acked = frame.n;
      for (let first = this.#inFlight[0]; first !== undefined && first.position <= frame.n; first = this.#inFlight[0]) {
        this.#inFlightBytes -= first.bytes;
        this.#inFlight.shift();
      }
      this.#deps.onAcked(frame.n);
    }
    this.wake();
  }

  /** Notes that the spoke refused a frame; false for one that is not in flight, or was refused before. */
  refuse(frame: FrameOf<'nack'>): boolean {
    const sent = frame.e === this.#deps.epoch ? this.#inFlight.find((row) => row.position === frame.n) : undefined;
    if (sent === undefined || sent.isRefused) return false;
    sent.isRefused = true;
    return true;
  }

  close(): void {
    this.#closed = true;
  }

  async #pump(): Promise<void> {
    while (!this.#closed && this.#hasRoom(0)) {
      const rows = await this.#next();
      if (rows.length === 0) return;
      const before = this.#sent;
      const left = await this.#deps.batch(() => this.#sendAll(rows));
      await this.#hitAfterSend(rows, before);
      if (left === 'some') return;
      if (left === 'void') await this.#writeOff();
    }
  }

  /** Sends rows while there is room; the rest goes back to the tail. */
  async #sendAll(rows: readonly MailboxRow[]): Promise<'nothing' | 'some' | 'void'> {
    for (const [index, row] of rows.entries()) {
      if (this.#closed) return 'some';
      if (isVoid(row, { now: this.#deps.now(), isHeld: this.#deps.isHeld() })) return 'void';
      if (!this.#hasRoom(row.bytes)) {
        this.#tail = [...rows.slice(index), ...this.#tail];
        return 'some';
      }
      await this.#send(row);
    }
    return 'nothing';
  }

  async #writeOff(): Promise<void> {
    await this.#deps.expire(this.#sent);
    this.#tail = [];
    this.#taken = this.#sent;
  }

  async #hitAfterSend(rows: readonly MailboxRow[], before: number): Promise<void> {
    for (const row of rows) {
      if (row.kind !== 'command' || row.position <= before || row.position > this.#sent) continue;
      await this.#deps.failpoints.hit('hub.forward.after-send');
    }
  }

  async #next(): Promise<readonly MailboxRow[]> {
    let rows: readonly MailboxRow[] = this.#tail;
    this.#tail = [];
    if (rows[0]?.position !== this.#sent + 1) {
      rows = await this.#deps.read(this.#sent, readAtOnce);
      // What was committed during the read came both ways.
      const last = rows.at(-1)?.position ?? this.#sent;
      this.#tail = this.#tail.filter((row) => row.position > last);
    }
    this.#taken = rows.at(-1)?.position ?? this.#sent;
    return rows;
  }

  #hasRoom(bytes: number): boolean {
    const { limits } = this.#deps;
    if (this.#deps.buffered() > limits.windowDownBytes * 4) return false;
    if (this.#inFlight.length >= Math.min(limits.windowDownMessages, this.#credit)) return false;
    // One row always passes, however large: otherwise it would block the mailbox for good.
    return this.#inFlight.length === 0 || this.#inFlightBytes + bytes <= limits.windowDownBytes;
  }

  async #send(row: MailboxRow): Promise<void> {
    if (row.kind === 'command') await this.#deps.failpoints.hit('hub.forward.before-send');
    if (!this.#deps.send(frameTextOf(row, this.#deps.epoch))) return this.close();
    this.#sent = row.position;
    this.#inFlight.push({ position: row.position, bytes: row.bytes, isRefused: false });
    this.#inFlightBytes += row.bytes;
  }
}
