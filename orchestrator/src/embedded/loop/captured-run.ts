import { StringDecoder } from 'node:string_decoder';
import { runChild } from '../child.ts';
import { StepFailure } from '../failure.ts';
import { piecesOf } from '../text-pieces.ts';

/** Of one command: kept for the model, its beginning and its end. */
const maxKeptChars = 64 * 1024;
/** Of one command: shown to people while it runs. */
const maxShownChars = 256 * 1024;

export interface CapturedRun {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly onText?: (stream: 'stdout' | 'stderr', text: string) => Promise<void>;
}

export interface Captured {
  readonly code: number | null;
  readonly killedBy: string | null;
  /** Both streams as they came. */
  readonly text: string;
}

/** Runs a command and keeps what it printed, bounded. Throws StepFailure where it cannot start or takes too long. */
export async function runCaptured({ timeoutMs, onText, ...run }: CapturedRun): Promise<Captured> {
  const kept = new KeptText();
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  let shown = 0;
  const limit = AbortSignal.timeout(timeoutMs);
  const onOutput = async (stream: 'stdout' | 'stderr', chunk: Buffer): Promise<void> => {
    const text = decoders[stream].write(chunk);
    kept.add(text);
    const room = maxShownChars - shown;
    shown += text.length;
    if (room > 0) for (const piece of piecesOf(text.slice(0, room))) await onText?.(stream, piece);
  };
  try {
    const exit = await runChild({ ...run, signal: AbortSignal.any([run.signal, limit]), onOutput });
    return { code: exit.code, killedBy: exit.signal, text: kept.text };
  } catch (error) {
    run.signal.throwIfAborted();
    if (!limit.aborted) throw error;
    throw new StepFailure(`it took longer than ${timeoutMs} ms and was ended; until then:\n${kept.text}`);
  }
}

/** The beginning and the end of a text that may have no end. */
class KeptText {
  #head = '';
  #tail = '';
  #dropped = 0;

  add(text: string): void {
    const room = maxKeptChars / 2 - this.#head.length;
    this.#head += text.slice(0, Math.max(0, room));
    this.#tail += text.slice(Math.max(0, room));
    const over = this.#tail.length - maxKeptChars / 2;
    if (over <= 0) return;
    this.#dropped += over;
    this.#tail = this.#tail.slice(over);
  }

  get text(): string {
    const gap = this.#dropped === 0 ? '' : `\n[… ${this.#dropped} characters left out …]\n`;
    return `${this.#head}${gap}${this.#tail}`;
  }
}
