import { openSupervisor } from '../supervisor/index.ts';
import type { ContainmentChoice, ContainmentTool, ProcessSpec } from '../supervisor/index.ts';
import { silentLogger } from './supervised-trial.ts';

/** What a driver is asked, as JSON in its first argument. */
export interface DriverOrder {
  readonly containment: ContainmentChoice;
  readonly tools: readonly Exclude<ContainmentTool, 'none'>[];
  readonly killMarker: string;
  readonly specs: readonly ProcessSpec[];
  /** `stay` lives until it is killed; `destroy` kills all when they have printed something, and ends. */
  readonly afterwards: 'stay' | 'destroy';
}

/** What a driver prints, as one line of JSON each. */
export interface DriverReport {
  readonly supervisorPid: number;
  readonly containment: string;
  readonly filesystem: string;
  readonly proofs: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
  readonly survivors: readonly number[];
}

/** An orchestrator's process for tests that end it, or that run it as another user. */
async function drive(order: DriverOrder): Promise<void> {
  const supervisor = await openSupervisor({ ...order, allowOpenFilesystem: true, logger: silentLogger });
  const survivors: number[] = [];
  for (const spec of order.specs) {
    const run = await supervisor.start(spec);
    if (order.afterwards === 'stay') continue;
    await new Promise<void>((resolve) => run.onOutput(() => resolve()));
    survivors.push((await run.destroy()).survivors);
  }
  const { containment, filesystem, proofs } = supervisor.report;
  const report: DriverReport = { supervisorPid: supervisor.pid, containment, filesystem, proofs, survivors };
  process.stdout.write(`${JSON.stringify(report)}\n`);
  if (order.afterwards === 'destroy') await supervisor.close();
}

await drive(JSON.parse(process.argv[2] ?? '') as DriverOrder);
