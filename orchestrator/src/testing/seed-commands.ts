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
export async function seedSpawn(
  db: SpokeDb,
  key: SeedKey,
  spawn: Omit<AgentSpawn, 'verb'>,
  /** The run that started it; at the top of its tree. */
  parentId?: string,
): Promise<Seeded> {
  const [seeded] = await seedSpawns(db, key, { spawn, count: 1, ...(parentId === undefined ? {} : { parentId }) });
  if (seeded === undefined) throw new Error('nothing was seeded');
  return seeded;
}

/** The same spawn so many times, in one transaction. */
export async function seedSpawns(
  db: SpokeDb,
  { workspaceId, instanceId }: SeedKey,
  { spawn, count, parentId }: { spawn: Omit<AgentSpawn, 'verb'>; count: number; parentId?: string },
): Promise<Seeded[]> {
  const body: AgentSpawn = { verb: 'agent.spawn', ...spawn };
  const seeded = Array.from({ length: count }, () => ({ commandId: newId(Date.now()), runId: newId(Date.now()) }));
  const key = { workspaceId, instanceId };
  await db.withSystemTenant(workspaceId, async (tx) => {
    await tx.command.createMany({
      data: seeded.map(({ commandId: id, runId }) => commandRow(key, { id, runId, body })),
    });
    await tx.run.createMany({
      data: seeded.map(({ commandId, runId }) => ({
        workspaceId,
        id: runId,
        instanceId,
        issuer: instanceId,
        commandId,
        agentName: body.agent,
        spec: body as object,
        limits: body.limits ?? {},
        resumes: body.resume ?? null,
        ...(parentId === undefined ? {} : { parentId, rootId: parentId, depth: 1 }),
        queuedAt: new Date(),
      })),
    });
    await tx.outbox.createMany({
      data: seeded.map(({ commandId }) => ({ workspaceId, kind: 'queue.run', refId: commandId })),
    });
    await tx.$executeRaw`SELECT pg_notify('wh_outbox', 'queue.run')`;
  });
  return seeded;
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
