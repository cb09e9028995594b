import type { components } from '@wheelhouse/client';
import { isSignedOut, openApi, take } from '../api/api.ts';

export type SignInResult = components['schemas']['SignInResult'];

/** The sign-in was right, and the next request came without its session. */
export class SessionNotKept extends Error {
  override readonly name = 'SessionNotKept';
}

/**
 * What the server answered to a sign-in, once the browser has shown that it keeps the session: else the page would lead
 * back here without a word.
 * @throws SessionNotKept, ApiError
 */
export async function keptSession(answer: Promise<SignInResult>): Promise<SignInResult> {
  const result = await answer;
  if (result.status === 'signed-in') {
    await take(openApi().GET('/api/v1/me')).catch((error: unknown) => {
      throw isSignedOut(error) ? new SessionNotKept() : error;
    });
  }
  return result;
}
