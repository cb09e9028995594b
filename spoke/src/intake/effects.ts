import { cutLimits, mayHaveChildren, stopBelow } from '@wheelhouse/orchestrator';
import { laneOf, type AgentSpawn, type CommandMessage } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { limitsOfRun } from '../runs/limits.ts';
import type { WorkspaceFacts } from './facts.ts';
import type { Decision } from './rules.ts';
import type { OpenedCommand } from './arrival.ts';

export interface Application {
  readonly tx: SpokeTx;
  readonly opened: OpenedCommand;
  readonly facts: WorkspaceFacts;
  readonly decision: Extract<Decision, { accept: true }>;
  /** The principal of this workspace who asked; null for other instances. */
  readonly createdBy: string | null;
  readonly now: number;
}

/** Books what an accepted command does: its own row, its run, the work that must follow. */
export async function applyEffect(application: Application): Promise<void> {
  const { decision } = application;
  switch (decision.effect.kind) {
    case 'spawn':
      if (decision.effect.replaces !== null) await releaseIdem(application, decision.effect.replaces);
      await addCommand(application, {});
      await addRun(application, { state: 'queued' });
      return enqueue(application);
    case 'spawn_cancelled':
      await addCommand(application, { state: 'cancelled', code: 'CANCELLED_BEFORE_START' });
      await addRun(application, { state: 'cancelled', code: 'CANCELLED_BEFORE_START' });
      return publish(application);
    case 'use_existing':
      await addCommand(application, { state: 'succeeded', message: `run ${decision.effect.runId} is used` });
      return publish(application);
    case 'stop':
      await addCommand(application, {});
      await stopRun(application, application.opened.message.agt ?? '');
      return enqueue(application);
    case 'tombstone':
      await addCommand(application, { state: 'succeeded', message: 'kept for a spawn that may still come' });
      await addTombstone(application);
      return publish(application);
    case 'stop_all':
      await addCommand(application, {});
      if (decision.effect.locks) await lockWorkspace(application);
      await stopAll(application, decision.effect.scope);
      return enqueue(application);
    case 'unlock':
      await addCommand(application, { state: 'succeeded', message: 'runs may start again' });
      await unlockWorkspace(application);
      return publish(application);
    case 'forward':
      await addCommand(application, {});
      return enqueue(application);
  }
}

interface CommandEnd {
  readonly state?: string;
  readonly code?: string;
  readonly message?: string;
}

async function addCommand({ tx, opened, decision, now }: Application, end: CommandEnd): Promise<void> {
  const { message, sha256, text } = opened;
  const at = new Date(now);
  await tx.command.create({
    data: {
      workspaceId: message.ws,
      id: message.id,
      direction: 'in',
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
      grantId: decision.grantId,
      state: end.state ?? 'accepted',
      code: end.code ?? null,
      message: end.message ?? null,
      receiptsSent: 'accepted',
      exp: new Date(message.exp),
      acceptedAt: at,
      endedAt: end.state === undefined ? null : at,
    },
  });
}

async function addRun(
  { tx, opened, facts, createdBy, now }: Application,
  run: { state: string; code?: string },
): Promise<void> {
  const { message } = opened;
  const { body } = message;
  if (body.verb !== 'agent.spawn') return;
  const workspaceId = message.ws;
  const agent = await tx.agent.findUnique({
    where: { workspaceId_name: { workspaceId, name: body.agent } },
    select: { runtime: true, limits: true },
  });
  const settings = await tx.workspaceSettings.findUnique({ where: { workspaceId }, select: { defaultLimits: true } });
  const at = new Date(now);
  const ended = run.state !== 'queued';
  const family = facts.family === 'none' ? null : facts.family;
  const limits = limitsOfRun(body.limits, agent?.limits, settings?.defaultLimits);
  await tx.run.create({
    data: {
      workspaceId,
      id: message.agt ?? message.id,
      instanceId: facts.self,
      issuer: family?.issuer ?? message.iss,
      commandId: message.id,
      agentName: body.agent,
      runtime: agent?.runtime ?? null,
      spec: body as object,
      state: run.state,
      code: run.code ?? null,
      desired: ended ? 'stop' : 'run',
      idem: message.idem ?? null,
      labels: body.labels ?? {},
      limits: family === null ? limits : cutLimits(limits, family.tree, family.parentId, now),
      parentId: family?.parentId ?? null,
      rootId: family?.rootId ?? null,
      depth: family?.depth ?? 0,
      createdBy,
      resumes: body.resume ?? null,
      notBefore: body.notBefore === undefined ? null : new Date(body.notBefore),
      // Waiting on purpose is no time in the queue.
      queuedAt: dueAt(body, now),
      endedAt: ended ? at : null,
    },
  });
}

/** The next run takes the key over; the old one is told to stop. */
async function releaseIdem(application: Application, runId: string): Promise<void> {
  const workspaceId = application.opened.message.ws;
  await application.tx.run.updateMany({ where: { workspaceId, id: runId }, data: { idem: null } });
  await stopRun(application, runId);
}

/** Sets `desired`, which every way of the stop path reads. A second kill can only make it harsher. */
async function stopRun({ tx, opened }: Application, runId: string): Promise<void> {
  const { message } = opened;
  const hard = isHard(message);
  const reason = message.body.verb === 'agent.kill' ? (message.body.reason ?? null) : null;
  const stop = JSON.stringify({ now: hard, ...(reason === null ? {} : { reason }), commandId: message.id });
  const rows = await tx.$queryRaw<{ orchestrator_id: string | null; limits: unknown }[]>`
    UPDATE runs SET desired = 'stop', updated_at = now(),
      stop = CASE WHEN stop IS NULL THEN ${stop}::jsonb
                  WHEN ${hard} THEN jsonb_set(stop, '{now}', 'true') ELSE stop END
    WHERE workspace_id = ${message.ws}::uuid AND id = ${runId}::uuid
      AND state NOT IN ('succeeded', 'failed', 'cancelled', 'killed', 'timed_out', 'rejected')
    RETURNING orchestrator_id, limits`;
  const [stopped] = rows;
  if (stopped === undefined) return;
  const { orchestrator_id: orchestratorId, limits } = stopped;
  if (orchestratorId !== null) await wakeOrchestrator(tx, orchestratorId, `${message.ws}:${runId}`);
  // At once, and not only when the ladder of the one above begins.
  const run = { workspaceId: message.ws, id: runId, orchestratorId };
  if (mayHaveChildren({ limits }))
    await stopBelow(tx, run, { reason: `the run ${runId} that started it is killed`, now: hard });
}

function isHard(message: CommandMessage): boolean {
  const { body } = message;
  return (body.verb === 'agent.kill' || body.verb === 'agent.kill_all') && body.now === true;
}

async function wakeOrchestrator(tx: SpokeTx, orchestratorId: string, payload: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${`orchestrator_${orchestratorId}`}, ${payload})`;
}

async function stopAll(application: Application, scope: 'own' | 'any'): Promise<void> {
  const { tx, opened, facts } = application;
  const { message } = opened;
  const open = await tx.run.findMany({
    where: {
      workspaceId: message.ws,
      instanceId: facts.self,
      state: { notIn: ['succeeded', 'failed', 'cancelled', 'killed', 'timed_out', 'rejected'] },
      ...(scope === 'own' ? { issuer: message.iss } : {}),
    },
    select: { id: true },
  });
  for (const run of open) await stopRun(application, run.id);
}

/** A lock that is there already stays whose it is. */
async function lockWorkspace({ tx, opened, now }: Application): Promise<void> {
  const { ws: workspaceId, iss: lockedBy } = opened.message;
  await tx.workspaceSettings.updateMany({
    where: { workspaceId, lockedAt: null },
    data: { lockedAt: new Date(now), lockedBy },
  });
}

async function unlockWorkspace({ tx, opened, now }: Application): Promise<void> {
  const { ws: workspaceId, iss: lockedBy } = opened.message;
  await tx.workspaceSettings.updateMany({
    where: { workspaceId, lockedBy },
    data: { lockedAt: null, lockedBy: null, updatedAt: new Date(now) },
  });
}

async function addTombstone({ tx, opened }: Application): Promise<void> {
  const { message } = opened;
  await tx.runTombstone.createMany({
    data: [
      {
        workspaceId: message.ws,
        runId: message.agt ?? message.id,
        commandId: message.id,
        exp: new Date(message.exp),
      },
    ],
    skipDuplicates: true,
  });
}

async function enqueue({ tx, opened, now }: Application): Promise<void> {
  const { message } = opened;
  const { body } = message;
  const kind = `queue.${laneOf(body.verb)}`;
  const due = body.verb === 'agent.spawn' ? dueAt(body, now) : new Date(now);
  // At once is by the store's clock, which need not be ours.
  const later = due.getTime() > now ? { availableAt: due } : {};
  await tx.outbox.create({ data: { workspaceId: message.ws, kind, refId: message.id, ...later } });
  await tx.$executeRaw`SELECT pg_notify('wh_outbox', ${kind})`;
}

function dueAt({ notBefore }: AgentSpawn, now: number): Date {
  return new Date(Math.max(now, notBefore ?? 0));
}

/** The command has ended already: only its receipt has to follow. */
async function publish({ tx, opened }: Application): Promise<void> {
  await tx.outbox.create({ data: { workspaceId: opened.message.ws, kind: 'receipt', refId: opened.message.id } });
  await tx.$executeRaw`SELECT pg_notify('wh_outbox', 'receipt')`;
}
