import type { CommandTaken } from '@wheelhouse/protocol/api/spoke';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueUntilDead } from './until-dead.ts';
import { World } from './world.ts';

let world: World;
beforeAll(async () => void (world = await World.open()), 180_000);
afterAll(() => world.close());

/** How often the hub dies at each place; 5 makes the 20 points of the long run. */
const hitsPerPlace = 2;

const points = [
  'hub.accept.before-commit',
  'hub.accept.after-commit',
  'hub.forward.before-send',
  'hub.forward.after-send',
].flatMap((name) => Array.from({ length: hitsPerPlace }, (_, nth) => `${name}:exit@${nth + 1}`));

test(
  `ENV-14: a hub killed at ${points.length} points between accept and forward loses and doubles nothing`,
  { timeout: 600_000 },
  async () => {
    const taken: CommandTaken[] = [];
    for (const point of points) {
      await world.restartHub({ WH_FAILPOINT: point });
      const doomed = world.stack.hubProcess;
      taken.push(...(await issueUntilDead(world, doomed)));
      expect(await doomed.exited, `the hub was killed at ${point}`).toBeNull();
    }
    await world.restartHub();
    const { spokes } = await world.settled(taken);
    const north = spokes.find((book) => book.name === 'north');
    for (const { commandId } of taken) {
      const command = north?.commands.find((candidate) => candidate.id === commandId);
      expect(command, `${commandId} on north`).toMatchObject({ state: 'succeeded', code: null });
    }
  },
);
