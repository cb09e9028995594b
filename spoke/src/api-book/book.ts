import { spokeApi } from '@wheelhouse/protocol';
import type { ApiBook } from '@wheelhouse/server';
import { me, signIn } from './people.ts';
import { imports, members, organizations, teams, views, workspaces } from './tenancy.ts';
import { audit, federation, instance, keys, secrets } from './trust.ts';
import { a2a, agents, commands, runs, schedules } from './work.ts';

/** What the spoke's `/openapi.json` says besides what its routes do. A new route gets its line in one of the groups. */
export const spokeBook: ApiBook = {
  description:
    'One instance of Wheelhouse. Answers are `{data, meta}`, errors `{error: {code, message, details}, meta}` with a registered code; lists go on with `meta.page.nextCursor`. `/api/…` is another name of the newest version, `/api/v1/…`. More: docs/api.md.',
  groups: [
    runs,
    schedules,
    agents,
    commands,
    a2a,
    workspaces,
    members,
    organizations,
    imports,
    teams,
    views,
    keys,
    secrets,
    federation,
    audit,
    signIn,
    me,
    instance,
  ],
  schemas: spokeApi,
  sessionCookie: '__Host-wh_session',
  hasWorkspaces: true,
};
