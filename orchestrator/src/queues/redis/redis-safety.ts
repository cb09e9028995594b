import { WheelhouseError } from '@wheelhouse/protocol';
import { Redis } from 'ioredis';

const answerWithinMs = 3_000;

/** What makes a Redis server unsafe for queues, for people; null where nothing does. Pure. @param info its answer to INFO */
export function findRedisFault(info: string): string | null {
  const facts = new Map(info.split(/\r?\n/).map((line) => line.split(':', 2) as [string, string | undefined]));
  const policy = facts.get('maxmemory_policy') ?? 'noeviction';
  if (policy !== 'noeviction')
    return `Redis may throw queued work away (maxmemory-policy ${policy}): set maxmemory-policy noeviction`;
  if (facts.get('aof_enabled') === '0')
    return 'Redis forgets queued work when it is restarted (no append-only file): set appendonly yes';
  const most = Number(facts.get('maxmemory') ?? 0);
  if (most > 0 && Number(facts.get('used_memory') ?? 0) >= most)
    return 'Redis is full (maxmemory is reached): it takes no more work until memory is freed';
  return null;
}

/** The same of a server that is asked. Memory and persistence are all that is looked at, which any user may read. */
export async function readRedisFault(client: Redis): Promise<string | null> {
  const [memory, persistence] = await Promise.all([client.info('memory'), client.info('persistence')]);
  return findRedisFault(`${memory}\n${persistence}`);
}

/**
 * For starts in production. A server that does not answer is no reason to refuse: work waits in the ledger until it does.
 * @throws WheelhouseError PRECONDITION where the server could lose what is queued in it
 */
export async function refuseUnsafeRedis(redisUrl: string): Promise<void> {
  const client = new Redis(redisUrl, { lazyConnect: true, retryStrategy: () => null, connectTimeout: answerWithinMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const fault = await readRedisFault(client);
    if (fault !== null) throw new WheelhouseError('PRECONDITION', fault);
  } catch (error) {
    if (error instanceof WheelhouseError) throw error;
  } finally {
    client.disconnect();
  }
}
