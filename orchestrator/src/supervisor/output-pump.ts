import type { Readable } from 'node:stream';
import type { OutputFile } from './output-file.ts';
import { Redactor } from './redactor.ts';

export interface OutputPumpDeps {
  readonly sources: Readonly<Record<'stdout' | 'stderr', Readable>>;
  readonly files: Readonly<Record<'stdout' | 'stderr', OutputFile>>;
  readonly maxBytes: number;
  /** Texts that neither file nor parent gets to see. */
  readonly redact: readonly string[];
  /** Passes a chunk on; `done` when it has left this process. */
  readonly deliver: (stream: 'stdout' | 'stderr', chunk: Buffer, done: () => void) => void;
  readonly onTruncated: () => void;
}

/** Bytes on their way to file and parent above which the agent's pipes are not read. */
const pauseBytes = 1024 * 1024;
const resumeBytes = pauseBytes / 2;
/** Output that nobody keeps is read at some 16 MB/s: the agent goes on, and the flood does not take a core. */
const dropPauseMs = 4;

const streams = ['stdout', 'stderr'] as const;

/** Moves an agent's output into its files and to the parent, in order, in bounded memory, up to a number of bytes. */
export class OutputPump {
  readonly #deps: OutputPumpDeps;
  readonly #redactors: Readonly<Record<'stdout' | 'stderr', Redactor>>;
  #taken = 0;
  #underway = 0;
  #truncated = false;
  readonly #open = new Set<'stdout' | 'stderr'>(streams);
  #onIdle: (() => void) | null = null;

  constructor(deps: OutputPumpDeps) {
    this.#deps = deps;
    this.#redactors = { stdout: new Redactor(deps.redact), stderr: new Redactor(deps.redact) };
  }

  start(): void {
    for (const stream of streams) {
      const source = this.#deps.sources[stream];
      source.on('data', (chunk: Buffer) => this.#take(stream, this.#redactors[stream].push(chunk)));
      source.once('close', () => {
        this.#take(stream, this.#redactors[stream].end());
        this.#open.delete(stream);
        this.#settle();
      });
    }
  }

  /** Waits until the pipes are at their end, but no longer than that: who still holds them is no longer heard. */
  async finish(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#settle();
    });
    for (const stream of streams) {
      this.#deps.sources[stream].destroy();
      this.#take(stream, this.#redactors[stream].end());
    }
    await Promise.all(streams.map((stream) => this.#deps.files[stream].end()));
  }

  #take(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    if (this.#truncated) {
      this.#rest(stream);
      return;
    }
    if (chunk.length === 0) return;
    const room = this.#deps.maxBytes - this.#taken;
    const kept = chunk.length <= room ? chunk : chunk.subarray(0, room);
    this.#taken += kept.length;
    if (kept.length > 0) this.#pass(stream, kept);
    if (kept.length < chunk.length) this.#truncate(stream);
  }

  #pass(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    this.#underway += 2 * chunk.length;
    if (this.#underway > pauseBytes) for (const one of streams) this.#deps.sources[one].pause();
    const done = (): void => {
      const before = this.#underway;
      this.#underway -= chunk.length;
      if (before > resumeBytes && this.#underway <= resumeBytes)
        for (const one of streams) this.#deps.sources[one].resume();
      this.#settle();
    };
    this.#deps.files[stream].append(chunk, done);
    this.#deps.deliver(stream, chunk, done);
  }

  #truncate(stream: 'stdout' | 'stderr'): void {
    this.#truncated = true;
    const text = `\n[wheelhouse: output over ${this.#deps.maxBytes} bytes is not kept]\n`;
    this.#deps.files[stream].append(Buffer.from(text), () => undefined);
    this.#deps.onTruncated();
  }

  #rest(stream: 'stdout' | 'stderr'): void {
    const source = this.#deps.sources[stream];
    source.pause();
    setTimeout(() => source.resume(), dropPauseMs);
  }

  #settle(): void {
    if (this.#open.size === 0 && this.#underway === 0) this.#onIdle?.();
  }
}
