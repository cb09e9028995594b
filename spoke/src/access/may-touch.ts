import { permits } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';

/** Kinds of things that can be shared with a team or a member. */
export const shareableKinds = ['agent', 'run', 'project', 'dashboard'] as const;
export type ShareableKind = (typeof shareableKinds)[number];

/** Of a caller, what reach depends on. */
export interface Toucher {
  readonly principalId: string;
  readonly workspaceId: string;
  readonly permissions: readonly string[];
}

export interface Touchable {
  readonly kind: ShareableKind;
  readonly id: string;
  readonly createdBy: string | null;
}

/** Which rows of a kind a permission reaches. */
export type Reach =
  | { readonly kind: 'all' }
  /** Rows the caller made, where `own`, and rows of these ids. */
  | { readonly kind: 'some'; readonly own: boolean; readonly sharedIds: readonly string[] };

/**
 * Whether the caller's permission reaches this very thing: all of them, their own (`:own`), or one that was shared with
 * them or with a team of theirs (`:shared`). `tx` is in the caller's workspace.
 */
export async function mayTouch(tx: SpokeTx, caller: Toucher, permission: string, thing: Touchable): Promise<boolean> {
  if (permits(caller.permissions, permission)) return true;
  if (thing.createdBy === caller.principalId && permits(caller.permissions, `${permission}:own`)) return true;
  if (!permits(caller.permissions, `${permission}:shared`)) return false;
  const shared = await sharedWith(tx, caller, thing.kind, thing.id);
  return shared.length > 0;
}

/** The same for a list: what its condition has to be. */
export async function reachOf(tx: SpokeTx, caller: Toucher, permission: string, kind: ShareableKind): Promise<Reach> {
  if (permits(caller.permissions, permission)) return { kind: 'all' };
  const own = permits(caller.permissions, `${permission}:own`);
  const shared = permits(caller.permissions, `${permission}:shared`);
  return { kind: 'some', own, sharedIds: shared ? await sharedWith(tx, caller, kind) : [] };
}

/** A reach as a condition on rows with `id` and `createdBy`. */
export function conditionOf(reach: Reach, principalId: string): object {
  if (reach.kind === 'all') return {};
  const own = reach.own ? [{ createdBy: principalId }] : [];
  return { OR: [...own, { id: { in: [...reach.sharedIds] } }] };
}

/** Whether a run was shared with a principal, or with a team of theirs. */
export async function isShared(
  tx: SpokeTx,
  who: { readonly workspaceId: string; readonly principalId: string },
  runId: string,
): Promise<boolean> {
  const shared = await sharedWith(tx, who, 'run', runId);
  return shared.length > 0;
}

async function sharedWith(
  tx: SpokeTx,
  caller: Pick<Toucher, 'workspaceId' | 'principalId'>,
  kind: ShareableKind,
  id?: string,
): Promise<readonly string[]> {
  const { workspaceId, principalId: userId } = caller;
  const rows = await tx.resourceShare.findMany({
    where: {
      workspaceId,
      resourceKind: kind,
      ...(id === undefined ? {} : { resourceId: id }),
      OR: [{ userId }, { team: { members: { some: { workspaceId, userId } } } }],
    },
    select: { resourceId: true },
  });
  return rows.map((row) => row.resourceId);
}
