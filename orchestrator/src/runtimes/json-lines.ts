import type { AgentProcess } from './adapter.ts';
import { fieldsOf, type Fields } from './fields.ts';
import { LineSplitter, type Line } from './lines.ts';
import type { LogEvents } from './log-events.ts';

/** One message of an agent; a longer line is kept as log, cut: parsing it would hold up every other run. */
const maxMessageBytes = 4 * 1024 * 1024;
const maxStderrLineBytes = 16 * 1024;

export interface JsonLinesDeps {
  readonly process: AgentProcess;
  readonly log: LogEvents;
  /** Takes one object with a `type`; false when it is none of the agent's protocol, which makes it log. */
  readonly onMessage: (message: Fields) => boolean;
}

export interface JsonLines {
  /** Instant of the last output, on `performance.now()`. */
  lastOutputAt(): number;
  /** The last line of standard error that says something: often all there is about a failed start. */
  lastComplaint(): string;
  /** Takes the unfinished last lines too. */
  flush(): void;
  close(): void;
}

/** Reads an agent that prints one JSON object a line. Whatever else it prints is kept as log. */
export function openJsonLines({ process, log, onMessage }: JsonLinesDeps): JsonLines {
  let lastOutputAt = 0;
  let lastComplaint = '';
  let closed = false;
  const out = new LineSplitter(maxMessageBytes);
  const err = new LineSplitter(maxStderrLineBytes);
  const take = (line: Line): void => {
    if (line.text.trim() === '') return;
    const message = line.truncated ? null : messageOf(line.text);
    if (!message || !onMessage(message)) log.lines('stdout', [line]);
  };
  const complain = (lines: readonly Line[]): void => {
    lastComplaint = lines.findLast((line) => line.text.trim() !== '')?.text.slice(0, 500) ?? lastComplaint;
    log.lines('stderr', lines);
  };
  process.onOutput((stream, chunk) => {
    lastOutputAt = performance.now();
    if (closed) return;
    if (stream === 'stderr') complain(err.push(chunk));
    else for (const line of out.push(chunk)) take(line);
  });
  return {
    lastOutputAt: () => lastOutputAt,
    lastComplaint: () => lastComplaint,
    flush() {
      if (closed) return;
      for (const line of out.flush()) take(line);
      complain(err.flush());
    },
    close() {
      closed = true;
    },
  };
}

function messageOf(text: string): Fields | null {
  if (!text.startsWith('{')) return null;
  try {
    const message = fieldsOf(JSON.parse(text));
    return typeof message['type'] === 'string' ? message : null;
  } catch {
    return null;
  }
}
