import { childrenChannel } from '@wheelhouse/orchestrator';
import { Actor, AgentSpawn, WheelhouseError, type Code, type InstanceId, type WorkspaceId } from '@wheelhouse/protocol';
import { findPermissions, type SpokeTx } from '@wheelhouse/prisma/spoke';
import type { Logger } from '@wheelhouse/server';
import { issueForRun, type IssueDeps, type RunAsker } from '../issue/issue-command.ts';

export interface ChildIssuerDeps extends IssueDeps {
  readonly logger: Pick<Logger, 'warn'>;
}

/** Decides what agents ask for: runs below their own. */
export interface ChildIssuer {
  close(): Promise<void>;
}

const childKind = 'child';
/** Finds what no notification told, and what failed. */
const sweepMs = 1_000;
const rowsPerRound = 50;
/** Nobody else takes a request up while somebody is at it. */
const heldForMs = 15_000;
/** Requests do not wait for each other's transactions; a workspace's own order does not matter. */
const parallel = 4;

/** Takes requests up as they are told, until it is closed. Several processes of an instance may do it beside each other. */
export async function startChildIssuer(deps: ChildIssuerDeps): Promise<ChildIssuer> {
  let running: Promise<void> | null = null;
  let isWoken = false;
  let isClosed = false;
  const round = async (): Promise<void> => {
    do {
      isWoken = false;
      await decideDue(deps);
    } while (isWoken && !isClosed);
  };
  const run = (): void => {
    isWoken = true;
    if (isClosed) return;
    running ??= round()
      .catch((err: unknown) => deps.logger.warn({ event: 'children', err }, 'requests of runs were not looked at'))
      .finally(() => {
        running = null;
      });
  };
  const listener = await deps.db.listen('wh_outbox', (payload) => {
    if (payload === childKind || payload === '') run();
  });
  const timer = setInterval(run, sweepMs);
  return {
    async close() {
      isClosed = true;
      clearInterval(timer);
      await listener.close();
      await running;
    },
  };
}

interface Due {
  readonly id: bigint;
  readonly workspaceId: WorkspaceId;
  readonly requestId: string;
}

async function decideDue(deps: ChildIssuerDeps): Promise<void> {
  for (let due = await claimDue(deps); due.length > 0; due = await claimDue(deps)) {
    const waiting = [...due];
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await decideOne(deps, next);
    };
    await Promise.all(Array.from({ length: parallel }, worker));
  }
}

async function claimDue({ db }: ChildIssuerDeps): Promise<Due[]> {
  const rows = await db.withInstance(
    'outbox',
    (tx) => tx.$queryRaw<{ id: bigint; workspaceId: string; requestId: string }[]>`
      UPDATE outbox SET attempts = attempts + 1, available_at = now() + ${heldForMs}::bigint * interval '1 millisecond'
      WHERE id IN (SELECT id FROM outbox WHERE kind = ${childKind} AND available_at <= now()
        ORDER BY available_at LIMIT ${rowsPerRound} FOR UPDATE SKIP LOCKED)
      RETURNING id, workspace_id::text AS "workspaceId", ref_id::text AS "requestId"`,
  );
  return rows.map((row) => ({ ...row, workspaceId: row.workspaceId as WorkspaceId }));
}

/** A refusal is an answer; what is away is asked again after a while. */
const passing: ReadonlySet<Code> = new Set(['UNAVAILABLE', 'BUSY', 'INTERNAL']);

/** Never rejects. */
async function decideOne(deps: ChildIssuerDeps, due: Due): Promise<void> {
  const { workspaceId, requestId } = due;
  try {
    const verdict = await decide(deps, due);
    await deps.db.withSystemTenant(workspaceId, async (tx) => {
      await tx.childRequest.updateMany({
        where: { workspaceId, id: requestId, state: 'open' },
        data: {
          state: verdict === null ? 'accepted' : 'refused',
          code: verdict?.code ?? null,
          message: verdict?.message.slice(0, 2048) ?? null,
          decidedAt: new Date(deps.now()),
        },
      });
      await tx.outbox.deleteMany({ where: { id: due.id } });
      await tx.$executeRaw`SELECT pg_notify(${childrenChannel}, ${requestId})`;
    });
  } catch (err) {
    if (err instanceof WheelhouseError && err.code === 'NOT_FOUND') {
      // The workspace is gone, and the request with it.
      await deps.db.withInstance('outbox', (tx) => tx.outbox.deleteMany({ where: { id: due.id } }));
      return;
    }
    deps.logger.warn({ event: 'children', workspaceId, requestId, err }, 'a request of a run is taken up again');
  }
}

/** @returns why there is no run; null where there is one */
async function decide(deps: ChildIssuerDeps, { workspaceId, requestId }: Due): Promise<WheelhouseError | null> {
  const found = await deps.db.withSystemTenant(workspaceId, (tx) =>
    readRequest(tx, workspaceId, requestId, deps.now()),
  );
  if (found === 'done') return null;
  if (found.by === null)
    return new WheelhouseError('NOT_AUTHORIZED', 'whoever this run runs for may start none any more');
  const { by, parentId, childId } = found;
  try {
    const body = AgentSpawn.parse(found.spec);
    await issueForRun(deps, { workspaceId, parentId, requestId, by }, { body, runId: childId });
    return null;
  } catch (error) {
    if (error instanceof WheelhouseError && !passing.has(error.code)) return error;
    throw error;
  }
}

interface Request {
  readonly parentId: string;
  readonly childId: string;
  readonly spec: unknown;
  /** Null where nobody stands behind the run any more. */
  readonly by: RunAsker['by'] | null;
}

/** `done`: decided, or its run is there because its decision was not noted. */
async function readRequest(tx: SpokeTx, workspaceId: WorkspaceId, id: string, now: number): Promise<Request | 'done'> {
  const request = await tx.childRequest.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
  if (request === null || request.state !== 'open') return 'done';
  const { runId: parentId, childId, spec } = request;
  const there = await tx.run.findUnique({
    where: { workspaceId_id: { workspaceId, id: childId } },
    select: { id: true },
  });
  if (there !== null) return 'done';
  const parent = await tx.run.findUnique({
    where: { workspaceId_id: { workspaceId, id: parentId } },
    select: { createdBy: true, issuer: true, command: { select: { grantId: true, act: true } } },
  });
  return {
    parentId,
    childId,
    spec,
    by: parent === null ? null : await standingOf(tx, { workspaceId, now, ...parent }),
  };
}

interface Standing {
  readonly workspaceId: WorkspaceId;
  readonly now: number;
  readonly createdBy: string | null;
  readonly issuer: string;
  readonly command: { readonly grantId: string | null; readonly act: unknown } | null;
}

/** With the rights that they have now: the grant is looked at by the intake. */
async function standingOf(tx: SpokeTx, parent: Standing): Promise<RunAsker['by'] | null> {
  const { workspaceId, now, createdBy: principalId, issuer, command } = parent;
  if (principalId !== null) {
    const permissions = await findPermissions(tx, { workspaceId, principalId, now });
    if (permissions === null) return null;
    const maker = await tx.workspacePrincipal.findFirst({
      where: { workspaceId, principalId },
      select: { kind: true },
    });
    const kind = maker?.kind === 'service' ? 'service' : 'user';
    return { kind: 'principal', caller: { kind, principalId, permissions } };
  }
  const actor = Actor.safeParse(command?.act);
  const grantId = command?.grantId ?? null;
  if (grantId === null || !actor.success) return null;
  return { kind: 'issuer', issuer: issuer as InstanceId, grantId, actor: actor.data };
}
