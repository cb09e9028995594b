import type { Sealer } from '@wheelhouse/identity';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { WheelhouseError, type WorkspaceId } from '@wheelhouse/protocol';
import type {
  IdempotencyLock,
  IdempotencyScope,
  IdempotencyStart,
  IdempotencyStore,
  IdempotentRequest,
  KeptAnswer,
} from '@wheelhouse/server';
import { z } from 'zod';
import { keptAnswerContext } from '../sealing/contexts.ts';

export interface IdempotencyDeps {
  readonly db: SpokeDb;
  readonly sealer: Sealer;
  readonly now: () => number;
}

/** How long an answer is given again. */
const keptMs = 86_400_000;
/** Longer than any request may take: whoever holds a key for longer has died. */
export const lockMs = 120_000;
const busyWaitMs = 1_000;

const StoredAnswer = z.object({ headers: z.record(z.string(), z.string()), body: z.string() });

/**
 * Keys and answers in the store, as the system of the workspace: an answer is kept also where the request ended its
 * caller's own access. Answers are sealed, since some show a secret that is shown once.
 */
export function openIdempotency(deps: IdempotencyDeps): IdempotencyStore {
  return {
    async start(scope, request) {
      const workspaceId = scope.workspaceId as WorkspaceId;
      // An answer that ended between the two statements of one attempt makes a second one.
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const start = await deps.db.withSystemTenant(workspaceId, (tx) => tryStart(tx, deps, scope, request));
        if (start !== null) return start;
      }
      throw new WheelhouseError('BUSY');
    },
  };
}

async function tryStart(
  tx: SpokeTx,
  deps: IdempotencyDeps,
  scope: IdempotencyScope,
  request: IdempotentRequest,
): Promise<IdempotencyStart | null> {
  const now = deps.now();
  const createdAt = new Date(now);
  const fresh = { ...request, status: null, response: null, createdAt, expiresAt: new Date(now + keptMs) };
  const lock = lockOf(deps, scope, createdAt);
  const { count } = await tx.idempotencyKey.createMany({ data: [{ ...scope, ...fresh }], skipDuplicates: true });
  if (count === 1) return { state: 'new', lock };
  const row = await tx.idempotencyKey.findFirst({ where: { ...scope } });
  if (row === null) return null;
  const isDead = row.status === null && row.createdAt.getTime() + lockMs <= now;
  if (isDead || row.expiresAt.getTime() <= now) {
    const where = { ...scope, createdAt: row.createdAt, status: row.status };
    const taken = await tx.idempotencyKey.updateMany({ where, data: fresh });
    return taken.count === 1 ? { state: 'new', lock } : null;
  }
  if (row.route !== request.route || row.bodySha256 !== request.bodySha256) return { state: 'other-request' };
  if (row.status === null || row.response === null) return { state: 'under-way', waitMs: busyWaitMs };
  return { state: 'answered', answer: openAnswer(deps.sealer, scope, row.status, row.response) };
}

/** The time of its start says whose lock it is: a later request that took the key over has another. */
function lockOf({ db, sealer }: IdempotencyDeps, scope: IdempotencyScope, createdAt: Date): IdempotencyLock {
  const workspaceId = scope.workspaceId as WorkspaceId;
  const where = { ...scope, createdAt, status: null };
  return {
    async keep(answer) {
      const data = { status: answer.status, response: sealAnswer(sealer, scope, answer) };
      await db.withSystemTenant(workspaceId, (tx) => tx.idempotencyKey.updateMany({ where, data }));
    },
    async free() {
      await db.withSystemTenant(workspaceId, (tx) => tx.idempotencyKey.deleteMany({ where }));
    },
  };
}

function contextOf({ workspaceId, principalId, key }: IdempotencyScope): string {
  return keptAnswerContext(workspaceId, principalId, key);
}

function sealAnswer(sealer: Sealer, scope: IdempotencyScope, { headers, body }: KeptAnswer): string {
  const plain = Buffer.from(JSON.stringify({ headers, body }));
  return Buffer.from(sealer.seal(plain, contextOf(scope))).toString('base64');
}

function openAnswer(sealer: Sealer, scope: IdempotencyScope, status: number, response: string): KeptAnswer {
  const plain = sealer.open(Buffer.from(response, 'base64'), contextOf(scope));
  return { status, ...StoredAnswer.parse(JSON.parse(Buffer.from(plain).toString('utf8'))) };
}
