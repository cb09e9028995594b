import { Prisma, type HubTx } from '@wheelhouse/prisma/hub';

/**
 * Runs writes as one statement, because a round trip costs more than most of them: a batch of ten took fourteen. All of
 * them see the rows as they were before, so no write may touch a row that another one of them touches.
 */
export async function writeTogether(tx: HubTx, writes: readonly Prisma.Sql[]): Promise<void> {
  const last = writes.at(-1);
  if (last === undefined) return;
  const others = writes.slice(0, -1).map((write, index) => Prisma.sql`${Prisma.raw(`w${index}`)} as (${write})`);
  await tx.$executeRaw(others.length === 0 ? last : Prisma.sql`with ${Prisma.join(others)} ${last}`);
}
