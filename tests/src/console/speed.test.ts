import { newId, type WorkspaceId } from '@wheelhouse/protocol';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserMissing } from './browser.ts';
import { linesInSight } from './log-reading.ts';
import { adaEmail, openStage, type Stage } from './stage.ts';

const missing = browserMissing();
const lines = 10_000;
const framesAtLeast = 30;
const stored = 50_000;
/** Ten times what a machine takes that has nothing else to do. */
const replayAtMostMs = 15_000;

describe.skipIf(missing !== undefined)(`a fast log${missing === undefined ? '' : ` (${missing})`}`, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    const script = `n=0; while [ $n -lt ${lines} ]; do seq -f 'line %.0f' $n $((n+99)); n=$((n+100)); sleep 0.095; done`;
    const config = { argv: ['/bin/sh', '-c', `sleep 3; ${script}`] };
    await stage.ada.get('POST', '/agents', { name: 'fast', runtime: 'process', config });
  });
  afterAll(() => stage.close());

  test('of 1,000 lines a second is followed with at least 30 frames in the median second', async ({ annotate }) => {
    const { runId } = await stage.ada.get<{ runId: string }>('POST', '/runs', { agent: 'fast' });
    const { page, context, faults } = await stage.tabAs(adaEmail, `/w/${stage.home}/runs/${runId}`);
    await page
      .getByText(/^line \d+$/)
      .first()
      .waitFor();
    const counting = framesOfSeconds(page, 9);
    const begunAt = Date.now();
    let behind = 0;
    while (Date.now() - begunAt < 9_000) {
      const seen = (await linesInSight(page)).at(-1)?.number ?? 0;
      const { lastSeq } = await stage.ada.get<{ lastSeq: number }>('GET', `/runs/${runId}`);
      behind = Math.max(behind, lastSeq - seen);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    const frames = (await counting).toSorted((a, b) => a - b);
    await page.getByText(`line ${lines - 1}`, { exact: true }).waitFor();
    await page.getByText('succeeded', { exact: true }).first().waitFor();
    await annotate(`frames a second: ${frames.join(', ')}; at most ${behind} lines behind`);
    expect(frames[Math.floor(frames.length / 2)]).toBeGreaterThanOrEqual(framesAtLeast);
    expect(faults).toEqual([]);
    await context.close();
  }, 60_000);

  test('of 50,000 stored lines is there soon', async ({ annotate }) => {
    const run = await addLog(stored);
    const { page, context, faults } = await stage.tabAs(adaEmail, `/w/${stage.home}`);
    await page.getByRole('heading', { name: 'Ended last' }).waitFor();
    const begunAt = Date.now();
    await page.goto(`/w/${stage.home}/runs/${run}`);
    await page.getByText(`line ${stored}`, { exact: true }).waitFor({ timeout: 60_000 });
    const tookMs = Date.now() - begunAt;
    await annotate(`${stored} lines from the address to the last line: ${tookMs} ms`);
    expect(tookMs).toBeLessThan(replayAtMostMs);
    expect(faults).toEqual([]);
    await context.close();
  }, 120_000);

  async function addLog(count: number): Promise<string> {
    const { instanceId, db } = stage.instance.spoke;
    const run = newId(Date.now());
    await db.withSystemTenant(stage.home as WorkspaceId, async (tx) => {
      await tx.$executeRaw`
        INSERT INTO runs (workspace_id, id, instance_id, issuer, agent_name, spec, state, last_seq)
        VALUES (${stage.home}::uuid, ${run}::uuid, ${instanceId}::uuid, ${instanceId}::uuid, 'echo', '{"verb":"agent.spawn","agent":"echo"}', 'succeeded', ${count})`;
      await tx.$executeRaw`
        INSERT INTO run_events (workspace_id, run_id, seq, at, type, data)
        SELECT ${stage.home}::uuid, ${run}::uuid, n, now(), 'log', jsonb_build_object('stream', 'stdout', 'text', 'line ' || n)
        FROM generate_series(1, ${count}) AS n`;
    });
    return run;
  }
});

/** How many frames the page drew in each of the next seconds. */
function framesOfSeconds(page: Page, seconds: number): Promise<number[]> {
  return page.evaluate(
    (count) =>
      new Promise<number[]>((resolve) => {
        const frames = Array.from({ length: count }, () => 0);
        const begunAt = performance.now();
        const onFrame = (): void => {
          const second = Math.floor((performance.now() - begunAt) / 1_000);
          if (second >= count) return resolve(frames);
          frames[second] = (frames[second] ?? 0) + 1;
          requestAnimationFrame(onFrame);
        };
        requestAnimationFrame(onFrame);
      }),
    seconds,
  );
}
