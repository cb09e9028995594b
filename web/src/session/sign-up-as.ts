import type { components } from '@wheelhouse/client';
import { openApi, take } from '../api/api.ts';
import type { SignInResult } from './kept-session.ts';

type CodeSent = components['schemas']['CodeSent'];

/** Begins an account: a code is sent, or with an invitation the person is in at once. @throws ApiError */
export function signUpAs(body: components['schemas']['SignUp']): Promise<CodeSent | SignInResult> {
  return take<CodeSent | SignInResult>(openApi().POST('/api/v1/auth/sign-up', { body }));
}
