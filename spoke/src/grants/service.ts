import { limits, newId, signEnvelope, WheelhouseError, type InstanceId, type spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { addAudit } from '../audit/add-audit.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import type { GrantSigner } from '../routes/deps.ts';
import { pageOf, type Page, type PageWish } from '../routes/page.ts';

export interface GrantDeps {
  readonly db: SpokeDb;
  readonly signer: GrantSigner;
  readonly now: () => number;
}

interface GrantRow {
  readonly id: string;
  readonly grantee: string;
  readonly verbs: readonly string[];
  readonly agents: readonly string[];
  readonly maxConcurrent: number | null;
  readonly nbf: Date;
  readonly exp: Date;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

function viewOf(row: GrantRow): spokeApi.GrantView {
  return {
    id: row.id,
    grantee: row.grantee as InstanceId,
    verbs: [...row.verbs],
    agents: [...row.agents],
    maxConcurrent: row.maxConcurrent,
    nbf: row.nbf.getTime(),
    exp: row.exp.getTime(),
    createdAt: row.createdAt.getTime(),
    revokedAt: row.revokedAt?.getTime() ?? null,
  };
}

interface GrantTerms {
  readonly id: string;
  readonly grantee: string;
  readonly verbs: readonly string[];
  readonly agents: readonly string[];
  readonly maxConcurrent: number | null;
  readonly nbf: number;
  readonly exp: number;
}

interface SignedGrant {
  readonly messageId: string;
  readonly envelope: string;
}

function signGrant(deps: GrantDeps, caller: WorkspaceCaller, terms: GrantTerms): SignedGrant {
  const now = deps.now();
  const messageId = newId(now);
  const body = {
    grant: terms.id,
    grantee: terms.grantee,
    verbs: terms.verbs,
    ...(terms.agents.length === 0 ? {} : { agents: terms.agents }),
    ...(terms.maxConcurrent === null ? {} : { maxConcurrent: terms.maxConcurrent }),
    nbf: terms.nbf,
    exp: terms.exp,
  };
  const message = {
    v: 1,
    id: messageId,
    iss: deps.signer.self,
    act: { kind: caller.kind, id: caller.principalId },
    aud: terms.grantee,
    hub: deps.signer.hubId(),
    iat: now,
    exp: now + limits.commandMaxLifetimeMs,
    ws: caller.workspaceId,
    body,
  };
  return { messageId, envelope: signEnvelope('grant', message, deps.signer.grant) };
}

/** Newest first, revoked ones included. */
export async function listGrants(
  db: SpokeDb,
  caller: WorkspaceCaller,
  wish: PageWish,
): Promise<Page<spokeApi.GrantView>> {
  const { workspaceId } = caller;
  const rows = await db.withTenant(contextOf(caller), (tx) =>
    tx.grant.findMany({
      where: { workspaceId, ...(wish.cursor === undefined ? {} : { id: { lt: wish.cursor } }) },
      orderBy: { id: 'desc' },
      take: wish.limit + 1,
    }),
  );
  return pageOf(rows, wish, viewOf);
}

/**
 * Grants a pinned instance something in the caller's workspace: grant, principal and the copy for the grantee in one
 * transaction. The grantee's own id is its principal here, so the database knows it too.
 * @throws WheelhouseError NOT_FOUND where the grantee is not pinned
 */
export async function createGrant(
  deps: GrantDeps,
  caller: WorkspaceCaller,
  wish: spokeApi.CreateGrant,
): Promise<spokeApi.GrantView> {
  const { workspaceId } = caller;
  const now = deps.now();
  const terms: GrantTerms = {
    id: newId(now),
    grantee: wish.grantee,
    verbs: wish.verbs,
    agents: wish.agents ?? [],
    maxConcurrent: wish.maxConcurrent ?? null,
    nbf: now - limits.clockSkewMaxMs,
    exp: now + wish.lifetimeMs,
  };
  const signed = signGrant(deps, caller, terms);
  const row = await deps.db.withTenant(contextOf(caller), async (tx) => {
    const peer = await tx.peer.findUnique({ where: { instanceId: wish.grantee } });
    if (peer === null || peer.pinnedAt === null) throw new WheelhouseError('NOT_FOUND');
    await addPrincipal(tx, caller, wish.grantee);
    const made = await tx.grant.create({
      data: {
        workspaceId,
        id: terms.id,
        grantee: terms.grantee,
        verbs: [...terms.verbs],
        agents: [...terms.agents],
        maxConcurrent: terms.maxConcurrent,
        nbf: new Date(terms.nbf),
        exp: new Date(terms.exp),
        envelope: signed.envelope,
        principalId: terms.grantee,
        createdBy: caller.principalId,
      },
    });
    await sendToGrantee(tx, caller, { terms, signed });
    await addAudit(tx, caller, {
      action: 'grants.create',
      resourceKind: 'grant',
      resourceId: made.id,
      grantId: made.id,
    });
    return made;
  });
  return viewOf(row);
}

async function addPrincipal(tx: SpokeTx, caller: WorkspaceCaller, principalId: string): Promise<void> {
  const { workspaceId } = caller;
  const directory = await tx.workspaceDirectory.findUniqueOrThrow({ where: { workspaceId } });
  await tx.workspacePrincipal.createMany({
    data: [{ workspaceId, principalId, kind: 'remote', organizationId: directory.organizationId }],
    skipDuplicates: true,
  });
}

async function sendToGrantee(
  tx: SpokeTx,
  caller: WorkspaceCaller,
  { terms, signed }: { readonly terms: GrantTerms; readonly signed: SignedGrant },
): Promise<void> {
  await tx.linkOutbox.create({
    data: {
      workspaceId: caller.workspaceId,
      kind: 'grant',
      refId: terms.id,
      messageId: signed.messageId,
      target: terms.grantee,
    },
  });
  await tx.$executeRaw`SELECT pg_notify('wh_link', '')`;
}

/**
 * Ends a grant at once. The grantee and the hub's mirror are told by the same grant with its end moved to now; with the
 * last grant the instance stops being a principal of the workspace.
 * @throws WheelhouseError NOT_FOUND
 */
export async function revokeGrant(deps: GrantDeps, caller: WorkspaceCaller, id: string): Promise<spokeApi.GrantView> {
  const { workspaceId } = caller;
  const now = deps.now();
  const where = { workspaceId_id: { workspaceId, id } };
  const row = await deps.db.withTenant(contextOf(caller), async (tx) => {
    const known = await tx.grant.findUnique({ where });
    if (known === null) throw new WheelhouseError('NOT_FOUND');
    if (known.revokedAt !== null) return known;
    const terms: GrantTerms = { ...known, nbf: known.nbf.getTime(), exp: now };
    const signed = signGrant(deps, caller, terms);
    const revoked = await tx.grant.update({ where, data: { revokedAt: new Date(now), envelope: signed.envelope } });
    const left = await tx.grant.count({ where: { workspaceId, grantee: known.grantee, revokedAt: null } });
    if (left === 0) {
      await tx.workspacePrincipal.deleteMany({ where: { workspaceId, principalId: known.grantee, kind: 'remote' } });
    }
    await sendToGrantee(tx, caller, { terms, signed });
    await addAudit(tx, caller, { action: 'grants.revoke', resourceKind: 'grant', resourceId: id, grantId: id });
    return revoked;
  });
  return viewOf(row);
}
