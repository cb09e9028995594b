import { hubApi } from '@wheelhouse/protocol';
import type { ApiBook } from '@wheelhouse/server';
import { connections, fleet, instances, joining } from './fleet.ts';
import { audit, operators, signIn, views } from './operators.ts';

/** What the hub's `/openapi.json` says besides what its routes do. A new route gets its line in one of the groups. */
export const hubBook: ApiBook = {
  description:
    'The hub of a fleet: it relays what instances sign and can forge none of it. Answers are `{data, meta}`, errors `{error: {code, message, details}, meta}` with a registered code; lists go on with `meta.page.nextCursor`. More: docs/api.md.',
  groups: [fleet, instances, connections, joining, operators, views, signIn, audit],
  schemas: hubApi,
  sessionCookie: '__Host-wh_hub_session',
  hasWorkspaces: false,
};
