import { describe, expect, test } from 'vitest';
import {
  cellOf,
  killModes,
  killStates,
  type KillMode,
  type KillState,
  type KillSubject,
  type Situation,
} from './cells.ts';
import { beginRun, killRun, worthOf, type BegunRun, type KilledRun, type KillStage } from './kill-run.ts';

/** The ladder's own patience: 1.5 s for an interrupt, 1 s after TERM. */
const interruptMs = 1500;
const terminateMs = 1000;
/** What tests allow beyond that: the machine may be busy with others. The bench has the figures. */
const slackMs = 2500;
/** Timers may fire this much early. */
const earlyMs = 50;

/** Registers a test for each state and mode of the subject: shown with real processes, or skipped with its reason. */
export function describeKills(subject: KillSubject, stage: () => KillStage): void {
  describe(`a kill of an agent of the runtime ${subject.adapter.name} (${subject.name})`, () => {
    for (const state of killStates) {
      const cell = cellOf(subject, state);
      for (const mode of killModes) {
        const name = `${state}, ${mode}: nobody is left, by its report and by ours`;
        if ('absent' in cell) test(name, (context) => context.skip(`n/a: ${cell.absent}`));
        else test(name, () => holdsKill(stage(), subject, { state, mode, situation: cell.situation }));
      }
    }
  });
}

export interface Row {
  readonly state: KillState;
  readonly mode: KillMode;
  readonly situation: Situation;
}

/** Brings an agent into the state, kills it, and checks everything that has to hold then. */
export async function holdsKill(stage: KillStage, subject: KillSubject, row: Row): Promise<void> {
  const { state, mode } = row;
  const begun = await beginRun(stage, subject, row);
  expect(begun.trace.processes).not.toEqual([]);
  expect(begun.token !== null, 'whether it has a token').toBe(subject.hasModel);
  if (subject.hasModel) expect(await worthOf(stage, begun)).toBe(200);
  const isWedged = state.startsWith('wedged');
  const asksMeanwhile = subject.hasModel && isWedged && mode === 'graceful';
  const killed = await killRun(stage, begun, { mode, asksMeanwhile });
  expect(killed.run).toMatchObject({ state: 'killed', code: null });
  expect(killed.report).toMatchObject({ survivors: 0, verifiedBy: stage.engine.report.containment });
  expect(killed.survivors).toEqual([]);
  expect(killed.command).toMatchObject({ state: 'succeeded', result: { state: 'killed' } });
  checkLadder(subject, row, killed);
  if (asksMeanwhile) expect(killed.worthMeanwhile).toSatisfy(isRefused);
  await checkEvents(stage, begun);
  if (subject.hasModel) await expect.poll(() => worthOf(stage, begun)).toSatisfy(isRefused);
  if (state === 'waiting for approval') await checkApproval(stage, begun);
  await subject.afterKill?.(begun.runId, state);
}

/** By a closed door or by its keeper. */
const isRefused = (worth: number | null): boolean => worth === 0 || worth === 401;

/** Which steps were taken, and that each waited as long as it may and no longer. */
function checkLadder({ adapter }: KillSubject, { state, mode }: Row, { report, tookMs }: KilledRun): void {
  const steps = report.steps.map(({ step }) => step);
  if (mode === 'now') {
    expect(steps).toEqual(['revoke', 'destroy', 'verify']);
    expect(tookMs).toBeLessThan(slackMs);
    return;
  }
  const canInterrupt = adapter.capabilities.interrupt;
  const patienceMs = (canInterrupt ? interruptMs : 0) + terminateMs;
  expect(steps[1]).toBe(canInterrupt ? 'interrupt' : 'terminate');
  expect(tookMs).toBeLessThan(interruptMs + terminateMs + slackMs);
  const terminated = report.steps.find(({ step }) => step === 'terminate');
  // It did as it was asked, so the rest of that patience was not needed.
  if (!state.startsWith('wedged')) return expect(terminated?.atMs ?? 0).toBeLessThan(interruptMs);
  // Whoever hears nothing is waited for to the end, at each step.
  expect(steps).toEqual(['revoke', ...(canInterrupt ? ['interrupt'] : []), 'terminate', 'destroy', 'verify']);
  expect(report.durationMs).toBeGreaterThan(patienceMs - earlyMs);
}

async function checkEvents({ world }: KillStage, { runId }: BegunRun): Promise<void> {
  const events = await world.events(runId);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter(({ type }) => type === 'result')).toHaveLength(1);
  expect(events.at(-1)).toMatchObject({ type: 'result', data: { state: 'killed', kill: { survivors: 0 } } });
}

/** What was asked is closed, and an answer that comes now is refused. */
async function checkApproval({ world }: KillStage, { runId }: BegunRun): Promise<void> {
  const asked = await world.db.withSystemTenant(world.workspace.workspaceId, (tx) =>
    tx.approval.findMany({ where: { runId } }),
  );
  expect(asked).toMatchObject([
    { state: 'withdrawn', option: null, answeredBy: null, endedAt: expect.any(Date) as Date },
  ]);
  const request = asked[0]?.request ?? '';
  const [offered] = (asked[0]?.options ?? []) as { option: string }[];
  const answer = await world.control(runId, { verb: 'agent.approve', request, option: offered?.option ?? '' });
  expect(await world.untilCommandEnded(answer)).toMatchObject({ state: 'failed', code: 'ALREADY_TERMINAL' });
}
