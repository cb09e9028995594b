import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a child of a bench says once it can be asked. */
export interface Ready {
  readonly ready: true;
  readonly url: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

export interface Question {
  readonly id: number;
  readonly what: string;
  readonly value: unknown;
}

export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

export interface Child {
  readonly pid: number;
  readonly url: string;
  readonly facts: Readonly<Record<string, unknown>>;
  /** Has the child do something it offers; the answer is what it gave. */
  ask(what: string, value?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Options of node itself, after this process's own. */
  readonly nodeOptions?: readonly string[];
}

/** Starts a module in a process of its own, under the same loaders as this one, and waits until it says it is ready. */
export async function startChild(module: URL, options: StartOptions = {}): Promise<Child> {
  const child = fork(fileURLToPath(module), [...(options.args ?? [])], {
    env: { ...process.env, ...options.env },
    execArgv: [...process.execArgv, ...(options.nodeOptions ?? [])],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const asked = new Map<number, (answer: Answer) => void>();
  const ready = await Promise.race([untilReady(child, asked), exited]);
  if (ready === null || typeof ready === 'number') throw new Error(`${module.href} ended at once`);
  let count = 0;
  return {
    pid: child.pid ?? -1,
    url: ready.url,
    facts: ready.facts ?? {},
    ask(what, value) {
      count += 1;
      const question: Question = { id: count, what, value };
      return new Promise((resolve, reject) => {
        asked.set(question.id, (answer) => {
          asked.delete(question.id);
          if (answer.error === undefined) resolve(answer.value);
          else reject(new Error(answer.error));
        });
        void exited.then(() => reject(new Error(`${module.href} ended`)));
        child.send(question);
      });
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function untilReady(child: ChildProcess, asked: ReadonlyMap<number, (answer: Answer) => void>): Promise<Ready> {
  return new Promise((resolve) => {
    child.on('message', (message: Ready | Answer) => {
      if ('ready' in message) resolve(message);
      else asked.get(message.id)?.(message);
    });
  });
}
