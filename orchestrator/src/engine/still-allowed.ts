import { permits, type Verb } from '@wheelhouse/protocol';
import { findPermissions, type SpokeTx } from '@wheelhouse/prisma/spoke';

/** A taken command that is about to be carried out. */
export interface TakenCommand {
  readonly workspaceId: string;
  readonly iss: string;
  readonly act: unknown;
  readonly grantId: string | null;
}

export interface Asking {
  readonly command: TakenCommand;
  readonly verb: Extract<Verb, 'agent.spawn' | 'agent.input' | 'agent.approve'>;
  /** Who made the run here; null for other instances. */
  readonly createdBy: string | null;
  /** Of this instance: its own commands are their people's. */
  readonly instanceId: string;
  readonly now: number;
}

const permission = {
  'agent.spawn': 'runs:create',
  'agent.input': 'runs:input',
  'agent.approve': 'runs:approve',
} as const;

/**
 * Whether whoever asked may still have it: a command waits in its queue, and a demotion, a removal or a revoked grant
 * counts from its commit on. What ends work is not asked again: refusing a kill helps nobody but the agent.
 */
export async function isStillAllowed(tx: SpokeTx, asking: Asking): Promise<boolean> {
  const { workspaceId, grantId } = asking.command;
  if (grantId !== null) {
    const grant = await tx.grant.findUnique({
      where: { workspaceId_id: { workspaceId, id: grantId } },
      select: { revokedAt: true },
    });
    return grant !== null && grant.revokedAt === null;
  }
  const principalId = askerOf(asking);
  // Nobody in person: work of the instance itself.
  if (principalId === null) return true;
  const held = await findPermissions(tx, { workspaceId, principalId, now: asking.now });
  const wanted = permission[asking.verb];
  if (held === null) return false;
  // An own or shared run was that when the command was taken; here it counts that the permission is still there.
  return permits(held, `${wanted}:any`);
}

/** A spawn is its run's maker's, whatever the signed envelope says of who acts. */
function askerOf({ command, verb, createdBy, instanceId }: Asking): string | null {
  if (verb === 'agent.spawn') return createdBy;
  const act = (command.act ?? {}) as { readonly kind?: unknown; readonly id?: unknown };
  const isPerson = act.kind === 'user' || act.kind === 'service';
  return command.iss === instanceId && isPerson && typeof act.id === 'string' ? act.id : null;
}
