import type { BenchHub, Stage } from '../processes/open-stage.ts';
import { startChild, type Child } from '../processes/start-child.ts';
import { startNats } from '../processes/start-nats.ts';

/** One way to relay, and whose CPU it costs beside that of its two ends. */
export interface Way {
  readonly name: string;
  /** Of the hub, the relay or the NATS server. */
  readonly relayPid: number;
  readonly postgresPid?: number;
  readonly isPaced: boolean;
  /** True where the relay itself verifies: its messages per CPU second can be held against the rate of verifying alone. */
  readonly verifies: boolean;
  /** Messages of one burst: what is fast needs more of them to be measured. */
  readonly count: number;
}

interface WayOptions {
  readonly count: number;
  /** Folder for the hub's CPU profile. */
  readonly profile: string | undefined;
}

async function openHubs(stage: Stage, clients: Child, { count, profile }: WayOptions): Promise<Way[]> {
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const trustHook = new URL('./trust-hook.ts', import.meta.url).href;
  const open = async (name: string, hub: BenchHub, verifies: boolean): Promise<Way> => {
    const { process, ...at } = hub;
    await clients.ask('openHub', { name, hub: at });
    return { name, relayPid: process.pid, postgresPid: stage.postgresPid, isPaced: true, verifies, count };
  };
  return [
    await open('hub', await stage.startHub('hub', profiling), true),
    await open('hub, verification off', await stage.startHub('trusting', [`--import=${trustHook}`]), false),
  ];
}

async function openMemoryRelays(stage: Stage, clients: Child, { count }: WayOptions): Promise<Way[]> {
  const relay = await startChild(new URL('./memory-relay-main.ts', import.meta.url));
  stage.keep(() => relay.stop());
  const ways: Way[] = [];
  for (const mode of ['sync', 'async', 'frames', 'raw']) {
    const name = `memory, ${mode}`;
    await clients.ask('openMemory', { name, url: relay.url, mode });
    const verifies = mode === 'sync' || mode === 'async';
    ways.push({ name, relayPid: relay.pid, isPaced: false, verifies, count: count * (verifies ? 4 : 12) });
  }
  return ways;
}

async function openNats(stage: Stage, clients: Child, { count }: WayOptions): Promise<Way[]> {
  const nats = await startNats();
  if (nats === null) {
    console.log('nats-server is not on PATH (Debian: apt-get install nats-server): its rows are skipped\n');
    return [];
  }
  stage.keep(() => nats.stop());
  const ways: Way[] = [];
  for (const mode of ['one way', 'request-reply', 'JetStream']) {
    const name = `NATS ${mode}`;
    await clients.ask('openNats', { name, url: nats.url, mode });
    ways.push({ name, relayPid: nats.pid, isPaced: true, verifies: false, count: count * 4 });
  }
  return ways;
}

/** Every way to relay that this machine can run. */
export async function openWays(stage: Stage, clients: Child, options: WayOptions): Promise<Way[]> {
  return [
    ...(await openHubs(stage, clients, options)),
    ...(await openMemoryRelays(stage, clients, options)),
    ...(await openNats(stage, clients, options)),
  ];
}
