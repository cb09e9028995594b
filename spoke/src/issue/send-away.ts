import { WheelhouseError } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { addAudit } from '../audit/add-audit.ts';
import type { OpenedCommand } from '../intake/arrival.ts';
import { contextOf, type WorkspaceCaller } from './caller.ts';
import type { Issued, IssueDeps } from './issue-command.ts';

interface Sending {
  readonly tx: SpokeTx;
  readonly caller: WorkspaceCaller;
  readonly opened: OpenedCommand;
  readonly now: number;
}

/**
 * Books a command to another instance and queues its bytes for the link, in one transaction. The same bytes again are
 * queued again; nothing else changes.
 * @throws WheelhouseError NOT_FOUND where the target is no pinned, active peer; ID_REUSED for other bytes under one id
 */
export async function sendAway(deps: IssueDeps, caller: WorkspaceCaller, opened: OpenedCommand): Promise<Issued> {
  const { message } = opened;
  await deps.db.withTenant(contextOf(caller), async (tx) => {
    const sending = { tx, caller, opened, now: deps.now() };
    await requirePeer(sending);
    if (!(await isRepeat(sending))) await bookCommand(sending);
    await queueForLink(sending);
  });
  return { commandId: message.id, runId: message.agt ?? null };
}

async function requirePeer({ tx, opened }: Sending): Promise<void> {
  const peer = await tx.peer.findUnique({ where: { instanceId: opened.message.aud } });
  if (peer?.state !== 'active' || peer.pinnedAt === null) throw new WheelhouseError('NOT_FOUND');
}

async function isRepeat({ tx, caller, opened }: Sending): Promise<boolean> {
  const { id } = opened.message;
  const known = await tx.command.findUnique({
    where: { workspaceId_id: { workspaceId: caller.workspaceId, id } },
    select: { sha256: true, direction: true },
  });
  if (known === null) return false;
  if (known.sha256 !== opened.sha256 || known.direction !== 'out') throw new WheelhouseError('ID_REUSED');
  return true;
}

async function bookCommand(sending: Sending): Promise<void> {
  const { tx, caller, opened } = sending;
  const { message, sha256, text } = opened;
  const { workspaceId } = caller;
  await tx.issued.create({ data: { id: message.id, workspaceId, target: message.aud } });
  await tx.command.create({
    data: {
      workspaceId,
      id: message.id,
      direction: 'out',
      iss: message.iss,
      aud: message.aud,
      act: message.act,
      verb: message.body.verb,
      agt: message.agt ?? null,
      gen: message.gen ?? null,
      idem: message.idem ?? null,
      body: message.body as object,
      envelope: text,
      sha256,
      state: 'queued',
      exp: new Date(message.exp),
    },
  });
  await mirrorRun(sending);
  await audit(sending);
}

/** The run is shown here too; its receipts and events keep the mirror up to date. */
async function mirrorRun({ tx, caller, opened, now }: Sending): Promise<void> {
  const { message } = opened;
  const { body } = message;
  const { workspaceId } = caller;
  if (body.verb === 'agent.kill') {
    await tx.run.updateMany({ where: { workspaceId, id: message.agt ?? '' }, data: { desired: 'stop' } });
  }
  if (body.verb !== 'agent.spawn' || message.agt === undefined) return;
  await tx.issued.createMany({ data: [{ id: message.agt, workspaceId, target: message.aud }], skipDuplicates: true });
  await tx.run.create({
    data: {
      workspaceId,
      id: message.agt,
      instanceId: message.aud,
      remoteWorkspaceId: message.ws,
      issuer: message.iss,
      commandId: message.id,
      agentName: body.agent,
      spec: body as object,
      state: 'queued',
      idem: message.idem ?? null,
      labels: body.labels ?? {},
      limits: { ...body.limits },
      createdBy: caller.principalId,
      queuedAt: new Date(now),
    },
  });
}

async function audit({ tx, caller, opened }: Sending): Promise<void> {
  const { message, sha256 } = opened;
  await addAudit(tx, caller, {
    action: `issue ${message.body.verb}`,
    resourceKind: 'run',
    resourceId: message.agt ?? null,
    envelopeSha256: sha256,
    detail: { aud: message.aud, ws: message.ws, command: message.id, keyid: opened.keyid },
  });
}

async function queueForLink({ tx, caller, opened }: Sending): Promise<void> {
  const { message } = opened;
  await tx.linkOutbox.create({
    data: {
      workspaceId: caller.workspaceId,
      kind: 'command',
      refId: message.id,
      messageId: message.id,
      target: message.aud,
    },
  });
  await tx.$executeRaw`SELECT pg_notify('wh_link', '')`;
}
