import {
  decideReceipt,
  isTerminalCommand,
  isTerminalRun,
  type CommandState,
  type InstanceId,
  type OpenedMessage,
  type RunState,
  type RunView,
  type WorkspaceId,
} from '@wheelhouse/protocol';
import { withdrawApprovals } from '@wheelhouse/orchestrator';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { eventsChannel } from '../runs/run-waker.ts';
import { addSecurityEvent, advance } from '../intake/store.ts';
import type { LinkPosition } from '../intake/arrival.ts';

export interface ReturnDeps {
  readonly db: SpokeDb;
  readonly self: InstanceId;
  hubId(): InstanceId;
  readonly now: () => number;
}

type OpenedReceipt = OpenedMessage<'receipt'>;

/**
 * Books a receipt for a command of this instance. Only the command's target may answer, for the very bytes that were
 * asked; the hub may say `expired_undelivered` and nothing else. What does not fit is a security event, not an error.
 */
export async function applyReceipt(deps: ReturnDeps, opened: OpenedReceipt, position: LinkPosition): Promise<void> {
  const { message } = opened;
  const issued = await deps.db.withInstance('link', (tx) =>
    tx.issued.findUnique({ where: { id: message.body.command } }),
  );
  const refused = issued === null ? 'receipt_unknown' : refusalOf(deps, message, issued.target);
  if (issued === null || refused !== null) {
    await deps.db.withInstance('link', async (tx) => {
      await advance(tx, position);
      await addSecurityEvent(tx, refused ?? 'receipt_unknown', message.iss, { command: message.body.command });
    });
    return;
  }
  const workspaceId = issued.workspaceId as WorkspaceId;
  await deps.db.withSystemTenant(workspaceId, async (tx) => {
    await advance(tx, position);
    await bookReceipt({ tx, workspaceId, opened, now: deps.now() });
  });
}

function refusalOf(deps: ReturnDeps, message: OpenedReceipt['message'], target: string): string | null {
  if (message.aud !== deps.self) return 'receipt_misaddressed';
  const expired = message.body.status === 'expired_undelivered';
  if (expired ? message.iss === deps.hubId() : message.iss === target) return null;
  return 'receipt_forged';
}

interface Booking {
  readonly tx: SpokeTx;
  readonly workspaceId: WorkspaceId;
  readonly opened: OpenedReceipt;
  readonly now: number;
}

async function bookReceipt(booking: Booking): Promise<void> {
  const { tx, workspaceId, opened, now } = booking;
  const { message } = opened;
  const { body } = message;
  const command = await tx.command.findUnique({ where: { workspaceId_id: { workspaceId, id: body.command } } });
  if (command === null || command.direction !== 'out') return;
  if (command.sha256 !== body.sha256) {
    await addSecurityEvent(tx, 'receipt_for_other_bytes', message.iss, { command: body.command });
    return;
  }
  const known = await tx.receipt.findUnique({ where: { workspaceId_id: { workspaceId, id: message.id } } });
  if (known !== null) return;
  const decision = decideReceipt(command.state as CommandState, body);
  await tx.receipt.create({
    data: {
      workspaceId,
      id: message.id,
      commandId: body.command,
      direction: 'in',
      status: body.status,
      envelope: opened.text,
      late: decision.effect === 'late',
    },
  });
  if (decision.effect === 'late') return;
  if (decision.effect === 'moved') await moveCommand(booking, decision.state, now);
  await moveMirror(booking, command.verb, command.agt);
  if (command.agt !== null) await tx.$executeRaw`SELECT pg_notify(${eventsChannel}, ${command.agt})`;
}

async function moveCommand({ tx, workspaceId, opened }: Booking, state: CommandState, now: number): Promise<void> {
  const { body } = opened.message;
  const at = new Date(now);
  await tx.command.update({
    where: { workspaceId_id: { workspaceId, id: body.command } },
    data: {
      state,
      code: body.code ?? null,
      message: body.message ?? null,
      ...(body.run === undefined ? {} : { result: body.run as object }),
      ...(state === 'accepted' ? { acceptedAt: at } : {}),
      ...(state === 'started' ? { startedAt: at } : {}),
      ...(isTerminalCommand(state) ? { endedAt: at } : {}),
    },
  });
}

/** A spawn that came to nothing ends its mirror; any receipt with a view of the run brings the mirror up to date. */
async function moveMirror({ tx, workspaceId, opened, now }: Booking, verb: string, agt: string | null): Promise<void> {
  if (agt === null) return;
  const { body, iss } = opened.message;
  const run = await tx.run.findUnique({ where: { workspaceId_id: { workspaceId, id: agt } } });
  if (run === null || isTerminalRun(run.state as RunState)) return;
  const where = { workspaceId_id: { workspaceId, id: agt } };
  if (body.run !== undefined && body.run.id === agt && run.instanceId === iss) {
    await tx.run.update({ where, data: mirrorOf(body.run) });
    if (isTerminalRun(body.run.state)) await withdrawApprovals(tx, run, now);
  } else if (verb === 'agent.spawn' && (body.status === 'rejected' || body.status === 'expired_undelivered')) {
    const code = body.code ?? (body.status === 'rejected' ? 'NOT_AUTHORIZED' : 'EXPIRED_UNDELIVERED');
    const data = {
      state: 'rejected',
      code,
      message: body.message ?? null,
      endedAt: new Date(now),
      updatedAt: new Date(now),
    };
    await tx.run.update({ where, data });
  }
}

function mirrorOf(view: RunView): Record<string, unknown> {
  return {
    state: view.state,
    code: view.code ?? null,
    message: view.message ?? null,
    gen: view.gen,
    ...(view.startedAt === undefined ? {} : { startedAt: new Date(view.startedAt) }),
    ...(view.endedAt === undefined ? {} : { endedAt: new Date(view.endedAt) }),
    exitCode: view.exitCode ?? null,
    signal: view.signal ?? null,
    containment: view.containment ?? null,
    filesystem: view.filesystem ?? null,
    ...(view.network === undefined ? {} : { network: view.network }),
    ...(view.attempt === undefined ? {} : { attempt: view.attempt }),
    ...(view.usage === undefined ? {} : { usage: view.usage }),
    ...(view.kill === undefined ? {} : { killReport: view.kill }),
    updatedAt: new Date(),
  };
}
