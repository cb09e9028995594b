import type { spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { HubPin } from '../identity/hub-pin.ts';
import type { Link } from './link.ts';
import { countOwed } from './link-store.ts';

/** The link as the API shows it. */
export async function linkView(db: SpokeDb, pin: HubPin | null, link: Link | null): Promise<spokeApi.LinkView> {
  const row =
    pin === null
      ? null
      : await db.withInstance('health', (tx) => tx.linkState.findUnique({ where: { hubId: pin.hubId } }));
  return {
    state: link?.state ?? 'not_joined',
    hub: pin === null ? null : { id: pin.hubId, url: pin.url, fingerprint: pin.fingerprint },
    since: link?.since ?? null,
    awaySince: link?.awaySince ?? null,
    lastReason: link?.lastReason ?? null,
    policyRevision: row?.policyRevision ?? 0,
    policyAt: row?.policyAt?.getTime() ?? null,
    instanceState: row?.instanceState ?? null,
    owed: pin === null ? 0 : await countOwed(db),
  };
}
