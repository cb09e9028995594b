import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { ConnectOptions, QueueTimings } from '../../queues/index.ts';

export interface WorkerPlan {
  readonly connect: ConnectOptions;
  readonly ledgerUrl: string;
  readonly slots: number;
  readonly timings?: Partial<QueueTimings>;
  /** Blocks the event loop this long in the first job, between claim and effect. */
  readonly blockFirstMs?: number;
  /** Waits this long in every job, before the effect. */
  readonly workMs?: number;
}

export type WorkerReport =
  | { readonly type: 'ready' }
  | { readonly type: 'claimed'; readonly commandId: string; readonly attempt: number }
  | { readonly type: 'ended'; readonly commandId: string; readonly won: boolean; readonly aborted: boolean };

/** A process of its own that claims from the run lane; it may be killed. */
export class WorkerProcess {
  readonly reports: WorkerReport[] = [];
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(plan: WorkerPlan) {
    this.#child = fork(new URL('./worker-main.ts', import.meta.url), [JSON.stringify(plan)], {
      execArgv: ['--import', 'tsx', '--conditions=@wheelhouse/source'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#exited = once(this.#child, 'exit');
    this.#child.on('message', (message) => this.reports.push(message as WorkerReport));
  }

  /** Resolves once it claims. */
  static async open(plan: WorkerPlan): Promise<WorkerProcess> {
    const worker = new WorkerProcess(plan);
    await Promise.race([
      once(worker.#child, 'message'),
      worker.#exited.then(() => Promise.reject(new Error('the worker ended'))),
    ]);
    return worker;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}
