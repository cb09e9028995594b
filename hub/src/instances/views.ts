import type { HubDb, HubTx } from '@wheelhouse/prisma/hub';
import { openRunStates, type hubApi, type PageQuery } from '@wheelhouse/protocol';
import type { z } from 'zod';
import { factsOf } from '../directory/store.ts';
import type { HubLimits } from '../limits.ts';
import type { Sessions } from '../link/sessions.ts';
import { decideLiveness, endedAt } from './liveness.ts';

type View = z.infer<typeof hubApi.HubInstanceView>;

export interface ViewDeps {
  readonly db: HubDb;
  readonly sessions: Sessions;
  readonly limits: HubLimits;
  readonly startedAt: number;
  readonly now: () => number;
}

/** One instance as operators see it; null where there is none. */
export async function findInstanceView(deps: ViewDeps, id: string): Promise<View | null> {
  const [view] = await deps.db.run((db) => readViews(db, deps, { ids: [id] }));
  return view ?? null;
}

/** All instances by id, a page at a time. */
export async function listInstanceViews(
  deps: ViewDeps,
  page: PageQuery,
): Promise<{ readonly rows: View[]; readonly nextCursor: string | null }> {
  return await deps.db.run(async (db) => {
    const after = page.cursor !== undefined && /^[0-9a-f-]{36}$/.test(page.cursor) ? { id: { gt: page.cursor } } : {};
    const found = await db.instance.findMany({
      where: after,
      orderBy: { id: 'asc' },
      take: page.limit + 1,
      select: { id: true },
    });
    const ids = found.slice(0, page.limit).map((row) => row.id);
    const rows = await readViews(db, deps, { ids });
    return { rows, nextCursor: found.length > page.limit ? (ids.at(-1) ?? null) : null };
  });
}

async function readViews(db: HubTx, deps: ViewDeps, which: { readonly ids: readonly string[] }): Promise<View[]> {
  const ids = [...which.ids];
  const rows = await db.instance.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } });
  const heads = new Map(
    (await db.mailboxHead.findMany({ where: { spokeId: { in: ids } } })).map((head) => [head.spokeId, head]),
  );
  const links = new Map(
    (await db.linkSession.findMany({ where: { spokeId: { in: ids } } })).map((link) => [link.spokeId, link]),
  );
  const runs = await countRuns(db, ids);
  return rows.map((row): View => {
    const facts = factsOf(row.facts);
    const link = links.get(row.id);
    const head = heads.get(row.id);
    const session = deps.sessions.find(row.id);
    const liveness = decideLiveness(
      link === undefined ? null : { ...link, isHere: session !== null },
      deps,
      deps.now(),
    );
    return {
      id: row.id as View['id'],
      kind: facts.kind ?? 'spoke',
      name: row.name,
      region: row.region,
      version: row.version,
      fingerprint: row.identityFingerprint,
      keyset: row.keyset,
      state: row.state as View['state'],
      quarantinedAt: facts.quarantinedAt ?? null,
      shortCode: row.shortCode,
      liveness,
      connGen: link?.connGen ?? 0,
      remoteAddress: link?.remoteAddress ?? null,
      unreachableSince: link === undefined || liveness === 'live' ? null : endedAt(link),
      mailbox: { messages: head?.messages ?? 0, bytes: Number(head?.bytes ?? 0) },
      runs: runs.get(row.id) ?? { queued: 0, live: 0 },
      requestedAt: row.requestedAt.getTime(),
      approvedAt: row.approvedAt?.getTime() ?? null,
      lastSeenAt: session?.lastInboundAt ?? row.lastSeenAt?.getTime() ?? null,
    };
  });
}

/** Of each instance that has any. */
async function countRuns(db: HubTx, ids: readonly string[]): Promise<Map<string, View['runs']>> {
  const counted = await db.run.groupBy({
    by: ['instanceId', 'state'],
    where: { instanceId: { in: [...ids] }, state: { in: [...openRunStates] } },
    _count: true,
  });
  const runs = new Map<string, { queued: number; live: number }>();
  for (const { instanceId, state, _count: count } of counted) {
    const known = runs.get(instanceId) ?? { queued: 0, live: 0 };
    known[state === 'queued' ? 'queued' : 'live'] += count;
    runs.set(instanceId, known);
  }
  return runs;
}
