export { openSpokeDb, type OpenSpokeDbOptions, type SpokeDb } from './spoke/open-spoke-db.ts';
export type { DoorOptions, InstanceReason, OrganizationContext, SpokeTx, TenantContext } from './spoke/contexts.ts';
export { provisionWorkspace, type NewWorkspace } from './spoke/provision-workspace.ts';
export type { Listener } from './database/listen.ts';
export { Prisma } from './generated/spoke/client.ts';
export { findStanding, type StandingKey } from './spoke/find-standing.ts';
export { findPermissions, type PrincipalKey } from './spoke/find-permissions.ts';
