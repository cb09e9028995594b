import { WheelhouseError, type Containment } from '@wheelhouse/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSupervisedTrial, silentLogger } from '../testing/supervised-trial.ts';
import type { SupervisedTrial } from '../testing/supervised-trial.ts';
import { openSupervisor, type Excess, type ProcessSpec, type Supervisor } from './index.ts';

const mebibyte = 1024 * 1024;

async function open(containment: Containment): Promise<Supervisor | null> {
  try {
    return await openSupervisor({
      containment,
      allowOpenFilesystem: true,
      logger: silentLogger,
      killMarker: `resources-${containment}:${process.pid}`,
    });
  } catch (error) {
    if (!(error instanceof WheelhouseError) || error.code !== 'CONTAINMENT_REQUIRED') throw error;
    process.stderr.write(`skipped: ${containment}: ${error.message}\n`);
    return null;
  }
}

const eat = `const kept = []; setInterval(() => kept.push(Buffer.alloc(16 * 1024 * 1024, 1)), 5);`;
const hold = `const fs = require('node:fs'); for (let i = 0; i < 300; i += 1) fs.openSync('/dev/null'); setInterval(() => {}, 1000);`;
/** Each in a session of its own, so that nothing but the containment holds them together. */
const fork = 'i=0; while [ $i -lt 500 ]; do setsid sleep 60 & i=$((i+1)); done; wait';
const fill = 'i=0; while :; do dd if=/dev/zero of=big-$i bs=1M count=8 2>/dev/null; i=$((i+1)); sleep 0.05; done';

const bombs = [
  ['memory', [process.execPath, '-e', eat], { memoryBytes: 256 * mebibyte }, 'memoryBytes'],
  ['processes', ['/bin/sh', '-c', fork], { processes: 100 }, 'processes'],
  ['the disk', ['/bin/sh', '-c', fill], { diskBytes: 64 * mebibyte }, 'diskBytes'],
  ['descriptors', [process.execPath, '-e', hold], { openFiles: 200 }, 'openFiles'],
] as const;

describe.each(['namespace', 'tree'] as const)('contained by %s', (containment) => {
  let supervisor: Supervisor | null = null;
  let trial: SupervisedTrial;
  beforeAll(async () => {
    supervisor = await open(containment);
    trial = await openSupervisedTrial();
  });
  afterAll(async () => {
    await supervisor?.close();
    await trial.remove();
  });

  test.each(bombs)(
    'PRC-07: who eats up %s is ended for that, and nobody else',
    async (_what, argv, resources, named) => {
      if (supervisor === null) return;
      const bystander = await supervisor.start(await trial.spec('', [], { argv: ['/bin/sh', '-c', 'read line'] }));
      const spec: ProcessSpec = await trial.spec('', [], { argv, resources });
      const bomb = await supervisor.start(spec);
      const excess = await new Promise<Excess>((resolve) => bomb.onExceeded(resolve));
      expect(excess).toMatchObject({ resource: named, limit: Object.values(resources)[0] });
      expect(excess.used).toBeGreaterThan(excess.limit);
      const { verification } = await bomb.exited;
      expect(verification.survivors).toBe(0);
      expect(supervisor.list().map(({ id }) => id)).toEqual([bystander.id]);
      bystander.closeInput();
      await bystander.exited;
    },
  );

  test('who stays below is left alone', async () => {
    if (supervisor === null) return;
    const resources = { memoryBytes: 512 * mebibyte, processes: 50, diskBytes: 64 * mebibyte, openFiles: 200 };
    const spec = await trial.spec('', [], {
      argv: ['/bin/sh', '-c', 'echo fine > kept; sleep 1.5; cat kept'],
      resources,
    });
    const modest = await supervisor.start(spec);
    const seen: Excess[] = [];
    modest.onExceeded((excess) => seen.push(excess));
    expect((await modest.exited).code).toBe(0);
    expect(seen).toEqual([]);
  });
});
