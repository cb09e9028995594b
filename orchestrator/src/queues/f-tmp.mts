import { openPostgresStore, openRedisStore, proveFairness } from '../testing/index.ts';
const { monitorEventLoopDelay } = await import('node:perf_hooks');
for (const open of [openRedisStore, openPostgresStore]) {
  const s = await open();
  const h = monitorEventLoopDelay({ resolution: 5 });
  h.enable();
  const c0 = process.cpuUsage(),
    t0 = performance.now();
  const f = await proveFairness(s, { workspaces: 1000, noisyJobs: 10000 });
  const c = process.cpuUsage(c0);
  console.log(
    s.connect.driver,
    JSON.stringify(f),
    'loop p99',
    h.percentile(99) / 1e6,
    'max',
    h.max / 1e6,
    'cpu',
    ((c.user + c.system) / 1e3 / (performance.now() - t0)).toFixed(2),
  );
  await s.close();
}
