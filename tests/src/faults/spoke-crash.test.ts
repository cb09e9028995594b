import type { CommandTaken } from '@wheelhouse/protocol/api/spoke';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueUntilDead } from './until-dead.ts';
import { World } from './world.ts';

let world: World;
beforeAll(async () => void (world = await World.open()), 180_000);
afterAll(() => world.close());

// The link's own frames (sync, policy) pass the last point too, before the first command does.
const points = [
  'spoke.intake.before-commit:exit@1',
  'spoke.intake.before-commit:exit@3',
  'spoke.intake.after-commit:exit@1',
  'spoke.intake.after-commit:exit@3',
  'spoke.link.before-ack:exit@5',
  'spoke.link.before-ack:exit@7',
];

test(
  'a spoke killed before and after its intake’s commit and before its ack decides each command once',
  { timeout: 400_000 },
  async () => {
    const taken: CommandTaken[] = [];
    for (const point of points) {
      await world.restartSpoke('north', { WH_FAILPOINT: point });
      const doomed = world.north.process;
      taken.push(...(await issueUntilDead(world, doomed)));
      expect(await doomed.exited, `north was killed at ${point}`).toBeNull();
    }
    await world.restartSpoke('north');
    const { spokes } = await world.settled(taken);
    const north = spokes.find((book) => book.name === 'north');
    for (const { commandId } of taken) {
      const command = north?.commands.find((candidate) => candidate.id === commandId);
      // What was at work when north was killed is reported as lost with it, everything else was done.
      const { state, code } = command ?? {};
      expect(['succeeded ', 'failed ORCHESTRATOR_LOST'], commandId).toContain(`${state} ${code ?? ''}`);
    }
  },
);

test(
  'an issuer killed while its commands are under way keeps every one that it acknowledged',
  { timeout: 120_000 },
  async () => {
    const earlier = await world.settled([]);
    const taken = await Promise.all(Array.from({ length: 12 }, () => world.spawn('brief')));
    await world.restartSpoke('south');
    const { spokes } = await world.settled(taken, earlier);
    const south = spokes.find((book) => book.name === 'south');
    for (const { commandId } of taken) {
      expect(south?.commands.find((command) => command.id === commandId)).toMatchObject({ state: 'succeeded' });
    }
  },
);
