import type { Code, InstanceId, WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';

export interface RejectedCommand {
  readonly workspaceId: WorkspaceId;
  readonly id: string;
  /** This instance: a run here is not ended by what its issuer is told. */
  readonly self: InstanceId;
  readonly code: Code;
  readonly message: string;
  readonly now: number;
}

/** Ends a command of ours that no target has answered, and the mirror of its run. @returns false where it was answered */
export async function rejectIssued(tx: SpokeTx, rejected: RejectedCommand): Promise<boolean> {
  const { workspaceId, id, self, code, message } = rejected;
  const now = new Date(rejected.now);
  const moved = await tx.command.updateMany({
    where: { workspaceId, id, direction: 'out', state: { in: ['created', 'queued', 'delivered'] } },
    data: { state: 'rejected', code, message, endedAt: now },
  });
  if (moved.count === 0) return false;
  await tx.run.updateMany({
    where: { workspaceId, commandId: id, state: 'queued', instanceId: { not: self } },
    data: { state: 'rejected', code, message, endedAt: now, updatedAt: now },
  });
  return true;
}
