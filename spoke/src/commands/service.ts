import {
  WheelhouseError,
  type Code,
  type InstanceId,
  type MessageId,
  type RunId,
  type spokeApi,
} from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';
import { pageOf, type Page, type PageWish } from '../routes/page.ts';

interface CommandRow {
  readonly id: string;
  readonly direction: string;
  readonly iss: string;
  readonly aud: string;
  readonly verb: string;
  readonly agt: string | null;
  readonly state: string;
  readonly code: string | null;
  readonly message: string | null;
  readonly result: unknown;
  readonly sha256: string;
  readonly createdAt: Date;
  readonly acceptedAt: Date | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

const instant = (date: Date | null): number | null => date?.getTime() ?? null;

/** A command as the API shows it. */
export function commandViewOf(row: CommandRow): spokeApi.CommandView {
  return {
    id: row.id as MessageId,
    direction: row.direction === 'out' ? 'out' : 'in',
    iss: row.iss as InstanceId,
    aud: row.aud as InstanceId,
    verb: row.verb,
    agt: row.agt as RunId | null,
    state: row.state as spokeApi.CommandView['state'],
    code: row.code as Code | null,
    message: row.message,
    result: row.result as spokeApi.CommandView['result'],
    sha256: row.sha256,
    createdAt: row.createdAt.getTime(),
    acceptedAt: instant(row.acceptedAt),
    startedAt: instant(row.startedAt),
    endedAt: instant(row.endedAt),
  };
}

/** Newest first; both what came in and what was sent. */
export async function listCommands(
  db: SpokeDb,
  caller: WorkspaceCaller,
  wish: PageWish & { readonly agt?: string | undefined },
): Promise<Page<spokeApi.CommandView>> {
  const { workspaceId } = caller;
  const rows = await db.withTenant(contextOf(caller), (tx) =>
    tx.command.findMany({
      where: {
        workspaceId,
        ...(wish.cursor === undefined ? {} : { id: { lt: wish.cursor } }),
        ...(wish.agt === undefined ? {} : { agt: wish.agt }),
      },
      orderBy: { id: 'desc' },
      take: wish.limit + 1,
    }),
  );
  return pageOf(rows, wish, commandViewOf);
}

/** One command with every receipt, in order of arrival. @throws WheelhouseError NOT_FOUND */
export async function getCommand(db: SpokeDb, caller: WorkspaceCaller, id: string): Promise<spokeApi.CommandDetail> {
  const { workspaceId } = caller;
  const row = await db.withTenant(contextOf(caller), (tx) =>
    tx.command.findUnique({
      where: { workspaceId_id: { workspaceId, id } },
      include: { receipts: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] } },
    }),
  );
  if (row === null) throw new WheelhouseError('NOT_FOUND');
  return {
    ...commandViewOf(row),
    envelope: row.envelope,
    receipts: row.receipts.map((receipt) => ({
      id: receipt.id as MessageId,
      status: receipt.status as spokeApi.CommandDetail['receipts'][number]['status'],
      late: receipt.late,
      envelope: receipt.envelope,
      at: receipt.createdAt.getTime(),
    })),
  };
}
