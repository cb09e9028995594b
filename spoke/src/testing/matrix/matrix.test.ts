import { afterAll, beforeAll } from 'vitest';
import { describeForeignIds } from './foreign-ids.ts';
import { describeGuards } from './guards.ts';
import { describeIdentityInBodies } from './identity-in-bodies.ts';
import { describeOrganizationGuards } from './organization-guards.ts';
import { describeQueries } from './queries.ts';
import { openWorld, type World } from './world.ts';

// One file, so that all of it shares one database and one process.
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

describeForeignIds(() => world);
describeQueries(() => world);
describeIdentityInBodies(() => world);
describeGuards(() => world);
describeOrganizationGuards(() => world);
