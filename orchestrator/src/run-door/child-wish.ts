import { AgentSpawn, NameToken, parseStrictJson, WheelhouseError } from '@wheelhouse/protocol';
import { z } from 'zod';

/** What an agent may say of a run that it starts: no session of others, no later time, no key of the workspace's. */
const SpawnWish = z.strictObject({
  ...AgentSpawn.pick({ agent: true, prompt: true, task: true, args: true, source: true, limits: true, labels: true })
    .shape,
  /** The same key is the same child, within one attempt of the run. Absent = a new one. */
  key: NameToken.optional(),
});

const KillWish = z.strictObject({ now: z.boolean().optional(), reason: z.string().max(1024).optional() });
export type KillWish = z.infer<typeof KillWish>;

export interface ChildWish {
  readonly key: string | null;
  readonly spawn: AgentSpawn;
}

/** @throws WheelhouseError INVALID saying what is wrong */
export function parseSpawnWish(text: string): ChildWish {
  const { key, ...spawn } = parse(SpawnWish, text);
  return { key: key ?? null, spawn: { verb: 'agent.spawn', ...spawn } };
}

/** @throws WheelhouseError INVALID saying what is wrong */
export function parseKillWish(text: string): KillWish {
  return text === '' ? {} : parse(KillWish, text);
}

function parse<T>(schema: z.ZodType<T>, text: string): T {
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  throw new WheelhouseError('INVALID', `${where}${issue?.message ?? 'the request cannot be read'}`);
}

function jsonOf(text: string): unknown {
  try {
    return parseStrictJson(text);
  } catch (cause) {
    throw new WheelhouseError('INVALID', 'the request is no JSON', { cause });
  }
}
