import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../generated/spoke/client.ts';

/**
 * A bare Prisma client, for measuring what the door costs. Give it a superuser's URL: policies do not bind that role.
 * Never used by a product process.
 */
export function openUnprotectedClient(adminUrl: string, maxConnections: number): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: adminUrl, max: maxConnections }) });
}
