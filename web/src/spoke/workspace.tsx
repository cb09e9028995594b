import { createContext, useContext } from 'react';
import type { Person, Workspace } from '../session/session.ts';
import { mayDo } from '../frame/screens.ts';

/** Where a screen is, and as whom. */
export interface Place {
  readonly person: Person;
  readonly workspace: Workspace;
}

export const PlaceContext = createContext<Place | null>(null);

export function usePlace(): Place {
  const place = useContext(PlaceContext);
  if (place === null) throw new Error('this is a screen of a workspace');
  return place;
}

/** Whether the person may do this here; what they may not is not offered, and the server refuses it all the same. */
export function useMay(permission: string): boolean {
  return mayDo(usePlace().workspace.permissions, permission);
}

/** The same of everything here, whoever's it is: one's own alone is not enough. */
export function useMayAny(permission: string): boolean {
  const [resource = ''] = permission.split(':');
  const { permissions } = usePlace().workspace;
  return permissions.some((held) => held === '*' || held === permission || held === `${resource}:*`);
}
