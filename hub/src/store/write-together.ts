import { Prisma, type HubTx } from '@wheelhouse/prisma/hub';

/** One for each write but the last; a batch of the relay has about ten. */
const names = [
  Prisma.sql`w0`,
  Prisma.sql`w1`,
  Prisma.sql`w2`,
  Prisma.sql`w3`,
  Prisma.sql`w4`,
  Prisma.sql`w5`,
  Prisma.sql`w6`,
  Prisma.sql`w7`,
  Prisma.sql`w8`,
  Prisma.sql`w9`,
  Prisma.sql`w10`,
  Prisma.sql`w11`,
  Prisma.sql`w12`,
  Prisma.sql`w13`,
  Prisma.sql`w14`,
];

/**
 * Runs writes as one statement, because a round trip costs more than most of them: a batch of ten took fourteen. All of
 * them see the rows as they were before, so no write may touch a row that another one of them touches.
 */
export async function writeTogether(tx: HubTx, writes: readonly Prisma.Sql[]): Promise<void> {
  const last = writes.at(-1);
  if (last === undefined) return;
  if (writes.length > names.length + 1) throw new RangeError(`at most ${names.length + 1} writes go together`);
  const others = writes.slice(0, -1).map((write, index) => Prisma.sql`${names[index]} as (${write})`);
  if (others.length === 0) await tx.$executeRaw`${last}`;
  else await tx.$executeRaw`with ${Prisma.join(others)} ${last}`;
}
