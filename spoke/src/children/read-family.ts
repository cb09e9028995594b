import { readTree } from '@wheelhouse/orchestrator';
import type { InstanceId, WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { FamilyFact } from '../intake/facts.ts';
import { lockRuns } from '../intake/store.ts';

const working: readonly string[] = ['starting', 'running', 'waiting', 'idle'];

/**
 * Reads what stands above a run that another run asks for, and holds it until the transaction ends: of two that come at
 * once only one finds the last place, and the end of the one above finds every run that was accepted before it.
 * @returns null where the one above is not there
 */
export async function readFamily(tx: SpokeTx, workspaceId: WorkspaceId, parentId: string): Promise<FamilyFact | null> {
  const parent = await tx.run.findUnique({
    where: { workspaceId_id: { workspaceId, id: parentId } },
    select: { rootId: true, depth: true, issuer: true },
  });
  if (parent === null) return null;
  const rootId = parent.rootId ?? parentId;
  await lockRuns(tx, workspaceId, [rootId]);
  const [held] = await tx.$queryRaw<{ state: string; desired: string }[]>`
    SELECT state, desired FROM runs WHERE workspace_id = ${workspaceId}::uuid AND id = ${parentId}::uuid FOR SHARE`;
  return {
    parentId,
    rootId,
    depth: parent.depth + 1,
    issuer: parent.issuer as InstanceId,
    isAtWork: held !== undefined && held.desired === 'run' && working.includes(held.state),
    tree: await readTree(tx, { workspaceId, runId: parentId }),
  };
}
