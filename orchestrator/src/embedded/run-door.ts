import type { RunLimits, TaskSpec } from '@wheelhouse/protocol';
import { StepFailure } from './failure.ts';

/** Where the agent starts runs below its own. */
export interface DoorConfig {
  /** Without a trailing slash. */
  readonly url: string;
  readonly token: string;
}

export interface ChildOrder {
  readonly agent: string;
  readonly prompt?: string | undefined;
  readonly task?: TaskSpec | undefined;
  readonly limits?: RunLimits | undefined;
  /** The same key is the same child. */
  readonly key: string;
}

/** A run that this agent started, as its door tells it. */
export interface Child {
  readonly id: string;
  readonly agent: string;
  readonly state: string;
  readonly code: string | null;
  readonly message: string | null;
  readonly endedAt: number | null;
}

export interface WholeChild extends Child {
  /** What it said last. */
  readonly output: string;
  readonly artifacts: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

/** One long poll; the door allows a minute. */
const pollMs = 30_000;
const retryMs = 500;
/** What the door answers while the store or the spoke is away, and to many requests at once. */
const passing: readonly string[] = ['UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL'];
/** How long that is waited for. */
const patienceMs = 60_000;

/** @throws StepFailure with the door's code and words */
export function spawnChild(door: DoorConfig | null, order: ChildOrder, signal: AbortSignal): Promise<Child> {
  return ask<Child>(door, { method: 'POST', path: '/children', body: order }, signal);
}

/** Resolves with the child's end. @throws StepFailure; the signal's reason, after which the child goes on */
export async function joinChild(door: DoorConfig | null, id: string, signal: AbortSignal): Promise<WholeChild> {
  for (;;) {
    const child = await ask<WholeChild>(door, { method: 'GET', path: `/children/${id}?waitMs=${pollMs}` }, signal);
    if (child.endedAt !== null) return child;
  }
}

export async function killChild(door: DoorConfig | null, id: string, reason: string): Promise<void> {
  const asked = { method: 'POST', path: `/children/${id}/kill`, body: { reason } };
  // It may have ended meanwhile, and ends with this run at the latest.
  await ask(door, asked, AbortSignal.timeout(patienceMs)).catch(() => undefined);
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

async function ask<T>(door: DoorConfig | null, asked: Asked, signal: AbortSignal): Promise<T> {
  if (door === null) {
    const message = 'this run may start no others: give its spawn limits.children';
    throw new StepFailure(message, { code: 'LIMIT_CHILDREN', retryable: false });
  }
  const until = performance.now() + patienceMs;
  for (;;) {
    const answer = await askOnce(door, asked, signal);
    if (answer.error === undefined) return answer.data as T;
    const { code, message } = answer.error;
    if (!passing.includes(code) || performance.now() > until)
      throw new StepFailure(`${code}: ${message}`, { code: codeOf(code), retryable: passing.includes(code) });
    await pause(retryMs, signal);
  }
}

interface Answer {
  readonly data?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

async function askOnce(door: DoorConfig, { method, path, body }: Asked, signal: AbortSignal): Promise<Answer> {
  try {
    const response = await fetch(door.url + path, {
      method,
      headers: { authorization: `Bearer ${door.token}`, 'content-type': 'application/json' },
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Answer;
  } catch {
    signal.throwIfAborted();
    return { error: { code: 'UNAVAILABLE', message: 'the run door does not answer' } };
  }
}

function codeOf(code: string): StepFailure['code'] {
  return code === 'LIMIT_CHILDREN' || code === 'LIMIT_DEPTH' || code === 'INVALID' ? code : 'EXIT_NONZERO';
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    }, ms);
    signal.addEventListener('abort', leave, { once: true });
  });
}
