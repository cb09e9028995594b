import { WheelhouseError, type Code, type hubApi } from '@wheelhouse/protocol';
import { audit, auditEntry, notifyChange, type ChangeDeps, type Decider } from '../changes.ts';
import { openCommand, submitCommand, type IssueDeps, type IssueRequest, type OpenedCommand } from '../fleet/issue.ts';

export interface StopDeps extends ChangeDeps, IssueDeps {
  readonly directory: ChangeDeps['directory'];
  readonly sweepAbsent: () => Promise<void>;
}

/** What became of one of the commands; `code` is null where the hub took it. */
export interface Sent {
  readonly opened: OpenedCommand;
  readonly code: Code | null;
}

/**
 * Ends every run that the signed commands reach. Spawns are held first, so that none slips in behind them, and those
 * that wait in mailboxes are withdrawn: an instance that is away finds the kill before anything that would start a run.
 * @throws WheelhouseError INVALID where one of them is no `agent.kill_all`; nothing was done then
 */
export async function stopFleet(
  deps: StopDeps,
  wish: Omit<hubApi.StopFleet, 'confirm'>,
  by: { readonly decider: Decider; readonly request: IssueRequest },
): Promise<void> {
  const commands = await openAll(deps, wish.envelopes, 'agent.kill_all');
  const at = new Date(deps.now());
  await deps.db.transaction(async (tx) => {
    const data = { id: wish.id, at, actor: by.decider.actor, reason: wish.reason ?? null, lock: wish.lock };
    const { count } = await tx.fleetStop.createMany({ data: [data], skipDuplicates: true });
    if (count === 0) return;
    const detail = { lock: wish.lock, commands: commands.length };
    await audit(tx, deps, auditEntry(by.decider, { action: 'fleet.kill_all', resource: `stop:${wish.id}`, detail }));
    await notifyChange(deps.db, tx, 'hold');
  });
  await deps.directory.refreshHold();
  await deps.sweepAbsent();
  const sent = await sendAll(deps, commands, by.request);
  await deps.db.run((db) =>
    db.fleetStopCommand.createMany({
      data: sent.map(({ opened: { message }, code }) => ({
        stopId: wish.id,
        iss: message.iss,
        commandId: message.id,
        aud: message.aud,
        workspaceId: message.ws,
        code,
      })),
      skipDuplicates: true,
    }),
  );
}

/**
 * Lets spawns pass again, then hands over the commands that lift the locks of the workspaces.
 * @throws WheelhouseError INVALID where one of them is no `agent.unlock`; nothing was done then
 */
export async function unlockFleet(
  deps: StopDeps,
  envelopes: readonly string[],
  by: { readonly decider: Decider; readonly request: IssueRequest },
): Promise<{ readonly lifted: number; readonly sent: readonly Sent[] }> {
  const commands = await openAll(deps, envelopes, 'agent.unlock');
  const lifted = await deps.db.transaction(async (tx) => {
    const { count } = await tx.fleetStop.updateMany({
      where: { lock: true, liftedAt: null },
      data: { liftedAt: new Date(deps.now()), liftedBy: by.decider.actor },
    });
    await audit(
      tx,
      deps,
      auditEntry(by.decider, { action: 'fleet.unlock', resource: 'fleet', detail: { lifted: count } }),
    );
    await notifyChange(deps.db, tx, 'hold');
    return count;
  });
  await deps.directory.refreshHold();
  return { lifted, sent: await sendAll(deps, commands, by.request) };
}

async function openAll(
  deps: StopDeps,
  envelopes: readonly string[],
  verb: 'agent.kill_all' | 'agent.unlock',
): Promise<OpenedCommand[]> {
  const opened = await Promise.all(envelopes.map((envelope) => openCommand(deps, envelope)));
  if (opened.some(({ message }) => message.body.verb !== verb))
    throw new WheelhouseError('INVALID', `every envelope has to be an ${verb}`);
  return opened;
}

/** All at once; what the relay refuses is told and keeps none of the others back. */
async function sendAll(deps: StopDeps, commands: readonly OpenedCommand[], request: IssueRequest): Promise<Sent[]> {
  return await Promise.all(
    commands.map(async (opened): Promise<Sent> => {
      try {
        await submitCommand(deps, opened, request);
        return { opened, code: null };
      } catch (error) {
        if (!(error instanceof WheelhouseError) || error.code === 'UNAVAILABLE') throw error;
        return { opened, code: error.code };
      }
    }),
  );
}
