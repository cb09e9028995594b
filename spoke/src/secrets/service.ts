import type { Sealer } from '@wheelhouse/identity';
import { encodeUtf8, newId, WheelhouseError, type spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb, SpokeTx } from '@wheelhouse/prisma/spoke';
import { checkTag } from '@wheelhouse/server';
import { addAudit } from '../audit/add-audit.ts';
import { isUniqueViolation } from '../intake/store.ts';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { pageOf, type Page, type PageWish } from '../routes/page.ts';
import { secretContext } from '../sealing/contexts.ts';

export interface SecretDeps {
  readonly db: SpokeDb;
  readonly sealer: Sealer;
  readonly now: () => number;
}

/** Of one workspace; a rotation of the secrets key seals each of them anew. */
const maxSecrets = 1_000;

/** Never the sealed value: whoever shows rows cannot show what was not read. */
const columns = {
  id: true,
  name: true,
  description: true,
  version: true,
  createdBy: true,
  createdAt: true,
  updatedAt: true,
} as const;

interface SecretRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly version: number;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

function viewOf(row: SecretRow): spokeApi.SecretView {
  return { ...row, createdAt: row.createdAt.getTime(), updatedAt: row.updatedAt.getTime() };
}

/** Newest first. */
export async function listSecrets(
  { db }: Pick<SecretDeps, 'db'>,
  caller: WorkspaceCaller,
  wish: PageWish,
): Promise<Page<spokeApi.SecretView>> {
  const { workspaceId } = caller;
  const rows = await db.withTenant(contextOf(caller), (tx) =>
    tx.secret.findMany({
      where: { workspaceId, ...(wish.cursor === undefined ? {} : { id: { lt: wish.cursor } }) },
      orderBy: { id: 'desc' },
      take: wish.limit + 1,
      select: columns,
    }),
  );
  return pageOf(rows, wish, viewOf);
}

/** @throws WheelhouseError NOT_FOUND */
export async function getSecret(
  { db }: Pick<SecretDeps, 'db'>,
  caller: WorkspaceCaller,
  id: string,
): Promise<spokeApi.SecretView> {
  return viewOf(await db.withTenant(contextOf(caller), (tx) => findOrThrow(tx, caller, id)));
}

async function findOrThrow(tx: SpokeTx, { workspaceId }: WorkspaceCaller, id: string): Promise<SecretRow> {
  const row = await tx.secret.findUnique({ where: { workspaceId_id: { workspaceId, id } }, select: columns });
  if (row === null) throw new WheelhouseError('NOT_FOUND');
  return row;
}

/** @throws WheelhouseError CONFLICT where the name is taken in this workspace; QUOTA */
export async function createSecret(
  { db, sealer, now }: SecretDeps,
  caller: WorkspaceCaller,
  { value, ...wish }: spokeApi.CreateSecret,
): Promise<spokeApi.SecretView> {
  const { workspaceId, principalId } = caller;
  const id = newId(now());
  const at = new Date(now());
  const sealed = sealer.seal(encodeUtf8(value), secretContext(workspaceId, id));
  try {
    return await db.withTenant(contextOf(caller), async (tx) => {
      if ((await tx.secret.count({ where: { workspaceId } })) >= maxSecrets) {
        throw new WheelhouseError('QUOTA', `a workspace has at most ${maxSecrets} secrets`);
      }
      const after = viewOf(
        await tx.secret.create({
          data: { ...wish, workspaceId, id, sealed, createdBy: principalId, createdAt: at, updatedAt: at },
          select: columns,
        }),
      );
      const detail = { name: after.name, version: after.version };
      await addAudit(tx, caller, { action: 'secrets.create', resourceKind: 'secret', resourceId: id, detail, after });
      return after;
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new WheelhouseError('CONFLICT', 'this name is taken', { cause: error });
    throw error;
  }
}

/**
 * Gives a secret another value, which runs that start from now on get, or another description.
 * @throws WheelhouseError NOT_FOUND; PRECONDITION where it is not what the caller saw
 */
export async function updateSecret(
  { db, sealer, now }: SecretDeps,
  caller: WorkspaceCaller,
  id: string,
  { wish, ifMatch }: { readonly wish: spokeApi.UpdateSecret; readonly ifMatch: string | undefined },
): Promise<spokeApi.SecretView> {
  const { workspaceId } = caller;
  const { value, description } = wish;
  return db.withTenant(contextOf(caller), async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM secrets WHERE workspace_id = ${workspaceId}::uuid AND id = ${id}::uuid FOR UPDATE`;
    const before = viewOf(await findOrThrow(tx, caller, id));
    checkTag(before, ifMatch);
    const after = viewOf(
      await tx.secret.update({
        where: { workspaceId_id: { workspaceId, id } },
        data: {
          ...(description === undefined ? {} : { description }),
          ...(value === undefined
            ? {}
            : {
                sealed: sealer.seal(encodeUtf8(value), secretContext(workspaceId, id)),
                version: { increment: 1 },
              }),
          updatedAt: new Date(now()),
        },
        select: columns,
      }),
    );
    const detail = { name: after.name, version: after.version };
    const entry = { action: 'secrets.update', resourceKind: 'secret', resourceId: id, detail, before, after };
    await addAudit(tx, caller, entry);
    return after;
  });
}

/** @throws WheelhouseError NOT_FOUND */
export async function deleteSecret({ db }: Pick<SecretDeps, 'db'>, caller: WorkspaceCaller, id: string): Promise<void> {
  const { workspaceId } = caller;
  await db.withTenant(contextOf(caller), async (tx) => {
    const before = viewOf(await findOrThrow(tx, caller, id));
    await tx.secret.delete({ where: { workspaceId_id: { workspaceId, id } } });
    const entry = { action: 'secrets.delete', resourceKind: 'secret', resourceId: id, detail: { name: before.name } };
    await addAudit(tx, caller, { ...entry, before });
  });
}

/**
 * The values of a workspace's secrets by name, for a run that starts. They live in memory only; nothing may log them.
 * @throws WheelhouseError PRECONDITION naming those that are not there, or that do not open
 */
export async function openSecrets(
  tx: SpokeTx,
  sealer: Pick<Sealer, 'open'>,
  { workspaceId, names }: { readonly workspaceId: string; readonly names: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  const found = await findSecrets(tx, sealer, { workspaceId, names });
  const missing = names.filter((name) => !found.has(name));
  if (missing.length > 0) throw new WheelhouseError('PRECONDITION', `no secret named ${missing.join(', ')}`);
  return found;
}

/** As {@link openSecrets}, of those that are there. */
export async function findSecrets(
  tx: SpokeTx,
  sealer: Pick<Sealer, 'open'>,
  { workspaceId, names }: { readonly workspaceId: string; readonly names: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.secret.findMany({
    where: { workspaceId, name: { in: [...names] } },
    select: { id: true, name: true, sealed: true },
  });
  const text = new TextDecoder();
  return new Map(
    rows.map(({ id, name, sealed }) => [name, text.decode(sealer.open(sealed, secretContext(workspaceId, id)))]),
  );
}
