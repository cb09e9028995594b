import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { StepFailure } from '../failure.ts';
import { joinChild, killChild, spawnChild, type DoorConfig } from '../run-door.ts';
import { endOf } from '../step-spawn.ts';
import type { LoopTool } from './tool-desk.ts';

const SpawnInput = z.strictObject({
  agent: z.string().min(1).max(128).describe('name of an agent of the workspace'),
  prompt: z
    .string()
    .min(1)
    .max(32_768)
    .describe('all that it needs to know: it sees neither this folder nor this talk'),
});

/** Starts another agent and waits for its end. */
export function spawnTool(door: DoorConfig): LoopTool<z.infer<typeof SpawnInput>> {
  return {
    name: 'spawn',
    description:
      'Starts another agent of the workspace with a task of its own, waits until it has ended, and tells what it said and made. It works in a folder of its own.',
    input: SpawnInput,
    kind: 'other',
    changes: true,
    title: ({ agent, prompt }) => `spawn ${agent}: ${prompt}`.slice(0, 500),
    async work({ agent, prompt }, context) {
      const { signal } = context;
      const { id } = await spawnChild(door, { agent, prompt, key: randomUUID() }, signal);
      await context.output('stdout', `run ${id} of ${agent}\n`);
      try {
        const child = await joinChild(door, id, signal);
        const made = child.artifacts.map(({ name, bytes }) => `\n[artifact ${name}, ${bytes} bytes]`).join('');
        const told = `[${endOf(child)}]${made}\n${child.output}`;
        if (child.state !== 'succeeded') throw new StepFailure(told);
        return told;
      } catch (error) {
        if (signal.aborted) void killChild(door, id, 'the agent that started it gave it up');
        throw error;
      }
    },
  };
}
