import { isStillAllowed } from '@wheelhouse/orchestrator';
import type { InstanceId, Verb, WorkspaceId } from '@wheelhouse/protocol';
import type { Prisma, SpokeTx } from '@wheelhouse/prisma/spoke';
import { addAudit } from '../audit/add-audit.ts';
import { rejectIssued } from '../returns/reject-issued.ts';
import type { OwedRow } from './link-store.ts';

/** A command that waited less was asked about when it was booked. */
const asksAgainAfterMs = 1_000;
/** What ends or only looks is not asked again. */
const askedVerbs: ReadonlySet<string> = new Set(['agent.spawn', 'agent.input', 'agent.approve'] satisfies Verb[]);

const columns = { id: true, envelope: true, verb: true, iss: true, act: true, agt: true } as const;
type CommandRow = Pick<Prisma.CommandModel, keyof typeof columns>;

interface Owed {
  readonly self: InstanceId;
  readonly now: () => number;
  readonly row: OwedRow & { readonly workspaceId: string };
}

function findCommand(tx: SpokeTx, { workspaceId, refId: id }: Owed['row']): Promise<CommandRow | null> {
  return tx.command.findUnique({ where: { workspaceId_id: { workspaceId, id } }, select: columns });
}

/**
 * The command that an owed row is about; null where it is gone, or where it waited for the link and whoever asked may
 * not have it any more: then it has ended as rejected. One that may have been sent before is sent again in any case,
 * since its target may have it.
 */
export async function findSendable(tx: SpokeTx, owed: Owed): Promise<CommandRow | null> {
  const { row } = owed;
  const command = await findCommand(tx, row);
  if (command === null || !row.isFresh || owed.now() - row.createdAt.getTime() < asksAgainAfterMs) return command;
  if (await mayStill(tx, owed, command)) return command;
  await withdraw(tx, owed, command);
  return null;
}

async function mayStill(tx: SpokeTx, { self, now, row }: Owed, command: CommandRow): Promise<boolean> {
  if (!askedVerbs.has(command.verb)) return true;
  const { workspaceId } = row;
  const run = await tx.run.findFirst({ where: { workspaceId, commandId: command.id }, select: { createdBy: true } });
  return isStillAllowed(tx, {
    command: { workspaceId, iss: command.iss, act: command.act, grantId: null },
    verb: command.verb as 'agent.spawn',
    createdBy: run?.createdBy ?? null,
    instanceId: self,
    now: now(),
  });
}

async function withdraw(tx: SpokeTx, { self, now, row }: Owed, command: CommandRow): Promise<void> {
  const workspaceId = row.workspaceId as WorkspaceId;
  const code = 'NOT_AUTHORIZED';
  const message = 'whoever asked for it may not any more; it was never sent';
  const isWithdrawn = await rejectIssued(tx, { workspaceId, id: command.id, self, code, message, now: now() });
  if (!isWithdrawn) return;
  const { systemPrincipalId: principalId } = await tx.workspaceDirectory.findUniqueOrThrow({ where: { workspaceId } });
  const actor = { kind: 'system', principalId, workspaceId, requestId: null } as const;
  await addAudit(tx, actor, {
    action: `withdraw ${command.verb}`,
    resourceKind: 'run',
    resourceId: command.agt,
    verdict: 'rejected',
    code,
    detail: { command: command.id },
  });
}
