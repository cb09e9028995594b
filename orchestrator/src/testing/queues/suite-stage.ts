import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { openQueueStore, type QueueStore, type QueueStoreDeps } from '../../queues/index.ts';
import { Ledger } from './ledger.ts';
import { PrivatePostgres } from './private-postgres.ts';
import { quietLogger } from './quiet-logger.ts';
import { fastTimings, type SuiteStore } from './suite-store.ts';
import { type WorkerPlan, WorkerProcess } from './worker-process.ts';

export interface Outage {
  readonly seconds: number;
  readonly how: 'SIGTERM' | 'SIGKILL';
}

export interface Command {
  readonly commandId: string;
  readonly workspaceId: string;
}

export const soon = { timeout: 20_000, interval: 10 };

/** The store under test, and a ledger on a server of its own: one that is away would hide what the queue does. */
export class SuiteStage {
  readonly store: SuiteStore;
  readonly ledger: Ledger;
  readonly #ledgerServer: PrivatePostgres;
  readonly #ledgerUrl: string;
  readonly #opened: { close(): Promise<void> }[] = [];

  private constructor(store: SuiteStore, ledgerServer: PrivatePostgres, ledgerUrl: string) {
    this.store = store;
    this.ledger = new Ledger(ledgerUrl);
    this.#ledgerServer = ledgerServer;
    this.#ledgerUrl = ledgerUrl;
  }

  static async open(store: SuiteStore): Promise<SuiteStage> {
    const ledgerServer = await PrivatePostgres.open();
    const { databaseUrl, databaseOwnerUrl } = await ledgerServer.createDatabase('ledger');
    await Ledger.create(databaseOwnerUrl);
    return new SuiteStage(store, ledgerServer, databaseUrl);
  }

  async openStore(deps: Partial<QueueStoreDeps> = {}): Promise<QueueStore> {
    const queues = await openQueueStore(this.store.connect, { logger: quietLogger, ...deps });
    this.#opened.push(queues);
    return queues;
  }

  async openWorker(plan: Partial<WorkerPlan>): Promise<WorkerProcess> {
    const worker = await WorkerProcess.open({
      connect: this.store.connect,
      ledgerUrl: this.#ledgerUrl,
      slots: 4,
      timings: fastTimings,
      ...plan,
    });
    this.#opened.push({ close: () => worker.kill() });
    return worker;
  }

  /** Open ledger rows over `workspaces`, not yet in the queue. */
  async openCommands(count: number, workspaces = 10): Promise<Command[]> {
    const ids = Array.from({ length: workspaces }, () => randomUUID());
    const commands = Array.from({ length: count }, (_, index) => ({
      commandId: randomUUID(),
      workspaceId: ids[index % workspaces] ?? '',
    }));
    await this.ledger.open(commands);
    return commands;
  }

  async addAll(queues: QueueStore, commands: readonly Command[]): Promise<void> {
    for (const command of commands) await queues.add({ ...command, lane: 'run' });
  }

  /** What an outbox does: tries until the store takes it. */
  async addStubbornly(queues: QueueStore, command: Command): Promise<void> {
    for (;;) {
      try {
        await queues.add({ ...command, lane: 'run' });
        return;
      } catch {
        await delay(50);
      }
    }
  }

  /** Every command of the ledger had its effect, none twice. */
  async allDone(count: number, timeoutMs: number): Promise<void> {
    await vi.waitFor(async () => expect(await this.ledger.verdict()).toEqual({ open: 0, done: count, twice: 0 }), {
      timeout: timeoutMs,
      interval: 50,
    });
  }

  /** Between two tests. */
  async reset(): Promise<void> {
    for (const thing of this.#opened.splice(0).toReversed()) await thing.close();
    await this.store.wipe();
    await this.ledger.clear();
  }

  async close(): Promise<void> {
    await this.ledger.close();
    await this.#ledgerServer.close();
    await this.store.close();
  }
}
