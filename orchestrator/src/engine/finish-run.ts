import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { commandEndOf, endCommand, listOpenCommands } from './command-store.ts';
import { findRun, moveRun, type RunKey, type RunMove, type RunRow, type StoredEvent } from './run-store.ts';
import { runViewOf } from './run-view.ts';

/**
 * Ends a locked run for good, in the caller's transaction: its state, its attempt, the command that spawned it and every
 * kill that waited for it, with the receipts that are now due.
 * @returns the events that were written; none where it had ended before
 */
export async function finishRun(tx: SpokeTx, run: RunRow, end: RunMove, now: number): Promise<readonly StoredEvent[]> {
  const events = await moveRun(tx, run, end, now);
  if (events.length === 0) return events;
  const { workspaceId, id: runId } = run;
  if (run.attempt > 0) {
    await tx.attempt.updateMany({
      where: { workspaceId, runId, number: run.attempt, endedAt: null },
      data: {
        state: end.to,
        code: end.code ?? null,
        exitCode: end.exitCode ?? null,
        signal: end.signal ?? null,
        endedAt: new Date(now),
      },
    });
  }
  const { code = null, message = null } = end;
  if (run.commandId !== null)
    await endCommand(tx, { workspaceId, id: run.commandId }, { state: commandEndOf(end.to), code, message }, now);
  await answerKills(tx, { workspaceId: workspaceId as RunKey['workspaceId'], runId }, now);
  return events;
}

/** A kill has done its part once the run has ended, however it did. */
async function answerKills(tx: SpokeTx, key: RunKey, now: number): Promise<void> {
  const { workspaceId, runId } = key;
  const kills = await listOpenCommands(tx, workspaceId, runId, 'agent.kill');
  if (kills.length === 0) return;
  const after = await findRun(tx, key);
  const result = after === null ? {} : { result: runViewOf(after) };
  for (const id of kills) await endCommand(tx, { workspaceId, id }, { state: 'succeeded', ...result }, now);
}
