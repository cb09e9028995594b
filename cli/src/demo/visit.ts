import { findSetUpLink } from '@wheelhouse/hub';
import { openHubDb } from '@wheelhouse/prisma/hub';
import { openSpokeDb } from '@wheelhouse/prisma/spoke';
import type { CommandTaken } from '@wheelhouse/protocol/api/spoke';
import { createSignInLink } from '@wheelhouse/spoke';
import type { Federation } from './federation.ts';
import type { RunningSpoke, Stack } from './stack.ts';

/** Long enough to look around in; it ends by itself. */
const rounds = 90;

/** A run of south's on north that goes on for some minutes, so that whoever looks sees something move. */
export async function startSomethingToWatch({ south, target }: Federation): Promise<string> {
  const steps = Array.from({ length: rounds }, (_, round) => [
    { do: 'run', argv: ['/bin/echo', `round ${round + 1} of ${rounds}: the agent looks at its work`] },
    { do: 'sleep', ms: 2_000 },
  ]).flat();
  const { runId } = await south.api.post<CommandTaken>('/runs', { agent: 'embedded', task: { steps }, ...target });
  if (runId === null) throw new Error('the spawn names no run');
  return runId;
}

/** A link that works once, and lands its visitor signed in on that screen of their workspace. */
export async function visitLink(spoke: RunningSpoke, screen: string): Promise<string> {
  const { id: userId } = await spoke.api.get<{ id: string }>('/me');
  const { databaseUrl } = spoke.endpoint;
  const db = await openSpokeDb({ databaseUrl, maxConnections: 1 });
  try {
    const link = new URL(await createSignInLink(db, { userId, publicUrl: spoke.process.url, now: Date.now() }));
    link.searchParams.set('next', `/w/${spoke.workspaceId}${screen}`);
    return link.href;
  } finally {
    await db.close();
  }
}

/** Where the hub is run: the page that makes its first operator, or the one to sign in on where there is one. */
export async function hubLink({ hubEndpoint }: Stack): Promise<string> {
  const { url, databaseUrl } = hubEndpoint;
  const db = await openHubDb({ databaseUrl, maxConnections: 1 });
  try {
    return (await findSetUpLink({ db, now: Date.now, publicUrl: () => url })) ?? url;
  } finally {
    await db.close();
  }
}
