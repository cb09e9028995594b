import type { HubView } from '@wheelhouse/protocol/api/hub';
import { join } from 'node:path';
import type { CliConfig } from '../config.ts';
import { grantAgents, pair, type Federation } from './federation.ts';
import { nastyAgent } from './nasty-agent.ts';
import { orderSteps, refusalSteps } from './refusal-steps.ts';
import type { StepReporter } from './reporter.ts';
import { killStep, spawnSteps } from './run-steps.ts';
import { ensureSampleRepository } from './sample-repository.ts';
import { Stack, type RunningSpoke } from './stack.ts';
import { tenancySteps } from './tenancy-steps.ts';

class StepFailed extends Error {}

/** Runs a step whose result the following ones need. */
async function needed<T>(steps: StepReporter, name: string, work: () => Promise<[T, string]>): Promise<T> {
  let result: { readonly value: T } | null = null;
  await steps.step(name, async () => {
    const [value, detail] = await work();
    result = { value };
    return detail;
  });
  if (result === null) throw new StepFailed(name);
  return (result as { readonly value: T }).value;
}

export interface StartedDemo {
  readonly stack: Stack;
  readonly federation: Federation;
}

/** Starts everything and introduces the instances to each other; every part of it is a step. */
export async function startDemo(
  config: CliConfig,
  steps: StepReporter,
  say: (text: string) => void,
): Promise<StartedDemo> {
  const repository = await ensureSampleRepository(join(config.dataDir, 'sample-repository'));
  const stack = await needed(steps, 'boot', async () => {
    const opened = await Stack.open(config, say);
    const hub = await opened.startHub();
    return [opened, `hub on ${hub.url}`];
  });
  try {
    const enrol = (name: string): Promise<RunningSpoke> =>
      needed(steps, `enrol-${name}`, async () => {
        const spoke = await stack.startSpoke({ name, processAgents: [nastyAgent], allowedSources: [repository] });
        return [spoke, `spoke on ${spoke.process.url}, linked`];
      });
    const north = await enrol('north');
    const south = await enrol('south');
    await stack.writeEndpoints();
    const connection = await needed(steps, 'pair', async () => {
      const made = await pair(stack, south, north);
      return [made, `code ${made.shortCode}, both fingerprints pinned`];
    });
    const grant = await needed(steps, 'grant', async () => {
      const id = await grantAgents(north, south);
      return [id, 'signed by north’s grant key, held by south'];
    });
    const hub = await stack.hubApi.get<HubView>('/hub');
    const target = { target: north.identity.instanceId, targetWorkspace: north.workspaceId as never };
    return { stack, federation: { stack, north, south, hub: hub.id, target, connection, grant, repository } };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

/**
 * The whole tour: start, spawn, stream, kill, refusals, tenants, stop.
 * @returns true where every step held
 */
export async function runTour(config: CliConfig, steps: StepReporter, say: (text: string) => void): Promise<boolean> {
  let demo: StartedDemo;
  try {
    demo = await startDemo(config, steps, say);
  } catch (error) {
    if (!(error instanceof StepFailed)) say(String(error));
    steps.finish();
    return false;
  }
  try {
    await spawnSteps(demo.federation, steps);
    await killStep(demo.federation, steps);
    await orderSteps(demo.federation, steps);
    await refusalSteps(demo.federation, steps);
    await tenancySteps(demo.federation, steps);
  } finally {
    await steps.step('shutdown', async () => {
      await demo.stack.stop();
      return 'every process ended';
    });
  }
  return steps.finish();
}
