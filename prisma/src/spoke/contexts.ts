import type { OrganizationId, WorkspaceId } from '@wheelhouse/protocol';
import type { Prisma } from '../generated/spoke/client.ts';

/** For whom a transaction reads and writes. */
export interface TenantContext {
  readonly workspaceId: WorkspaceId;
  readonly actor: { readonly kind: 'user' | 'service' | 'remote' | 'system'; readonly id: string };
  /** Only while a workspace is being created; otherwise its organization is looked up. */
  readonly organizationId?: OrganizationId;
}

/** For whom a transaction reads and writes an organization's own rows. */
export interface OrganizationContext {
  readonly organizationId: OrganizationId;
  readonly actor: { readonly kind: 'user' | 'system'; readonly id: string };
}

/** What instance-level work may call itself. Nothing of a tenant is visible to it. */
export const instanceReasons = [
  'boot',
  'health',
  'auth',
  'link',
  'peers',
  'intake',
  'outbox',
  'sweep',
  'orchestrator',
  'security',
  'retention',
  'sign-in',
  'mail',
  'limits',
  'audit',
  'import',
] as const;
export type InstanceReason = (typeof instanceReasons)[number];

/** One open transaction. Gone when the door's callback ends. */
export type SpokeTx = Omit<Prisma.TransactionClient, '$transaction' | '$queryRawUnsafe' | '$executeRawUnsafe'>;

export interface DoorOptions {
  /** The transaction is rolled back after this long. Default 15,000. */
  readonly timeoutMs?: number;
}
