import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { listMarkedProcesses } from '@wheelhouse/cli';
import { newId } from '@wheelhouse/protocol';
import type { CommandTaken, RunRecord } from '@wheelhouse/protocol/api/spoke';
import type { ProcessAgent } from '@wheelhouse/spoke';
import { isAlive, withDescendants } from '../processes/alive.ts';
import type { BenchHub } from '../processes/open-stage.ts';
import { connect } from '../relay/enrol.ts';
import { watchRun, type Seen } from './event-stream.ts';
import { grantTo, holdsGrant, pin, type BenchSpoke } from './start-spoke.ts';

/** Says when it lives, in nanoseconds since the epoch, and then resists: deaf to TERM, one child in a session of its own. */
export const stampingAgent: ProcessAgent = {
  name: 'stamp',
  argv: ['/bin/sh', '-c', `trap '' TERM; date +%s%N; setsid sleep 600 & sleep 600 & wait`],
  allowArgs: true,
};

/** Processes of the agent at least: its shell and two children. */
const agentProcesses = 3;

/** Milliseconds from the call of south's API. */
export interface SpawnTimes {
  /** South has signed the command, stored it and answered. */
  readonly answered: number;
  /** By the agent's own clock, on the same machine. */
  readonly spoke: number;
  readonly seenAtNorth: number;
  readonly seenAtSouth: number;
  readonly killAnswered: number;
  /** No process of the agent is left, by /proc. */
  readonly nobodyLeft: number;
  /** North has booked that it looked and found nobody. */
  readonly provedAtNorth: number;
  readonly provedAtSouth: number;
}

export interface Federation {
  readonly hub: BenchHub;
  readonly north: BenchSpoke;
  readonly south: BenchSpoke;
}

/** South may spawn on north. */
export async function pairSpokes({ hub, north, south }: Federation): Promise<void> {
  await connect(hub, south.instanceId, north.instanceId);
  await pin(north, south);
  await pin(south, north);
  await grantTo(north, south.instanceId);
  await holdsGrant(south);
}

async function processesOf(marker: string): Promise<number[]> {
  for (;;) {
    const found = withDescendants(await listMarkedProcesses(marker));
    if (found.length >= agentProcesses) return found;
    await delay(5);
  }
}

interface Started {
  readonly runId: string;
  readonly atNorth: Seen;
  readonly atSouth: Seen;
}

type KillTimes = Pick<SpawnTimes, 'killAnswered' | 'nobodyLeft' | 'provedAtNorth' | 'provedAtSouth'>;

async function kill({ south, north }: Federation, run: Started, pids: readonly number[]): Promise<KillTimes> {
  const askedAt = Date.now();
  const answered = south.api
    .post<CommandTaken>(`/runs/${run.runId}/kill`, { now: true })
    .then(() => Date.now() - askedAt);
  while (pids.some(isAlive)) await delay(1);
  const nobodyLeft = Date.now() - askedAt;
  const [provedAtNorth, provedAtSouth] = await Promise.all([
    proved(north, run.runId, run.atNorth),
    proved(south, run.runId, run.atSouth),
  ]);
  return {
    killAnswered: await answered,
    nobodyLeft,
    provedAtNorth: provedAtNorth - askedAt,
    provedAtSouth: provedAtSouth - askedAt,
  };
}

/** When this side's record of the run holds the proof; the signed receipt may come behind the event that tells the end. */
async function proved({ api }: BenchSpoke, runId: string, seen: Seen): Promise<number> {
  await seen.endedAt;
  for (;;) {
    const { state, kill: report } = await api.get<RunRecord>(`/runs/${runId}`);
    if (state === 'killed' && report !== null && report !== undefined) {
      if (report.survivors !== 0) throw new Error(`${report.survivors} survived the kill`);
      return Date.now();
    }
    await delay(5);
  }
}

/** One agent spawned at south, seen at both, and killed from south. */
export async function spawnAndKill(federation: Federation): Promise<SpawnTimes> {
  const { north, south } = federation;
  const marker = `wheelhouse-bench-${randomBytes(8).toString('hex')}`;
  const runId = newId(Date.now());
  const atNorth = watchRun(north.api, runId);
  const askedAt = Date.now();
  const where = { target: north.instanceId, targetWorkspace: north.workspaceId };
  await south.api.post<CommandTaken>('/runs', { id: runId, agent: stampingAgent.name, args: [marker], ...where });
  const answered = Date.now() - askedAt;
  const atSouth = watchRun(south.api, runId);
  const [seenAtNorth, seenAtSouth] = await Promise.all([atNorth.firstOutput, atSouth.firstOutput]);
  const pids = await processesOf(marker);
  return {
    answered,
    spoke: Number(seenAtNorth.text) / 1e6 - askedAt,
    seenAtNorth: seenAtNorth.at - askedAt,
    seenAtSouth: seenAtSouth.at - askedAt,
    ...(await kill(federation, { runId, atNorth, atSouth }, pids)),
  };
}
