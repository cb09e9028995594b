import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { EngineOrder, EngineReport } from './engine-driver.ts';

/** An orchestrator in a process of its own, which a test may kill. */
export class EngineProcess {
  readonly orchestratorId: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(child: ChildProcess, exited: Promise<unknown>, report: EngineReport) {
    this.#child = child;
    this.#exited = exited;
    this.orchestratorId = report.orchestratorId;
  }

  /** Resolves once it takes work. */
  static async open(order: EngineOrder): Promise<EngineProcess> {
    const child = fork(new URL('./engine-driver.ts', import.meta.url), [JSON.stringify(order)], {
      execArgv: ['--import', 'tsx', '--conditions=@wheelhouse/source'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const exited = once(child, 'exit');
    const ended = exited.then(() => Promise.reject(new Error('the engine process ended before it took work')));
    ended.catch(() => undefined);
    const [report] = (await Promise.race([once(child, 'message'), ended])) as [EngineReport];
    return new EngineProcess(child, exited, report);
  }

  /** Resolves when it has ended, by itself or by us. */
  get exited(): Promise<unknown> {
    return this.#exited;
  }

  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}
