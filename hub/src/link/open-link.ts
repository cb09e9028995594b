import { randomUUID } from 'node:crypto';
import type { HubDb, HubTx } from '@wheelhouse/prisma/hub';
import type { FrameOf } from '@wheelhouse/protocol';
import { readPolicyRevision } from '../directory/store.ts';
import { decideResume, type Resume } from '../mailbox/resume.ts';
import { ensureHead, lockHeads, saveHeads } from '../mailbox/store.ts';
import { storeTrims } from '../mailbox/trim.ts';
import { appendPolicy } from '../policy/store.ts';

export interface OpenedLink {
  readonly resume: Resume;
  readonly connGen: number;
  readonly policyRevision: number;
  /** The boot id of the session before, where that one was still leased. */
  readonly supersededBootId: string | null;
}

export interface OpenLinkRequest {
  readonly hello: FrameOf<'hello'>;
  readonly nodeId: string;
  readonly leaseMs: number;
  readonly remoteAddress: string;
  readonly now: number;
}

/**
 * Makes a proven session the newest of its spoke: takes the next connection generation, settles where both directions
 * begin, trims what the spoke says it has, and puts the current policy at the end of its mailbox, so that every
 * session brings it.
 */
export async function openLink(db: HubDb, request: OpenLinkRequest): Promise<OpenedLink> {
  const { hello, now } = request;
  const spokeId = hello.instance;
  return await db.transaction(async (tx) => {
    await ensureHead(tx, spokeId, newEpoch());
    const head = (await lockHeads(tx, [spokeId])).get(spokeId);
    if (head === undefined) throw new Error('the mailbox has no head');
    const resume = decideResume(head, hello.resume, newEpoch());
    await saveHeads(tx, [resume.head]);
    await storeTrims(tx, [{ spokeId, epoch: resume.head.epoch, offset: resume.trimTo }], now);
    const session = await takeSession(tx, request);
    await appendPolicy(tx, [spokeId], now);
    return { resume, ...session, policyRevision: await readPolicyRevision(tx) };
  });
}

const newEpoch = (): string => randomUUID().slice(0, 13);

async function takeSession(
  tx: HubTx,
  request: OpenLinkRequest,
): Promise<{ connGen: number; supersededBootId: string | null }> {
  const { hello, nodeId, now, leaseMs, remoteAddress } = request;
  const before = await tx.linkSession.findUnique({ where: { spokeId: hello.instance } });
  const session = {
    nodeId,
    connGen: (before?.connGen ?? 0) + 1,
    bootId: hello.bootId,
    bootCount: hello.bootCount,
    leaseUntil: new Date(now + leaseMs),
    remoteAddress,
    connectedAt: new Date(now),
    disconnectedAt: null,
  };
  await tx.linkSession.upsert({
    where: { spokeId: hello.instance },
    create: { spokeId: hello.instance, ...session },
    update: session,
  });
  await tx.instance.update({
    where: { id: hello.instance },
    data: { bootId: hello.bootId, bootCount: hello.bootCount, lastSeenAt: new Date(now) },
  });
  const leased = before !== null && before.disconnectedAt === null && before.leaseUntil.getTime() > now;
  return { connGen: session.connGen, supersededBootId: leased ? before.bootId : null };
}

/** Notes that a session ended; a newer one of the same spoke is left alone. */
export async function closeLink(db: HubDb, at: { spokeId: string; connGen: number; now: number }): Promise<void> {
  await db.run((tx) =>
    tx.linkSession.updateMany({
      where: { spokeId: at.spokeId, connGen: at.connGen },
      data: { disconnectedAt: new Date(at.now) },
    }),
  );
}

/** Prolongs the leases of the sessions that live on this node. */
export async function renewLeases(
  db: HubDb,
  at: { nodeId: string; spokeIds: readonly string[]; now: number; leaseMs: number },
): Promise<void> {
  if (at.spokeIds.length === 0) return;
  await db.transaction(async (tx) => {
    await tx.linkSession.updateMany({
      where: { spokeId: { in: [...at.spokeIds] }, nodeId: at.nodeId },
      data: { leaseUntil: new Date(at.now + at.leaseMs) },
    });
    await tx.instance.updateMany({ where: { id: { in: [...at.spokeIds] } }, data: { lastSeenAt: new Date(at.now) } });
  });
}
