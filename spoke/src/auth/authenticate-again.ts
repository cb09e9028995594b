import type { Caller, SessionCookies, SessionUse } from '@wheelhouse/server';
import type { FastifyRequest } from 'fastify';

export interface AuthenticateAgainDeps {
  readonly people: { readonly cookies: Pick<SessionCookies, 'find'> };
  authenticate(bearer: string, ip: string): Promise<Caller | null>;
  authenticateSession(token: string, use: SessionUse): Promise<Caller | null>;
}

/**
 * Asks the credential of a request again, for what goes on after its answer has begun: the same caller with what they may
 * do now, in the same workspace; null once the credential is over. Keeps the credential, not the request.
 * @returns a function that throws WheelhouseError NOT_AUTHORIZED where they are out of the workspace
 */
export function authenticatorAgain(
  deps: AuthenticateAgainDeps,
  request: FastifyRequest,
  caller: Pick<Caller, 'principalId' | 'workspaceId'>,
): () => Promise<Caller | null> {
  const { authorization, cookie } = request.headers;
  const { ip } = request;
  const { principalId, workspaceId = null } = caller;
  const ask =
    authorization === undefined
      ? (): Promise<Caller | null> =>
          deps.authenticateSession(deps.people.cookies.find(cookie) ?? '', { ip, workspaceId, isRecheck: true })
      : (): Promise<Caller | null> => deps.authenticate(authorization.slice('Bearer '.length), ip);
  return async () => {
    const fresh = await ask();
    return fresh?.principalId === principalId && (fresh.workspaceId ?? null) === workspaceId ? fresh : null;
  };
}
