import { methods, type AnyMessage, type Stream } from '@agentclientprotocol/sdk';
import type { AgentProcess } from './adapter.ts';
import { LineSplitter, type Line } from './lines.ts';
import type { LogEvents } from './log-events.ts';

/** One protocol message; a longer line is kept as log, cut. */
const maxMessageBytes = 4 * 1024 * 1024;
const maxStderrLineBytes = 16 * 1024;

export interface AcpStreamDeps {
  readonly process: AgentProcess;
  readonly log: LogEvents;
  /**
   * Takes the parameters of every `session/update`, in order. They never reach the SDK, which would complain about one
   * that does not fit its schema on our own standard error.
   */
  readonly onUpdate: (params: unknown) => void;
  /** Called when a message of ours was handed to the process. */
  readonly onSent: (method: string) => void;
}

export interface AcpStream {
  readonly stream: Stream;
  /** Instant of the last output, on `performance.now()`. */
  lastOutputAt(): number;
  close(): void;
}

/**
 * The protocol's message stream over a supervised process. Whatever is not a well-formed message for us goes to the log
 * instead of to the SDK, which would answer garbage on the agent's input and write to our own standard error.
 */
export function openAcpStream({ process, log, onUpdate, onSent }: AcpStreamDeps): AcpStream {
  let lastOutputAt = 0;
  let closed = false;
  const awaited = new Set<unknown>();
  const out = new LineSplitter(maxMessageBytes);
  const err = new LineSplitter(maxStderrLineBytes);
  let incoming: ReadableStreamDefaultController<AnyMessage> | undefined;
  const readable = new ReadableStream<AnyMessage>({
    start: (controller) => {
      incoming = controller;
    },
    // The connection has ended, by itself or by us: nobody reads any more.
    cancel: () => {
      closed = true;
    },
  });
  const take = (line: Line): void => {
    if (line.text.trim() === '') return;
    const message = line.truncated ? null : messageOf(line.text, awaited);
    if (!message) log.lines('stdout', [line]);
    else if ('method' in message && message.method === methods.client.session.update) onUpdate(message.params);
    else incoming?.enqueue(message);
  };
  process.onOutput((stream, chunk) => {
    lastOutputAt = performance.now();
    if (closed) return;
    if (stream === 'stderr') log.lines('stderr', err.push(chunk));
    else for (const line of out.push(chunk)) take(line);
  });
  const writable = new WritableStream<AnyMessage>({
    async write(message) {
      if ('method' in message && 'id' in message) awaited.add(message.id);
      await process.write(`${JSON.stringify(message)}\n`);
      if ('method' in message) onSent(message.method);
    },
  });
  return {
    stream: { readable, writable },
    lastOutputAt: () => lastOutputAt,
    close() {
      if (closed) return;
      closed = true;
      incoming?.close();
    },
  };
}

/** A request, a notification, or the response to a request of ours that is still open. */
function messageOf(text: string, awaited: Set<unknown>): AnyMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const message = value as Record<string, unknown>;
  if (message['jsonrpc'] !== '2.0') return null;
  const { id, method } = message;
  if (typeof method === 'string') return 'id' in message && !isId(id) ? null : (value as AnyMessage);
  if ('method' in message || !isResult(message) || !awaited.delete(id)) return null;
  return value as AnyMessage;
}

function isId(id: unknown): boolean {
  return id === null || typeof id === 'string' || (typeof id === 'number' && Number.isFinite(id));
}

function isResult(message: Record<string, unknown>): boolean {
  if ('result' in message) return !('error' in message);
  const error = message['error'];
  if (typeof error !== 'object' || error === null) return false;
  const { code, message: text } = error as Record<string, unknown>;
  return Number.isInteger(code) && typeof text === 'string';
}
