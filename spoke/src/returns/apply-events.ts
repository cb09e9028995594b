import {
  isTerminalRun,
  RunState,
  type EventsMessage,
  type OpenedMessage,
  type WorkspaceId,
} from '@wheelhouse/protocol';
import { bookEventEffects } from '@wheelhouse/orchestrator';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { addSecurityEvent, advance } from '../intake/store.ts';
import type { LinkPosition } from '../intake/arrival.ts';
import { eventsChannel } from '../runs/run-waker.ts';
import type { ReturnDeps } from './apply-receipt.ts';
import { keepArtifacts } from './keep-artifacts.ts';

/**
 * Books a batch of events of a run that this instance spawned elsewhere. Only the run's own instance may send them; a
 * batch that comes again changes nothing, one that leaves a gap is stored as it is (the gap shows in `seq`).
 */
export async function applyEvents(
  deps: ReturnDeps,
  opened: OpenedMessage<'events'>,
  position: LinkPosition,
): Promise<void> {
  const { message } = opened;
  const issued = await deps.db.withInstance('link', (tx) => tx.issued.findUnique({ where: { id: message.agt } }));
  if (issued === null || issued.target !== message.iss || message.aud !== deps.self) {
    await deps.db.withInstance('link', async (tx) => {
      await advance(tx, position);
      await addSecurityEvent(tx, issued === null ? 'events_unknown' : 'events_forged', message.iss, {
        run: message.agt,
      });
    });
    return;
  }
  const workspaceId = issued.workspaceId as WorkspaceId;
  await deps.db.withSystemTenant(workspaceId, async (tx) => {
    await advance(tx, position);
    await bookEvents(tx, workspaceId, message);
    await tx.$executeRaw`SELECT pg_notify(${eventsChannel}, ${message.agt})`;
  });
}

async function bookEvents(tx: SpokeTx, workspaceId: WorkspaceId, message: EventsMessage): Promise<void> {
  const where = { workspaceId_id: { workspaceId, id: message.agt } };
  const run = await tx.run.findUnique({ where, select: { lastSeq: true, state: true, instanceId: true } });
  if (run === null || run.instanceId !== message.iss) return;
  const { events } = message.body;
  await tx.runEvent.createMany({
    data: events.map((event) => ({
      workspaceId,
      runId: message.agt,
      seq: event.seq,
      gen: message.gen,
      at: new Date(event.at),
      type: event.type,
      data: event.data as object,
    })),
    skipDuplicates: true,
  });
  await keepArtifacts(tx, workspaceId, message);
  await bookEventEffects(
    tx,
    { workspaceId, id: message.agt, attempt: message.gen },
    events.filter(({ seq }) => seq > run.lastSeq),
  );
  const lastSeq = Math.max(run.lastSeq, ...events.map((event) => event.seq));
  const state = isTerminalRun(run.state as RunState) ? null : openStateOf(message);
  await tx.run.update({ where, data: { lastSeq, updatedAt: new Date(), ...(state === null ? {} : { state }) } });
}

/** The newest state that the batch tells, unless it is terminal: an end is believed from a signed receipt only. */
function openStateOf(message: EventsMessage): string | null {
  const told = message.body.events.filter((event) => event.type === 'state').at(-1);
  const state = RunState.safeParse(told?.data['state']);
  return state.success && !isTerminalRun(state.data) ? state.data : null;
}
