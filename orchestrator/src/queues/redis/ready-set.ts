import type { Redis } from 'ioredis';
import { lanes } from '../lanes.ts';
import type { Survey } from '../driver.ts';
import { queueNameOf, readySetKey, redisPrefixOf } from '../queue-names.ts';
import type { QueueRef } from '../queue-types.ts';

/**
 * The durable set of workspaces that may have jobs, one per lane. A member without jobs is harmless, a job without its member is
 * lost until its ledger row is swept: so members are added before the job, and leave only when every list is seen empty.
 */
export class ReadySet {
  readonly #redis: Redis;
  readonly #instanceId: string;

  constructor(redis: Redis, instanceId: string) {
    this.#redis = redis;
    this.#instanceId = instanceId;
  }

  async add(ref: QueueRef): Promise<void> {
    await this.#redis.sadd(readySetKey(this.#instanceId, ref.lane), ref.workspaceId);
  }

  /** Removes the workspace where nothing is left of its queue. */
  async removeIfEmpty(ref: QueueRef): Promise<void> {
    const queue = `${redisPrefixOf(this.#instanceId)}:${queueNameOf(ref)}`;
    const keys = ['wait', 'paused', 'prioritized', 'delayed', 'active', 'events', 'stalled-check'].map(
      (part) => `${queue}:${part}`,
    );
    await this.#redis.eval(
      removeIfEmptyScript,
      keys.length + 1,
      readySetKey(this.#instanceId, ref.lane),
      ...keys,
      ref.workspaceId,
    );
  }

  /** Looks at every member, in batches: one round trip per 500. */
  async survey(): Promise<Omit<Survey, 'fault'>> {
    const found = {
      waiting: 0,
      ready: [] as QueueRef[],
      delayed: [] as { ref: QueueRef; dueAt: number }[],
      suspect: [] as QueueRef[],
    };
    for (const lane of lanes) {
      let cursor = '0';
      do {
        const [next, members] = await this.#redis.sscan(readySetKey(this.#instanceId, lane), cursor, 'COUNT', 500);
        cursor = next;
        const refs = members.map((workspaceId): QueueRef => ({ workspaceId, lane }));
        for (const state of await this.#statesOf(refs)) {
          found.waiting += state.waiting;
          if (state.claimable) found.ready.push(state.ref);
          if (state.dueAt !== undefined) found.delayed.push({ ref: state.ref, dueAt: state.dueAt });
          if (state.active > 0) found.suspect.push(state.ref);
        }
      } while (cursor !== '0');
    }
    return found;
  }

  async #statesOf(refs: readonly QueueRef[]): Promise<QueueState[]> {
    if (refs.length === 0) return [];
    const prefix = redisPrefixOf(this.#instanceId);
    const reply: unknown = await this.#redis.eval(
      surveyScript,
      0,
      ...refs.map((ref) => `${prefix}:${queueNameOf(ref)}:`),
    );
    const numbers = Array.isArray(reply) ? reply.map(Number) : [];
    return refs.map((ref, index): QueueState => {
      const [waiting = 0, active = 0, dueAt = -1, paused = 0] = numbers.slice(index * 4, index * 4 + 4);
      return { ref, waiting, active, claimable: waiting > 0 && paused === 0, dueAt: dueAt < 0 ? undefined : dueAt };
    });
  }
}

interface QueueState {
  readonly ref: QueueRef;
  readonly waiting: number;
  readonly active: number;
  readonly claimable: boolean;
  readonly dueAt: number | undefined;
}

// Atomic: the workspace leaves the ready set only if no job is left in any list. Its event stream goes with it, nobody reads it.
const removeIfEmptyScript = `
for i = 2, 6 do
  if redis.call('EXISTS', KEYS[i]) == 1 then return 0 end
end
redis.call('UNLINK', KEYS[7], KEYS[8])
return redis.call('SREM', KEYS[1], ARGV[1])`;

// Read-only: waiting, active, first due time (epoch ms, -1 for none) and paused of each queue prefix. BullMQ scores a delayed
// job with its due time shifted left by 12 bits.
const surveyScript = `
local found = {}
for i = 1, #ARGV do
  local queue = ARGV[i]
  local first = redis.call('ZRANGE', queue .. 'delayed', 0, 0, 'WITHSCORES')
  local due = -1
  if first[2] then due = math.floor(tonumber(first[2]) / 4096) end
  found[#found + 1] = redis.call('LLEN', queue .. 'wait') + redis.call('ZCARD', queue .. 'prioritized')
  found[#found + 1] = redis.call('LLEN', queue .. 'active')
  found[#found + 1] = due
  found[#found + 1] = redis.call('HEXISTS', queue .. 'meta', 'paused')
end
return found`;
