import type { spokeApi } from '@wheelhouse/protocol';
import { mailsTo, signUp, type Browser } from './browser.ts';
import type { Answer, Fixture } from './fixture.ts';

/** Somebody with an account, at a browser. */
export interface TestPerson {
  readonly id: string;
  readonly email: string;
  readonly browser: Browser;
  /** Of the workspace that signing up made. */
  readonly workspaceId: string;
  readonly organizationId: string;
}

export async function newPerson(fixture: Fixture, name: string): Promise<TestPerson> {
  const email = `${name}@example.test`;
  const { browser, user } = await signUp(fixture, email);
  const workspaces = await browser('GET', '/api/v1/workspaces');
  const [first] = workspaces.data as unknown as spokeApi.WorkspaceSummary[];
  if (first === undefined) throw new Error(`${name} has no workspace: ${workspaces.text}`);
  return { id: user.id, email, browser, workspaceId: first.id, organizationId: first.organizationId };
}

/** The token of the newest invitation sent to an address. */
export async function invitationTo(fixture: Fixture, email: string): Promise<string> {
  const mails = await mailsTo(fixture, email);
  const mail = mails.filter(({ kind }) => kind === 'invitation').at(-1);
  const token = (mail?.data as { token?: string } | undefined)?.token;
  if (token === undefined) throw new Error(`no invitation went to ${email}`);
  return token;
}

export function accept(person: TestPerson, token: string): Promise<Answer> {
  return person.browser('POST', '/api/v1/workspaces/accept-invitation', { token });
}

/** Invites a person into the host's workspace and lets them accept; both answers have to be good. */
export async function letIn(fixture: Fixture, host: TestPerson, guest: TestPerson, role: string): Promise<void> {
  const path = `/api/v1/workspaces/${host.workspaceId}/invitations`;
  const invited = await host.browser('POST', path, { email: guest.email, role });
  if (invited.status !== 201) throw new Error(`inviting failed: ${invited.text}`);
  const accepted = await accept(guest, await invitationTo(fixture, guest.email));
  if (accepted.status !== 200) throw new Error(`accepting failed: ${accepted.text}`);
}

/** Limits of signing in that no test meets. */
export const noSignInLimits = {
  perIp: 10_000,
  perAccountAndIp: 1_000,
  perAccount: 1_000,
  mailsPerAddress: 1_000,
} as const;
