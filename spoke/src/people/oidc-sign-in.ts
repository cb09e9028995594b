import { createToken, tokenDigest, type OidcFlow, type OidcIdentity } from '@wheelhouse/identity';
import {
  decodeUtf8,
  encodeUtf8,
  equalBytes,
  sha256,
  toHex,
  WheelhouseError,
  type OrganizationId,
  type spokeApi,
} from '@wheelhouse/protocol';
import type { AuditActor } from '../audit/add-audit.ts';
import type { PeopleDeps } from './deps.ts';
import { findAccount } from './find-account.ts';
import { sendLinkCode } from './link-identity.ts';
import { getUsableProvider, redirectUriOf } from './oidc-providers.ts';
import { finishSignIn, type SignInOutcome } from './sign-in.ts';
import { takeAttempt } from './sign-in-limits.ts';

const flowLifetimeMs = 10 * 60_000;

interface Kept {
  readonly flow: OidcFlow;
  readonly returnTo: string;
  /** Of the cookie that the browser got: the answer counts only in the browser that asked. */
  readonly browser: string;
}

export interface OidcStart {
  readonly organizationId: OrganizationId;
  readonly providerId: string;
  readonly returnTo: string;
}

/**
 * Begins a sign-in at a provider.
 * @returns where to send the browser, and the token that it has to show when it is back
 * @throws WheelhouseError NOT_FOUND; UNAVAILABLE where the provider does not answer as one
 */
export async function startOidc(
  deps: PeopleDeps,
  wish: OidcStart,
  actor: AuditActor,
): Promise<{ readonly url: string; readonly browserToken: string }> {
  await takeAttempt(deps, actor.ip ?? '');
  const { organizationId, providerId, returnTo } = wish;
  const provider = await getUsableProvider(deps, { organizationId, id: providerId });
  const { url, flow } = await deps.oidc.begin(provider, redirectUriOf(deps));
  const browser = createToken();
  const stateSha256 = digestOf(flow.state);
  const kept: Kept = { flow, returnTo, browser: toHex(browser.sha256) };
  await deps.db.withInstance('sign-in', (tx) =>
    tx.oidcFlow.create({
      data: {
        stateSha256,
        organizationId,
        providerId,
        sealed: deps.sealer.seal(encodeUtf8(JSON.stringify(kept)), flowContext(stateSha256)),
        expiresAt: new Date(deps.now() + flowLifetimeMs),
      },
    }),
  );
  return { url, browserToken: browser.text };
}

export type OidcOutcome = { readonly returnTo: string } & (
  | SignInOutcome
  /** Nobody is known by this identity yet: its address has to be proved once. */
  | ({ readonly status: 'email-code' } & spokeApi.CodeSent)
);

/**
 * Ends a sign-in at a provider. Who is known by this identity is signed in. Otherwise a code goes to the address that the
 * provider vouches for: an organization chooses its provider, so its word alone must not open an account that exists.
 * @param came the query the browser came back with, and the token it shows
 * @throws WheelhouseError UNAUTHENTICATED for whatever does not hold
 */
export async function finishOidc(
  deps: PeopleDeps,
  came: { readonly query: URLSearchParams; readonly browserToken: string | null },
  actor: AuditActor,
): Promise<OidcOutcome> {
  await takeAttempt(deps, actor.ip ?? '');
  const { kept, organizationId, providerId } = await takeFlow(deps, came);
  const { returnTo } = kept;
  const provider = await getUsableProvider(deps, { organizationId, id: providerId });
  const identity = await deps.oidc.finish(provider, kept.flow, came.query);
  const userId = await findKnown(deps, identity);
  if (userId === null) {
    const sent = await sendLinkCode(deps, { identity, organizationId, domains: provider.domains }, actor);
    return { returnTo, status: 'email-code', ...sent };
  }
  const account = await findAccount(deps, userId);
  if (account === null || account.disabled) throw new WheelhouseError('UNAUTHENTICATED');
  return { returnTo, ...(await finishSignIn(deps, account, { method: 'oidc', actor })) };
}

async function findKnown(deps: PeopleDeps, { issuer, subject }: OidcIdentity): Promise<string | null> {
  const row = await deps.db.withInstance('sign-in', (tx) =>
    tx.identityDirectory.findUnique({ where: { issuer_subject: { issuer, subject } } }),
  );
  return row?.userId ?? null;
}

/** Takes a flow for good: an answer counts once, in time, and in the browser that asked. */
async function takeFlow(
  deps: PeopleDeps,
  came: { readonly query: URLSearchParams; readonly browserToken: string | null },
): Promise<{ readonly kept: Kept; readonly organizationId: OrganizationId; readonly providerId: string }> {
  const stateSha256 = digestOf(came.query.get('state') ?? '');
  const row = await deps.db.withInstance('sign-in', async (tx) => {
    const found = await tx.oidcFlow.findUnique({ where: { stateSha256 } });
    const { count } = await tx.oidcFlow.deleteMany({ where: { stateSha256 } });
    return count === 0 ? null : found;
  });
  const shown = came.browserToken === null ? null : tokenDigest(came.browserToken);
  if (row === null || shown === null || row.expiresAt.getTime() <= deps.now()) throw staleFlow();
  const kept = JSON.parse(decodeUtf8(deps.sealer.open(row.sealed, flowContext(stateSha256)))) as Kept;
  if (!equalBytes(encodeUtf8(toHex(shown)), encodeUtf8(kept.browser))) throw staleFlow();
  return { kept, organizationId: row.organizationId as OrganizationId, providerId: row.providerId };
}

function staleFlow(): WheelhouseError {
  return new WheelhouseError('UNAUTHENTICATED', 'this sign-in was not begun here, or is over');
}

function digestOf(state: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(sha256(encodeUtf8(state)));
}

function flowContext(stateSha256: Uint8Array): string {
  return `oidc-flow:${toHex(stateSha256)}`;
}
