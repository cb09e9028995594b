import { setTimeout as delay } from 'node:timers/promises';
import { newId, RunId } from '@wheelhouse/protocol';
import type { ProcessAgent } from '@wheelhouse/spoke';
import type { BenchHub, Stage } from '../processes/open-stage.ts';
import { connect, enrol } from '../relay/enrol.ts';
import { LinkClient } from '../relay/link-client.ts';
import { Issuer, type Outcome } from './issuer.ts';
import { grantTo, pin, type BenchSpoke } from './start-spoke.ts';

export const idleAgent: ProcessAgent = { name: 'idle', argv: ['/bin/sleep', '3600'] };

export interface StatusPath {
  /** Sends status commands at a steady rate and resolves when all of them have completed. */
  send(pace: { readonly perSecond: number; readonly count: number }): Promise<Outcome[]>;
  /** Sends as fast as they complete, some at a time; resolves when all of them have completed. */
  saturate(load: { readonly inFlight: number; readonly count: number }): Promise<Outcome[]>;
}

/** An issuer that the spoke trusts, and a run of the idle agent to ask about. */
export async function openStatusPath(stage: Stage, hub: BenchHub, spoke: BenchSpoke): Promise<StatusPath> {
  const link = await LinkClient.dial(await enrol('asker', hub), hub);
  stage.keep(async () => link.close());
  await connect(hub, link.identity.instanceId, spoke.instanceId);
  const isGranted = new Promise<void>((resolve) => {
    link.onData = (frame) => {
      if (frame.h.kind === 'grant') resolve();
    };
  });
  await pin(spoke, link.identity);
  await grantTo(spoke, link.identity.instanceId);
  await isGranted;
  const issuer = new Issuer(link, { aud: spoke.instanceId, hub: hub.hubId, ws: spoke.workspaceId });
  const agt = RunId.parse(newId(Date.now()));
  await issuer.ask({ body: { verb: 'agent.spawn', agent: idleAgent.name }, agt });
  const ask = (): Promise<Outcome> => issuer.ask({ body: { verb: 'agent.status' }, agt });
  return {
    async saturate({ inFlight, count }) {
      const outcomes: Outcome[] = [];
      let sent = 0;
      const lane = async (): Promise<void> => {
        while (sent < count) {
          sent += 1;
          outcomes.push(await ask());
        }
      };
      await Promise.all(Array.from({ length: inFlight }, lane));
      return outcomes;
    },
    async send({ perSecond, count }) {
      const asked: Promise<Outcome>[] = [];
      const startedAt = performance.now();
      while (asked.length < count) {
        const waitMs = startedAt + (asked.length * 1000) / perSecond - performance.now();
        if (waitMs > 0) await delay(waitMs);
        asked.push(ask());
      }
      return await Promise.all(asked);
    },
  };
}
