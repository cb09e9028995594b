import type { hubApi } from '@wheelhouse/protocol';
import { openCommandStates } from '../fleet/open-command-states.ts';
import type { HubContext } from '../hub-context.ts';
import { readMailboxes } from './read-mailboxes.ts';

type SystemDeps = Pick<HubContext, 'db' | 'audit' | 'directory' | 'sessions' | 'commits' | 'version' | 'startedAt'>;

/** How the hub itself is, from its own tables: no instance is asked. */
export async function readSystem(deps: SystemDeps): Promise<hubApi.SystemView> {
  const { db, audit, directory, sessions, commits, version, startedAt } = deps;
  const [counted, mailboxes] = await Promise.all([
    db.run(async (tx) => ({
      commands: await tx.command.groupBy({
        by: ['state'],
        where: { state: { in: openCommandStates } },
        _count: true,
      }),
      deadLetters: await tx.deadLetter.count(),
      pending: await tx.auditPending.count(),
      head: await tx.auditCheckpoint.findFirst({ where: { chain: audit.chain.chain }, orderBy: { seq: 'desc' } }),
    })),
    readMailboxes(db),
  ]);
  const { head, pending, deadLetters } = counted;
  return {
    version,
    startedAt,
    policyRevision: directory.policyRevision,
    links: sessions.count,
    relay: {
      stalledForMs: Math.round(commits.stalledForMs),
      commands: Object.fromEntries(counted.commands.map(({ state, _count: count }) => [state, count])),
      deadLetters,
    },
    mailboxes: {
      messages: mailboxes.messages,
      bytes: mailboxes.bytes,
      oldestForMs: Math.round(mailboxes.ageSeconds * 1_000),
    },
    audit: { pending, head: head === null ? null : { seq: Number(head.seq), at: head.createdAt.getTime() } },
  };
}
