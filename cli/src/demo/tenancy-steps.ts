import { randomBytes } from 'node:crypto';
import { newId } from '@wheelhouse/protocol';
import type { CommandTaken, RunRecord } from '@wheelhouse/protocol/api/spoke';
import { createApiClient } from '../api-client.ts';
import { check } from './check.ts';
import type { Federation } from './federation.ts';
import { Person, refusalOf } from './person.ts';
import type { StepReporter } from './reporter.ts';
import { ended } from './run-steps.ts';
import type { RunningSpoke } from './stack.ts';

interface Named {
  readonly id: string;
  readonly slug: string;
  readonly organizationId: string;
}

interface Mail {
  readonly kind: string;
  readonly to: string;
  readonly text: string;
  readonly createdAt: number;
}

const viewerEmail = 'viewer@north.invalid';
const work = { agent: 'embedded', task: { steps: [{ do: 'run', argv: ['/bin/echo', 'by a service account'] }] } };

/** Two workspaces on north that see nothing of each other, and what a viewer and a service account may do in one. */
export async function tenancySteps(federation: Federation, steps: StepReporter): Promise<void> {
  const { north } = federation;
  let owner: Person | null = null;
  const inLab = (): Person => {
    if (owner?.workspaceId === undefined) throw new Error('there is no second workspace');
    return owner;
  };
  await steps.step('second-workspace', async () => {
    const { id } = await north.api.get<{ id: string }>('/me');
    owner = await Person.byLink(north, id);
    owner.workspaceId = (await findLab(owner)).id;
    const [run] = await north.api.get<RunRecord[]>('/runs');
    check(run !== undefined, 'a run in the first workspace');
    const foreign = await refusalOf(owner.get(`/runs/${run.id}`));
    const unheardOf = await refusalOf(owner.get(`/runs/${newId(Date.now())}`));
    check(foreign === 'NOT_FOUND' && unheardOf === foreign, `the other’s run to be missing, not ${foreign ?? 'shown'}`);
    return 'a run of the first workspace is as missing in the second as one that never was';
  });
  await steps.step('refuse-viewer', async () => {
    const viewer = await enterAsViewer(north, inLab());
    const before = (await viewer.get<RunRecord[]>('/runs')).length;
    const code = await refusalOf(viewer.post('/runs', work));
    check(code === 'NOT_AUTHORIZED', `NOT_AUTHORIZED, not ${code ?? 'a run'}`);
    check((await viewer.get<RunRecord[]>('/runs')).length === before, 'no run to be made');
    await viewer.post('/auth/sign-out');
    return 'an invited viewer sees the runs and can spawn none';
  });
  await steps.step('service-account', async () => {
    const wish = { name: `ci-${randomBytes(4).toString('hex')}`, permissions: ['runs:create', 'runs:read'] };
    const made = await inLab().post<{ id: string; key: string }>('/service-accounts', wish);
    const account = createApiClient({ url: north.process.url, apiKey: made.key });
    const taken = await account.post<CommandTaken>('/runs', work);
    const run = await ended(account, taken.runId ?? '');
    check(run.state === 'succeeded', `its run to succeed, not ${run.state} (${run.code ?? ''} ${run.message ?? ''})`);
    await inLab().delete(`/service-accounts/${made.id}`);
    const code = await refusalOf(account.get('/runs'));
    check(code === 'UNAUTHENTICATED', `the revoked key to be worth nothing, not ${code ?? 'good'}`);
    await inLab().post('/auth/sign-out');
    return 'its key spawned a run that succeeded, and is worth nothing once revoked';
  });
}

async function findLab(owner: Person): Promise<Named> {
  const mine = await owner.get<Named[]>('/workspaces');
  const known = mine.find(({ slug }) => slug === 'lab');
  if (known !== undefined) return known;
  const organizationId = mine[0]?.organizationId;
  return (await owner.post<{ workspace: Named }>('/workspaces', { name: 'Lab', slug: 'lab', organizationId }))
    .workspace;
}

/** The viewer of the second workspace: the first time they sign up and are invited, as people are. */
async function enterAsViewer(north: RunningSpoke, owner: Person): Promise<Person> {
  const members = await owner.get<{ userId: string; email: string }[]>(`/workspaces/${owner.workspaceId}/members`);
  const known = members.find(({ email }) => email === viewerEmail);
  const viewer = known === undefined ? await invited(north, owner) : await Person.byLink(north, known.userId);
  viewer.workspaceId = owner.workspaceId;
  return viewer;
}

async function invited(north: RunningSpoke, owner: Person): Promise<Person> {
  const viewer = new Person(north);
  const password = randomBytes(24).toString('base64url');
  const { id } = await viewer.post<{ id: string }>('/auth/sign-up', { email: viewerEmail, name: 'Viewer', password });
  const code = /\b\d{6}\b/.exec(await newestMail(owner, 'sign-up-code'))?.[0];
  await viewer.post('/auth/verify-email', { id, code });
  await owner.post(`/workspaces/${owner.workspaceId}/invitations`, { email: viewerEmail, role: 'viewer' });
  const token = /#([\w.~-]+)/.exec(await newestMail(owner, 'invitation'))?.[1];
  await viewer.post('/workspaces/accept-invitation', { token });
  return viewer;
}

/** From the development outbox: the demo sends no mail. */
async function newestMail(owner: Person, kind: string): Promise<string> {
  const mails = await owner.get<Mail[]>('/dev/outbox');
  const found = mails.filter((mail) => mail.to === viewerEmail && mail.kind === kind);
  const newest = found.toSorted((a, b) => b.createdAt - a.createdAt)[0];
  check(newest !== undefined, `a mail of kind ${kind} to ${viewerEmail}`);
  return newest.text;
}
