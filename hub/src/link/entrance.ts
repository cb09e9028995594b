import type { Writable } from 'node:stream';
import { Frame, parseStrictJson, type Frame as AnyFrame, type FrameOf } from '@wheelhouse/protocol';
import { guardSocket, type Failpoints, type GuardedSocket, type Logger } from '@wheelhouse/server';
import type { WebSocket } from 'ws';
import type { HubLimits } from '../limits.ts';
import type { Admission } from './admission.ts';
import {
  answerHello,
  checkProof,
  closeCodeOf,
  rejectText,
  type HandshakeDeps,
  type Refusal,
  type Texts,
} from './handshake.ts';
import type { Session } from './session.ts';

/** A proven spoke that asks for its session. */
export interface OpeningRequest {
  readonly hello: FrameOf<'hello'>;
  readonly socket: GuardedSocket;
  readonly transport: Pick<Writable, 'cork' | 'uncork'>;
  readonly ip: string;
}

/** Where a socket comes from. */
export interface SocketOrigin {
  readonly ip: string;
  readonly transport: Pick<Writable, 'cork' | 'uncork'>;
}

export interface EntranceDeps {
  readonly handshake: HandshakeDeps;
  readonly admission: Admission;
  readonly limits: HubLimits;
  readonly logger: Logger;
  readonly failpoints: Failpoints;
  /** Counts what goes over the link. */
  readonly onFrame: (direction: 'in' | 'out', text: string) => void;
  /** Makes a proven spoke's session and sends its `welcome`, or says why it is refused after all. */
  readonly openSession: (request: OpeningRequest) => Promise<Session | Refusal>;
  readonly onSessionClosed: (session: Session) => void;
}

type Phase =
  | { readonly name: 'hello' }
  | { readonly name: 'auth'; readonly hello: FrameOf<'hello'>; readonly texts: Texts }
  /** Proven; the store is being asked. */
  | { readonly name: 'opening' }
  | { readonly name: 'live'; readonly session: Session }
  | { readonly name: 'over' };

/** One socket at the link's entrance: hello, challenge, auth, welcome, then the session. Nothing else before it. */
export function acceptSocket(webSocket: WebSocket, origin: SocketOrigin, deps: EntranceDeps): void {
  new SocketAtEntrance(webSocket, origin, deps);
}

class SocketAtEntrance {
  readonly #deps: EntranceDeps;
  readonly #origin: SocketOrigin;
  readonly #socket: GuardedSocket;
  readonly #leave: () => void;
  readonly #firstFrame: NodeJS.Timeout;
  readonly #whole: NodeJS.Timeout;
  #phase: Phase = { name: 'hello' };

  constructor(webSocket: WebSocket, origin: SocketOrigin, deps: EntranceDeps) {
    const { limits } = deps;
    this.#deps = deps;
    this.#origin = origin;
    this.#leave = deps.admission.enter(origin.ip);
    const late = (): void => this.#onLate();
    this.#firstFrame = setTimeout(late, limits.firstFrameTimeoutMs);
    this.#whole = setTimeout(late, limits.handshakeTimeoutMs);
    this.#socket = guardSocket(webSocket, {
      maxQueued: limits.windowUpMessages,
      onFrame: deps.onFrame,
      onText: (text) => this.#onText(text),
      onClose: () => this.#onClose(),
      onFault: (error) => this.#onFault(error),
    });
  }

  async #onText(text: string): Promise<void> {
    clearTimeout(this.#firstFrame);
    const phase = this.#phase;
    switch (phase.name) {
      case 'hello':
        return this.#onHello(text);
      case 'auth':
        return await this.#onAuth(text, phase.hello, phase.texts);
      case 'live':
        return await this.#onFrame(text, phase.session);
      case 'opening':
        throw new Error('a frame was handled while the session was being opened');
      case 'over':
        return;
    }
  }

  #onLate(): void {
    // A proven spoke is not to blame for a slow store, so its close code lets it dial again.
    const isProven = this.#phase.name === 'opening';
    if (isProven) return this.#refuse({ code: 'UNAVAILABLE', close: 'GOING_AWAY', reason: 'the store is slow' });
    this.#refuse({ code: 'UNAUTHENTICATED', close: 'AUTH_FAILED', reason: 'too slow' });
  }

  #onClose(): void {
    this.#stopTimers();
    this.#leave();
    if (this.#phase.name === 'live') this.#deps.onSessionClosed(this.#phase.session);
    this.#phase = { name: 'over' };
  }

  #onFault(error: unknown): void {
    this.#deps.logger.error({ event: 'link.fault', kind: this.#phase.name, err: error }, 'handling a frame failed');
    this.#socket.send(JSON.stringify({ t: 'error', code: 'INTERNAL' }));
    // Our fault, not the peer's: 1011 lets it dial again.
    this.#socket.close(1011, 'internal');
  }

  #onHello(text: string): void {
    const answer = answerHello(text, this.#deps.handshake);
    if (answer.kind === 'refused') return this.#refuse(answer.refusal);
    this.#phase = { name: 'auth', hello: answer.hello, texts: { hello: text, challenge: answer.text } };
    this.#socket.send(answer.text);
  }

  async #onAuth(text: string, hello: FrameOf<'hello'>, texts: Texts): Promise<void> {
    const refusal = checkProof(text, texts, hello, this.#deps.handshake);
    if (refusal !== null) return this.#refuse(refusal);
    this.#phase = { name: 'opening' };
    this.#leave();
    const opened = await this.#deps.openSession({ hello, socket: this.#socket, ...this.#origin });
    this.#stopTimers();
    if ('close' in opened) return this.#refuse(opened);
    // The socket may have gone while the store was asked.
    if (!this.#socket.isOpen) return this.#deps.onSessionClosed(opened);
    this.#phase = { name: 'live', session: opened };
  }

  async #onFrame(text: string, session: Session): Promise<void> {
    const frame = parseLive(text);
    if (frame === null) {
      this.#socket.send(JSON.stringify({ t: 'error', code: 'INVALID' }));
      return session.end('PROTOCOL_ERROR');
    }
    await this.#deps.failpoints.hit(`hub.frame.${frame.t}`);
    await session.receive(frame);
  }

  #refuse(refusal: Refusal): void {
    const { reason, code } = refusal;
    this.#deps.logger.info({ event: 'link.refused', reason, code }, 'a link handshake was refused');
    this.#phase = { name: 'over' };
    this.#stopTimers();
    this.#socket.send(rejectText(refusal));
    this.#socket.close(closeCodeOf(refusal), refusal.close);
  }

  #stopTimers(): void {
    clearTimeout(this.#firstFrame);
    clearTimeout(this.#whole);
  }
}

function parseLive(text: string): AnyFrame | null {
  try {
    const parsed = Frame.safeParse(parseStrictJson(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
