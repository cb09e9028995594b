import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { registerBasics } from './suite-basics.ts';
import { registerFairness } from './suite-fairness.ts';
import { registerOutages } from './suite-outages.ts';
import { registerProcesses } from './suite-processes.ts';
import { type Outage, SuiteStage } from './suite-stage.ts';
import type { SuiteStore } from './suite-store.ts';

export interface SuiteDriver {
  readonly name: string;
  /** How long, and by which signal, the store is taken away under load. */
  readonly outages: readonly Outage[];
  open(): Promise<SuiteStore>;
}

/** Every promise of the queue store, on one driver. */
export function registerQueueSuite(driver: SuiteDriver): void {
  describe(`queues on ${driver.name}`, () => {
    let opened: SuiteStage | undefined;
    const stage = (): SuiteStage => {
      if (opened === undefined) throw new Error('the stage is not open');
      return opened;
    };
    beforeAll(async () => {
      opened = await SuiteStage.open(await driver.open());
    });
    afterEach(() => stage().reset());
    afterAll(() => opened?.close());

    registerBasics(stage);
    registerFairness(stage);
    describe('in an outage', () => {
      registerOutages(stage, driver.outages);
    });
    registerProcesses(stage);
  });
}
