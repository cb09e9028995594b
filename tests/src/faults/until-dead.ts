import type { ServerProcess } from '@wheelhouse/cli';
import type { CommandTaken } from '@wheelhouse/protocol/api/spoke';
import type { World } from './world.ts';

/** After the acknowledgement of one command and before the next, its way through the whole system is looked at so long. */
const lookMs = 5_000;

/**
 * South issues one command after the other, each once the one before was decided on, until the process dies.
 * @returns what south acknowledged
 * @throws Error where it lives on after `atMost` commands
 */
export async function issueUntilDead(world: World, doomed: ServerProcess, atMost = 30): Promise<CommandTaken[]> {
  let dead = false;
  const died = doomed.exited.then(() => (dead = true));
  const taken: CommandTaken[] = [];
  while (!dead) {
    if (taken.length === atMost) throw new Error(`${doomed.name} lives on after ${atMost} commands`);
    const command = await world.spawn('brief');
    taken.push(command);
    const deadline = performance.now() + lookMs;
    while (!dead && performance.now() < deadline) {
      if ((await world.command(command.commandId)).acceptedAt !== null) break;
      await Promise.race([died, new Promise((resolve) => setTimeout(resolve, 20))]);
    }
  }
  return taken;
}
