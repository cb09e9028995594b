import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type ConnectOptions, openQueueStore } from '../../queues/index.ts';
import { quietLogger } from './quiet-logger.ts';

/** Gives every workspace one job, then idles and reports what that costs. Arguments: connect options, workspaces, seconds. */
const connect = JSON.parse(process.argv[2] ?? '{}') as ConnectOptions;
const workspaces = Number(process.argv[3]);
const seconds = Number(process.argv[4]);
const rssBefore = process.memoryUsage.rss();
const queues = await openQueueStore(connect, { logger: quietLogger });
let handled = 0;
const handle = async (): Promise<void> => void (handled += 1);
queues.openClaimPool({ lane: 'run', slots: 8, handle }).start();
queues.openClaimPool({ lane: 'ctl', slots: 4, handle }).start();
for (let index = 0; index < workspaces; index += 20) {
  const some = Array.from({ length: Math.min(20, workspaces - index) }, () => randomUUID());
  await Promise.all(some.map((workspaceId) => queues.add({ commandId: randomUUID(), workspaceId, lane: 'run' })));
}
while (handled < workspaces) await delay(20);
// Connections that the load opened close after two seconds.
await delay(4_000);
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
await delay(seconds * 1_000);
const { user, system } = process.cpuUsage(cpuBefore);
process.send?.({
  rssMiB: process.memoryUsage.rss() / 2 ** 20,
  rssBeforeMiB: rssBefore / 2 ** 20,
  cpuPercent: ((user + system) / 1_000 / (performance.now() - startedAt)) * 100,
});
process.on('disconnect', () => process.exit(0));
