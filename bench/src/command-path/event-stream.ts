import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from '@wheelhouse/cli';

/** What a reader of a run's live events saw, in milliseconds since the epoch. */
export interface Seen {
  readonly firstOutput: Promise<{ readonly at: number; readonly text: string }>;
  /** The run's result: booked once it is proved that nobody is left. */
  readonly endedAt: Promise<number>;
}

const retryMs = 3;
const giveUpMs = 30_000;

/** The run may not have come to this spoke yet: asks until it has. */
async function openWhenThere(api: ApiClient, runId: string): Promise<ReadableStream<Uint8Array>> {
  const signal = AbortSignal.timeout(giveUpMs);
  for (;;) {
    try {
      const response = await api.raw(`/runs/${runId}/events`, { headers: { accept: 'text/event-stream' }, signal });
      if (response.body === null) throw new Error('an event stream without a body');
      return response.body;
    } catch (error) {
      if (signal.aborted || !(error instanceof Error && 'code' in error && error.code === 'NOT_FOUND')) throw error;
      await delay(retryMs);
    }
  }
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

function defer<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, resolve: (value) => settle?.resolve(value), reject: (error) => settle?.reject(error) };
}

/** Reads a run's server-sent events as a console does. */
export function watchRun(api: ApiClient, runId: string): Seen {
  const output = defer<{ readonly at: number; readonly text: string }>();
  const end = defer<number>();
  const take = (block: string): void => {
    if (block.includes('event: result\n')) end.resolve(Date.now());
    if (!block.includes('event: log\n')) return;
    const event = JSON.parse(block.slice(block.indexOf('data: ') + 'data: '.length)) as { data: { text: string } };
    output.resolve({ at: Date.now(), text: event.data.text });
  };
  const read = async (): Promise<void> => {
    let held = '';
    let last = 'nothing';
    const decoder = new TextDecoder();
    for await (const chunk of await openWhenThere(api, runId)) {
      const blocks = `${held}${decoder.decode(chunk, { stream: true })}`.split('\n\n');
      held = blocks.pop() ?? '';
      blocks.forEach(take);
      last = blocks.slice(-2).join(' ');
    }
    throw new Error(`the event stream ended after ${last}`);
  };
  const fail = (error: unknown): void => {
    output.reject(error);
    end.reject(error);
  };
  void read().catch(fail);
  // Whoever waits still hears of it; a stream that nobody waits for any more may break.
  for (const promise of [output.promise, end.promise]) promise.catch(() => undefined);
  return { firstOutput: output.promise, endedAt: end.promise };
}
