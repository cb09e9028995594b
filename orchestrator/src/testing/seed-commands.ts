import { newId, type AgentSpawn, type CommandBody, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';

export interface SeedKey {
  readonly workspaceId: WorkspaceId;
  readonly instanceId: string;
}

export interface Seeded {
  readonly commandId: string;
  readonly runId: string;
}

interface CommandSeed {
  readonly id: string;
  readonly runId: string;
  readonly body: CommandBody;
}

function commandRow(key: SeedKey, { id, runId, body }: CommandSeed) {
  return {
    workspaceId: key.workspaceId,
    id,
    direction: 'in',
    iss: key.instanceId,
    aud: key.instanceId,
    act: { kind: 'system', id: key.instanceId },
    verb: body.verb,
    agt: runId,
    body: body as object,
    envelope: '{}',
    sha256: '0'.repeat(64),
    state: 'accepted',
    receiptsSent: 'accepted',
    exp: new Date(Date.now() + 600_000),
    acceptedAt: new Date(),
  };
}

/** Books a spawn as an instance's intake does: command, run, work to queue, notification. */
export async function seedSpawn(db: SpokeDb, key: SeedKey, spawn: Omit<AgentSpawn, 'verb'>): Promise<Seeded> {
  const commandId = newId(Date.now());
  const runId = newId(Date.now());
  const body: AgentSpawn = { verb: 'agent.spawn', ...spawn };
  const { workspaceId, instanceId } = key;
  await db.withSystemTenant(workspaceId, async (tx) => {
    await tx.command.create({ data: commandRow(key, { id: commandId, runId, body }) });
    await tx.run.create({
      data: {
        workspaceId,
        id: runId,
        instanceId,
        issuer: instanceId,
        commandId,
        agentName: body.agent,
        spec: body as object,
        limits: body.limits ?? {},
        queuedAt: new Date(),
      },
    });
    await tx.outbox.create({ data: { workspaceId, kind: 'queue.run', refId: commandId } });
    await tx.$executeRaw`SELECT pg_notify('wh_outbox', 'queue.run')`;
  });
  return { commandId, runId };
}

/** Books a short command about a run; a kill also sets `desired` and tells the owner, as the intake does. */
export async function seedControl(
  db: SpokeDb,
  key: SeedKey,
  runId: string,
  body: Exclude<CommandBody, { verb: 'agent.spawn' }>,
): Promise<string> {
  const commandId = newId(Date.now());
  const { workspaceId } = key;
  await db.withSystemTenant(workspaceId, async (tx) => {
    await tx.command.create({ data: commandRow(key, { id: commandId, runId, body }) });
    if (body.verb === 'agent.kill') {
      const stop = { now: body.now === true, commandId };
      await tx.run.updateMany({ where: { workspaceId, id: runId }, data: { desired: 'stop', stop } });
      const run = await tx.run.findUnique({ where: { workspaceId_id: { workspaceId, id: runId } } });
      if (run !== null && run.orchestratorId !== null) {
        await tx.$executeRaw`SELECT pg_notify(${`orchestrator_${run.orchestratorId}`}, ${`${workspaceId}:${runId}`})`;
      }
    }
    await tx.outbox.create({ data: { workspaceId, kind: 'queue.ctl', refId: commandId } });
    await tx.$executeRaw`SELECT pg_notify('wh_outbox', 'queue.ctl')`;
  });
  return commandId;
}
