import type { LiveClientFrame, LiveServerFrame } from '@wheelhouse/protocol/api/live';

interface LiveEvent {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly data: object;
}

/** How a topic's reader is told. */
export interface TopicReader {
  /** The next number of the topic. */
  onEvent(event: LiveEvent): void;
  /** Read the whole anew: what was missed is not known. Called after each beginning that follows no number. */
  onAnew(): void;
  /** Nothing follows; `code` where it was taken away or refused. */
  onEnd(code: string | null): void;
}

export type LiveState =
  | { readonly name: 'connecting' }
  | { readonly name: 'live' }
  /** `at` = when it is tried again, milliseconds since the epoch. */
  | { readonly name: 'waiting'; readonly at: number }
  /** It is pointless to try again: signed out, or out of the workspace. */
  | { readonly name: 'closed'; readonly code: number };

interface Topic {
  readonly readers: Set<TopicReader>;
  epoch: string | null;
  seq: number;
}

interface LiveSocketOptions {
  readonly url: string;
  readonly onState: (state: LiveState) => void;
  readonly open?: (url: string) => WebSocket;
}

const firstPauseMs = 500;
const longestPauseMs = 15_000;
/** Dial again below it, and after 1001; see the server's page on the live socket. */
const finalFrom = 4500;

/** One websocket for a whole tab: any number of topics, each going on after a break where it was. */
export class LiveSocket {
  readonly #options: LiveSocketOptions;
  readonly #topics = new Map<string, Topic>();
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #isClosed = false;
  /** The server has said welcome: what was asked for before is asked then, and nothing is asked twice. */
  #isLive = false;

  constructor(options: LiveSocketOptions) {
    this.#options = options;
    this.#dial();
  }

  /** @param from a stored topic's number to begin after, such as 0 for all; absent = from now on. Returns how to stop */
  read(name: string, reader: TopicReader, from?: { readonly epoch: string; readonly seq: number }): () => void {
    const known = this.#topics.get(name);
    const topic = known ?? { readers: new Set(), epoch: from?.epoch ?? null, seq: from?.seq ?? 0 };
    topic.readers.add(reader);
    this.#topics.set(name, topic);
    // A second reader of a topic has missed what came before it.
    if (known === undefined) this.#ask(name, topic);
    else reader.onAnew();
    return () => {
      topic.readers.delete(reader);
      if (topic.readers.size > 0) return;
      this.#topics.delete(name);
      this.#send({ t: 'unsubscribe', topic: name });
    };
  }

  /** Tries at once instead of later: somebody is looking again. */
  hurry(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#dial();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #dial(): void {
    this.#timer = undefined;
    this.#options.onState({ name: 'connecting' });
    const socket = (this.#options.open ?? ((url) => new WebSocket(url)))(this.#options.url);
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#onFrame(JSON.parse(String(data)) as LiveServerFrame));
    socket.addEventListener('close', ({ code }) => this.#onClose(code));
  }

  #onClose(code: number): void {
    this.#socket = null;
    this.#isLive = false;
    if (this.#isClosed) return;
    if (code >= finalFrom && code < 5000) return this.#options.onState({ name: 'closed', code });
    const ceiling = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#failures);
    this.#failures += 1;
    const pause = ceiling / 2 + (Math.random() * ceiling) / 2;
    this.#options.onState({ name: 'waiting', at: Date.now() + pause });
    this.#timer = setTimeout(() => this.#dial(), pause);
  }

  #onFrame(frame: LiveServerFrame): void {
    switch (frame.t) {
      case 'welcome':
        this.#failures = 0;
        this.#isLive = true;
        this.#options.onState({ name: 'live' });
        for (const [name, topic] of this.#topics) this.#ask(name, topic);
        return;
      case 'subscribed':
        return this.#begin(frame, false);
      case 'snapshot':
        return this.#begin(frame, true);
      case 'event':
        return this.#onEvent(frame.topic, frame);
      case 'events':
        for (const event of frame.events) this.#onEvent(frame.topic, event);
        return;
      case 'end':
        return this.#end(frame.topic, null);
      case 'dropped':
        return this.#end(frame.topic, frame.code);
      case 'error':
        return frame.topic === undefined ? undefined : this.#end(frame.topic, frame.code);
      case 'unsubscribed':
      case 'pong':
    }
  }

  #begin(frame: { topic: string; epoch: string; seq: number }, isAnew: boolean): void {
    const topic = this.#topics.get(frame.topic);
    if (topic === undefined) return;
    const follows = !isAnew && topic.epoch === frame.epoch && topic.seq === frame.seq;
    topic.epoch = frame.epoch;
    topic.seq = frame.seq;
    if (!follows) for (const reader of topic.readers) reader.onAnew();
  }

  #onEvent(name: string, { seq, at, type, data }: LiveEvent): void {
    const topic = this.#topics.get(name);
    // What was seen before the break may come again.
    if (topic === undefined || seq <= topic.seq) return;
    topic.seq = seq;
    for (const reader of topic.readers) reader.onEvent({ seq, at, type, data });
  }

  #end(name: string, code: string | null): void {
    const topic = this.#topics.get(name);
    this.#topics.delete(name);
    for (const reader of topic?.readers ?? []) reader.onEnd(code);
  }

  #ask(name: string, { epoch, seq }: Topic): void {
    const wish = { topic: name, many: true };
    this.#send(epoch === null ? { t: 'subscribe', ...wish } : { t: 'resume', ...wish, epoch, seq });
  }

  #send(frame: LiveClientFrame): void {
    if (this.#isLive) this.#socket?.send(JSON.stringify(frame));
  }
}
