import type { Code } from './codes.ts';
import { permits } from './permissions.ts';

/** Views that one person keeps in one workspace, or one operator at the hub: all are read when a list is opened. */
export const maxViewsPerOwner = 100;

/** Who wants to do something with a view. */
export interface ViewActor {
  readonly id: string;
  readonly permissions: readonly string[];
}

interface ViewFacts {
  readonly ownerId: string;
  readonly isShared: boolean;
}

/** Why somebody may not make a view, or change one to what it would be; null where they may. Pure. */
export function refusalOfView(actor: ViewActor, known: ViewFacts | null, isShared: boolean): Code | null {
  if (known !== null && known.ownerId !== actor.id) return known.isShared ? 'NOT_AUTHORIZED' : 'NOT_FOUND';
  return isShared && !permits(actor.permissions, 'views:share') ? 'NOT_AUTHORIZED' : null;
}

/** Why somebody may not delete a view; null where they may: the owner, and of shared ones who manages them. Pure. */
export function refusalOfViewRemoval({ id, permissions }: ViewActor, known: ViewFacts): Code | null {
  if (known.ownerId === id) return null;
  if (!known.isShared) return 'NOT_FOUND';
  return permits(permissions, 'views:manage') ? null : 'NOT_AUTHORIZED';
}

/** The screens of those that somebody may read; their own reach of it is enough. Pure. */
export function readableScreens<Screen extends string>(
  permissionOf: Readonly<Record<Screen, string>>,
  held: readonly string[],
): Screen[] {
  const screens = Object.keys(permissionOf) as Screen[];
  return screens.filter((screen) => permits(held, `${permissionOf[screen]}:any`));
}
