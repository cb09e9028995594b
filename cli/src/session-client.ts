import type { SignInResult } from '@wheelhouse/protocol/api/spoke';
import { openClient, type ApiClient } from './api-client.ts';

/** A person signed in at a spoke for as long as a command takes. */
export interface Session {
  readonly user: Extract<SignInResult, { status: 'signed-in' }>['user'];
  /** What they may do in the workspace where the session is, or in the one named. */
  inWorkspace(workspaceId?: string): ApiClient;
}

export interface SignInWish {
  readonly url: string;
  readonly email: string;
  readonly password: string;
  /** Asked only where the account has a second factor. */
  secondFactor(): Promise<string>;
}

/** Signs in, works, and signs out whatever came of it: no session outlives the command. */
export async function withSession<T>(wish: SignInWish, work: (session: Session) => Promise<T>): Promise<T> {
  let cookie = '';
  const inWorkspace = (workspaceId?: string): ApiClient =>
    openClient({
      url: wish.url,
      headers: () => ({
        // A program is no page of another site; a browser would not let a page say so.
        'sec-fetch-site': 'same-origin',
        ...(cookie === '' ? {} : { cookie }),
        ...(workspaceId === undefined ? {} : { 'x-workspace-id': workspaceId }),
      }),
      seen: (response) => {
        for (const line of response.headers.getSetCookie()) cookie = line.split(';')[0] ?? '';
      },
    });
  const api = inWorkspace();
  const { email, password } = wish;
  let result = await api.post<SignInResult>('/auth/sign-in', { email, password });
  if (result.status === 'second-factor') {
    const { challenge } = result;
    result = await api.post<SignInResult>('/auth/second-factor', { challenge, code: await wish.secondFactor() });
  }
  if (result.status !== 'signed-in') throw new Error('the spoke asked for a second factor twice');
  try {
    return await work({ user: result.user, inWorkspace });
  } finally {
    // What was made stays good where this fails, and nobody else ever had the session's token.
    await api.post('/auth/sign-out').catch(() => undefined);
  }
}
