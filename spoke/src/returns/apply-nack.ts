import { type FrameOf, type WorkspaceId } from '@wheelhouse/protocol';
import type { ReturnDeps } from './apply-receipt.ts';
import { rejectIssued } from './reject-issued.ts';

/**
 * The hub refused a message of ours. A command ends here with the hub's word for it (unsigned, so it is shown as the
 * hub's); a duplicate is no refusal of the command. Other kinds are only forgotten.
 */
export async function applyNack(deps: ReturnDeps, frame: FrameOf<'nack'>): Promise<void> {
  const { id, code } = frame;
  if (id === undefined) return;
  const issued = await deps.db.withInstance('link', (tx) => tx.issued.findUnique({ where: { id } }));
  if (issued === null) return;
  const workspaceId = issued.workspaceId as WorkspaceId;
  const rejected = { workspaceId, id, self: deps.self, code, message: 'refused by the hub', now: deps.now() };
  await deps.db.withSystemTenant(workspaceId, (tx) => rejectIssued(tx, rejected));
}
