import { permissionsOfRole, WheelhouseError, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { addAudit } from '../audit/add-audit.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { issueCommand, type IssueDeps } from '../issue/issue-command.ts';

/** `lockedAt` is null where spawns go on being taken. */
export interface KilledAll {
  readonly commandId: string;
  readonly lockedAt: number | null;
}

/**
 * Ends every run of the caller's workspace on this instance, by a signed command; locks the workspace first where that
 * is wished, so that none starts meanwhile.
 */
export async function killAll(
  deps: IssueDeps,
  caller: WorkspaceCaller,
  wish: { readonly now?: boolean | undefined; readonly lock: boolean },
): Promise<KilledAll> {
  const lockedAt = wish.lock ? await setLock(deps.db, caller, new Date(deps.now())) : null;
  const body = { verb: 'agent.kill_all' as const, ...(wish.now === undefined ? {} : { now: wish.now }) };
  const { commandId } = await issueCommand(deps, caller, { body });
  return { commandId, lockedAt };
}

/** Lets runs start again. @throws WheelhouseError PRECONDITION where it is not locked */
export async function liftLock(db: SpokeDb, caller: WorkspaceCaller): Promise<void> {
  const { workspaceId } = caller;
  await db.withTenant(contextOf(caller), async (tx) => {
    const { count } = await tx.workspaceSettings.updateMany({
      where: { workspaceId, lockedAt: { not: null } },
      data: { lockedAt: null, lockedBy: null, updatedAt: new Date() },
    });
    if (count === 0) throw new WheelhouseError('PRECONDITION', 'the workspace is not locked');
    await addAudit(tx, caller, { action: 'workspace.unlock', resourceKind: 'workspace', resourceId: workspaceId });
  });
}

/** Not locked, or only by another instance, which could lift that again. */
const unlockedHere = (workspaceId: WorkspaceId): { workspaceId: string; OR: object[] } => ({
  workspaceId,
  OR: [{ lockedAt: null }, { lockedBy: { not: null } }],
});

/** The command that follows has the request's audit row: it says who stopped everything. */
async function setLock(db: SpokeDb, caller: WorkspaceCaller, at: Date): Promise<number> {
  const { workspaceId } = caller;
  await db.withTenant(contextOf(caller), (tx) =>
    tx.workspaceSettings.updateMany({ where: unlockedHere(workspaceId), data: { lockedAt: at, lockedBy: null } }),
  );
  return at.getTime();
}

/**
 * The same for every workspace of the instance, for who runs it. Each is locked, and lifts its lock by itself.
 * @returns the commands, one for each workspace
 */
export async function killInstance(
  deps: IssueDeps,
  caller: WorkspaceCaller,
  wish: { readonly now?: boolean | undefined },
): Promise<readonly string[]> {
  const directory = await deps.db.withInstance('sweep', (tx) =>
    tx.workspaceDirectory.findMany({ select: { workspaceId: true, systemPrincipalId: true } }),
  );
  const commands: string[] = [];
  for (const { workspaceId: id, systemPrincipalId } of directory) {
    const workspaceId = id as WorkspaceId;
    await deps.db.withSystemTenant(workspaceId, (tx) =>
      tx.workspaceSettings.updateMany({
        where: unlockedHere(workspaceId),
        data: { lockedAt: new Date(deps.now()), lockedBy: null },
      }),
    );
    // As the workspace's own system: who runs the instance need not be a member. Each workspace's log has a row of its own.
    const requestId = `${caller.requestId}.${commands.length}`;
    const system = {
      kind: 'service',
      principalId: systemPrincipalId,
      workspaceId,
      permissions: permissionsOfRole('owner'),
      requestId,
    } as const;
    const body = { verb: 'agent.kill_all' as const, ...(wish.now === undefined ? {} : { now: wish.now }) };
    commands.push((await issueCommand(deps, system, { body })).commandId);
  }
  return commands;
}
