import { Client } from 'pg';

/** When transactions about runs were committed, by what PostgreSQL tells a listener at that moment. */
export interface CommitWatch {
  /** Milliseconds from the commit of the run's stop to that of its last event. Call it when its end was seen. */
  betweenStopAndEnd(runId: string): number;
  close(): Promise<void>;
}

/** Both instants are taken by the same listener, so its own latency is in neither difference. */
export async function watchCommits(url: string, orchestratorId: string): Promise<CommitWatch> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const stops = new Map<string, number>();
  const latest = new Map<string, number>();
  const stopChannel = `orchestrator_${orchestratorId}`;
  client.on('notification', ({ channel, payload = '' }) => {
    const at = performance.now();
    if (channel === 'wh_events') latest.set(payload, at);
    const runId = payload.split(':')[1] ?? '';
    // The first: the command's own job tells it again.
    if (channel === stopChannel && !stops.has(runId)) stops.set(runId, at);
  });
  await client.query('LISTEN wh_events');
  await client.query(`LISTEN "${stopChannel}"`);
  return {
    betweenStopAndEnd(runId) {
      const [stop, end] = [stops.get(runId), latest.get(runId)];
      if (stop === undefined || end === undefined) throw new Error('a commit was not heard of');
      return end - stop;
    },
    close: () => client.end(),
  };
}
