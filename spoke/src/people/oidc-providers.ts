import type { OidcProvider } from '@wheelhouse/identity';
import {
  decodeUtf8,
  encodeUtf8,
  newId,
  WheelhouseError,
  type OrganizationId,
  type spokeApi,
} from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { addOrganizationAudit } from '../audit/add-audit.ts';
import { isUniqueViolation } from '../intake/store.ts';
import type { OrganizationCaller } from '../organizations/caller.ts';
import { organizationContextOf } from '../organizations/service.ts';
import { providerContext } from '../sealing/contexts.ts';
import type { PeopleDeps } from './deps.ts';

interface ProviderRow {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly sealedSecret: Uint8Array;
  readonly domains: readonly string[];
  readonly enabled: boolean;
  readonly createdAt: Date;
}

export function redirectUriOf(deps: Pick<PeopleDeps, 'frame'>): string {
  return `${deps.frame().publicUrl.replace(/\/+$/, '')}/api/v1/auth/oidc/callback`;
}

function viewOf(deps: PeopleDeps, row: ProviderRow): spokeApi.OidcProviderView {
  const { id, name, issuer, clientId, domains, enabled, createdAt } = row;
  const redirectUri = redirectUriOf(deps);
  return { id, name, issuer, clientId, domains: [...domains], enabled, createdAt: createdAt.getTime(), redirectUri };
}

export async function listProviders(
  deps: PeopleDeps,
  caller: OrganizationCaller,
): Promise<spokeApi.OidcProviderView[]> {
  const { organizationId } = caller;
  const rows = await deps.db.withOrganization(organizationContextOf(caller), (tx) =>
    tx.oidcProvider.findMany({ where: { organizationId }, orderBy: { name: 'asc' } }),
  );
  return rows.map((row) => viewOf(deps, row));
}

/** @throws WheelhouseError CONFLICT where the name is taken */
export async function createProvider(
  deps: PeopleDeps,
  caller: OrganizationCaller,
  wish: spokeApi.CreateOidcProvider,
): Promise<spokeApi.OidcProviderView> {
  const id = newId(deps.now());
  const { clientSecret, ...rest } = wish;
  const { organizationId, principalId: createdBy } = caller;
  return inOrganization(deps, caller, async (tx) => {
    const sealedSecret = seal(deps, id, clientSecret);
    const row = await tx.oidcProvider.create({ data: { organizationId, id, ...rest, sealedSecret, createdBy } });
    await note(tx, caller, 'oidc-provider.create', id);
    return viewOf(deps, row);
  });
}

/** @throws WheelhouseError NOT_FOUND; CONFLICT where the name is taken */
export async function updateProvider(
  deps: PeopleDeps,
  caller: OrganizationCaller,
  wish: spokeApi.UpdateOidcProvider & { readonly id: string },
): Promise<spokeApi.OidcProviderView> {
  const { id, clientSecret, ...rest } = wish;
  const { organizationId } = caller;
  return inOrganization(deps, caller, async (tx) => {
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    const sealed = clientSecret === undefined ? {} : { sealedSecret: seal(deps, id, clientSecret) };
    const { count } = await tx.oidcProvider.updateMany({
      where: { organizationId, id },
      data: { ...given, ...sealed },
    });
    if (count === 0) throw new WheelhouseError('NOT_FOUND');
    await note(tx, caller, 'oidc-provider.update', id);
    const row = await tx.oidcProvider.findUniqueOrThrow({ where: { organizationId_id: { organizationId, id } } });
    return viewOf(deps, row);
  });
}

/** People who signed in there keep their accounts. @throws WheelhouseError NOT_FOUND */
export async function deleteProvider(deps: PeopleDeps, caller: OrganizationCaller, id: string): Promise<void> {
  const { organizationId } = caller;
  await inOrganization(deps, caller, async (tx) => {
    const { count } = await tx.oidcProvider.deleteMany({ where: { organizationId, id } });
    if (count === 0) throw new WheelhouseError('NOT_FOUND');
    await note(tx, caller, 'oidc-provider.delete', id);
  });
}

/** What somebody may choose from who has not signed in. An unknown organization has none. */
export async function listChoices(deps: PeopleDeps, organizationId: OrganizationId): Promise<spokeApi.OidcChoice[]> {
  try {
    return await deps.db.withSystemOrganization(organizationId, (tx) =>
      tx.oidcProvider.findMany({
        where: { organizationId, enabled: true },
        orderBy: { name: 'asc' },
        select: { id: true, name: true },
      }),
    );
  } catch (error) {
    if (error instanceof WheelhouseError && error.code === 'NOT_FOUND') return [];
    throw error;
  }
}

export interface UsableProvider extends OidcProvider {
  readonly domains: readonly string[];
}

/** @throws WheelhouseError NOT_FOUND, also where it is switched off */
export async function getUsableProvider(
  deps: PeopleDeps,
  { organizationId, id }: { readonly organizationId: OrganizationId; readonly id: string },
): Promise<UsableProvider> {
  const row = await deps.db.withSystemOrganization(organizationId, (tx) =>
    tx.oidcProvider.findUnique({ where: { organizationId_id: { organizationId, id } } }),
  );
  if (row === null || !row.enabled) throw new WheelhouseError('NOT_FOUND');
  const clientSecret = decodeUtf8(deps.sealer.open(row.sealedSecret, providerContext(id)));
  return { issuer: row.issuer, clientId: row.clientId, clientSecret, domains: row.domains };
}

function seal(deps: PeopleDeps, id: string, secret: string): Uint8Array<ArrayBuffer> {
  return deps.sealer.seal(encodeUtf8(secret), providerContext(id));
}

async function inOrganization<T>(
  deps: PeopleDeps,
  caller: OrganizationCaller,
  fn: (tx: SpokeTx) => Promise<T>,
): Promise<T> {
  try {
    return await deps.db.withOrganization(organizationContextOf(caller), fn);
  } catch (error) {
    if (isUniqueViolation(error)) throw new WheelhouseError('CONFLICT', 'this name is taken', { cause: error });
    throw error;
  }
}

function note(tx: SpokeTx, caller: OrganizationCaller, action: string, id: string): Promise<void> {
  const { organizationId } = caller;
  return addOrganizationAudit(tx, caller, { organizationId, action, resourceKind: 'oidc-provider', resourceId: id });
}
