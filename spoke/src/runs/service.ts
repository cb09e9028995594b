import { isDeepStrictEqual } from 'node:util';
import {
  newId,
  permits,
  WheelhouseError,
  type AgentSpawn,
  type CommandBody,
  type RunState,
  type spokeApi,
} from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { conditionOf, mayTouch, reachOf } from '../access/may-touch.ts';
import { isUniqueViolation } from '../intake/store.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { commandRun, issueCommand, type Issued, type IssueDeps, type Target } from '../issue/issue-command.ts';
import { pageOf, type Page, type PageWish } from '../routes/page.ts';
import { runRecordOf, type RunRow } from './view.ts';

/** The run, where the caller's permission reaches it: all runs, their own, or those shared with them. */
export async function findRun(
  db: SpokeDb,
  caller: WorkspaceCaller,
  id: string,
  permission = 'runs:read',
): Promise<RunRow | null> {
  const { workspaceId } = caller;
  return db.withTenant(contextOf(caller), async (tx) => {
    const row = await tx.run.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
    if (row === null) return null;
    return (await mayTouch(tx, caller, permission, { kind: 'run', id, createdBy: row.createdBy })) ? row : null;
  });
}

/** @throws WheelhouseError NOT_FOUND, the same for unknown, foreign and hidden runs */
export async function getRun(db: SpokeDb, caller: WorkspaceCaller, id: string, permission?: string): Promise<RunRow> {
  const row = await findRun(db, caller, id, permission);
  if (row === null) throw new WheelhouseError('NOT_FOUND');
  return row;
}

export interface RunsWish extends PageWish {
  readonly state?: RunState | undefined;
  readonly parent?: string | undefined;
  readonly root?: string | undefined;
}

/** Newest first. */
export async function listRuns(
  db: SpokeDb,
  caller: WorkspaceCaller,
  wish: RunsWish,
): Promise<Page<spokeApi.RunRecord>> {
  const { workspaceId } = caller;
  const rows = await db.withTenant(contextOf(caller), async (tx) => {
    const reach = await reachOf(tx, caller, 'runs:read', 'run');
    return tx.run.findMany({
      where: {
        workspaceId,
        ...(wish.state === undefined ? {} : { state: wish.state }),
        ...(wish.parent === undefined ? {} : { parentId: wish.parent }),
        AND: [
          wish.cursor === undefined ? {} : { id: { lt: wish.cursor } },
          wish.root === undefined ? {} : { OR: [{ id: wish.root }, { rootId: wish.root }] },
          conditionOf(reach, caller.principalId),
        ],
      },
      orderBy: { id: 'desc' },
      take: wish.limit + 1,
    });
  });
  return pageOf(rows, wish, runRecordOf);
}

function targetOf(wish: { target?: unknown; targetWorkspace?: unknown }): Target | undefined {
  if (wish.target === undefined || wish.targetWorkspace === undefined) return undefined;
  return { instance: wish.target as Target['instance'], workspaceId: wish.targetWorkspace as Target['workspaceId'] };
}

function spawnBodyOf(wish: spokeApi.SpawnRequest): AgentSpawn {
  const { id: _id, idem: _idem, lifetimeMs: _lifetimeMs, target: _target, targetWorkspace: _ws, ...body } = wish;
  return { verb: 'agent.spawn', ...body };
}

/** `existing`: an earlier request with this idempotency key made the run. */
export interface Spawned extends Issued {
  readonly existing: boolean;
}

/**
 * Spawns a run here or, with a target, on another instance. The same idempotency key with the same wish gives the same
 * run, however often and however parallel; with another wish it is a conflict.
 * @throws WheelhouseError CONFLICT, AGENT_UNKNOWN, NOT_AUTHORIZED, NOT_FOUND (no such peer), PRECONDITION (no hub)
 */
export async function spawnRun(
  deps: IssueDeps,
  caller: WorkspaceCaller,
  wish: spokeApi.SpawnRequest,
): Promise<Spawned> {
  const body = spawnBodyOf(wish);
  const before = await findByIdem(deps.db, caller, wish, body);
  if (before !== null) return before;
  const runId = wish.id ?? newId(deps.now());
  try {
    const { idem, lifetimeMs } = wish;
    const issued = await issueCommand(deps, caller, { body, runId, idem, lifetimeMs, target: targetOf(wish) });
    return { ...issued, existing: false };
  } catch (error) {
    const lostRace = isUniqueViolation(error) || (error instanceof WheelhouseError && error.code === 'CONFLICT');
    const winner = lostRace ? await findByIdem(deps.db, caller, wish, body) : null;
    if (winner !== null) return winner;
    throw isUniqueViolation(error) ? new WheelhouseError('CONFLICT', 'this run id is taken', { cause: error }) : error;
  }
}

async function findByIdem(
  db: SpokeDb,
  caller: WorkspaceCaller,
  wish: spokeApi.SpawnRequest,
  body: AgentSpawn,
): Promise<Spawned | null> {
  const { idem } = wish;
  const { workspaceId } = caller;
  if (idem === undefined || body.onConflict === 'replace') return null;
  const row = await db.withTenant(contextOf(caller), (tx) =>
    tx.run.findUnique({
      where: { workspaceId_idem: { workspaceId, idem } },
      select: { id: true, spec: true, commandId: true, createdBy: true },
    }),
  );
  if (row === null) return null;
  const same = row.createdBy === caller.principalId && isDeepStrictEqual(row.spec, JSON.parse(JSON.stringify(body)));
  if (!same || row.commandId === null) {
    if (body.onConflict === 'use_existing') return null;
    throw new WheelhouseError('CONFLICT', 'this idempotency key was used for another request');
  }
  return { commandId: row.commandId, runId: row.id, existing: true };
}

/**
 * Ends a run. With a target, the run may be one that is not spawned yet: the kill wins over its later spawn.
 * @throws WheelhouseError NOT_FOUND, ALREADY_TERMINAL, NOT_AUTHORIZED
 */
export async function killRun(
  deps: IssueDeps,
  caller: WorkspaceCaller,
  runId: string,
  wish: spokeApi.KillRequest,
): Promise<Issued> {
  const body: CommandBody = {
    verb: 'agent.kill',
    ...(wish.now === undefined ? {} : { now: wish.now }),
    ...(wish.reason === undefined ? {} : { reason: wish.reason }),
  };
  const target = targetOf(wish);
  if (target === undefined) return commandOwnRun(deps, caller, runId, { action: 'kill', body });
  if (!permits(caller.permissions, 'runs:kill')) throw new WheelhouseError('NOT_AUTHORIZED');
  return issueCommand(deps, caller, { body, runId, target });
}

/** A narrow permission reaches the caller's own runs, or those shared with them, wherever they run. */
export async function commandOwnRun(
  deps: IssueDeps,
  caller: WorkspaceCaller,
  runId: string,
  wish: { readonly action: 'kill' | 'input' | 'approve' | 'read'; readonly body: CommandBody },
): Promise<Issued> {
  const { id, createdBy } = await getRun(deps.db, caller, runId);
  const permission = `runs:${wish.action}`;
  const reaches = await deps.db.withTenant(contextOf(caller), (tx) =>
    mayTouch(tx, caller, permission, { kind: 'run', id, createdBy }),
  );
  if (!reaches) throw new WheelhouseError('NOT_AUTHORIZED');
  return commandRun(deps, caller, runId, wish.body);
}
