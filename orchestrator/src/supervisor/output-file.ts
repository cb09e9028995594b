import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { WriteStream } from 'node:fs';
import { Refused } from './wire.ts';

/** An append-only file that takes no more bytes than its disk has, and then says so once instead of failing the run. */
export interface OutputFile {
  /** `done` is called when the bytes are written or given up. */
  append(chunk: Uint8Array, done: () => void): void;
  /** Resolves when all is written. Never rejects. */
  end(): Promise<void>;
}

/** Throws `Refused` START_FAILED when it cannot be opened; a link in its place is not followed. */
export async function openOutputFile(path: string, onFault: (message: string) => void): Promise<OutputFile> {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
  let stream: WriteStream;
  try {
    stream = (await open(path, flags, 0o600)).createWriteStream();
  } catch (error) {
    throw new Refused('START_FAILED', `cannot write output to ${path}: ${error instanceof Error ? error.message : ''}`);
  }
  let broken = false;
  stream.on('error', (error) => {
    broken = true;
    onFault(`output is no longer written to ${path}: ${error.message}`);
  });
  return {
    append(chunk, done) {
      if (broken || stream.writableEnded) done();
      else stream.write(chunk, () => done());
    },
    end: () =>
      new Promise((resolve) => {
        if (broken || stream.destroyed) resolve();
        else {
          stream.once('close', resolve);
          stream.end();
        }
      }),
  };
}
