import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { runPhases, type HttpServer, type Logger } from '@wheelhouse/server';
import type { SpokeAudit } from './audit/open-audit.ts';
import type { ChildIssuer } from './children/child-issuer.ts';
import type { Link } from './link/link.ts';
import type { SpokeLive } from './live/open-live.ts';
import type { Mailer } from './mail/start-mailer.ts';
import type { SpokeWatch } from './operations/open-watch.ts';
import type { SpokeOrchestrator } from './orchestrator.ts';
import type { Publisher } from './publisher/publisher.ts';
import type { Retention } from './retention/retention.ts';
import type { RunWaker } from './runs/run-waker.ts';
import type { Scheduler } from './schedules/scheduler.ts';

interface ClosingCore {
  readonly db: SpokeDb;
  readonly logger: Logger;
  readonly watch: Pick<SpokeWatch, 'operations'>;
}

/** What a running spoke is made of, as far as it must be ended. */
export interface SpokeParts {
  readonly app: HttpServer;
  readonly audit: SpokeAudit;
  readonly link: Link | null;
  readonly orchestrator: SpokeOrchestrator;
  readonly children: ChildIssuer;
  readonly publisher: Publisher;
  readonly retention: Retention;
  readonly scheduler: Scheduler;
  readonly waker: RunWaker;
  readonly live: SpokeLive;
  readonly mailer: Mailer;
}

async function closeStreams({ live, waker }: SpokeParts): Promise<void> {
  await live.close();
  await waker.close();
}

/** First nothing more comes in, then what is being done ends, then its receipts are signed, then the store closes. */
export async function closeSpoke(core: ClosingCore, parts: SpokeParts): Promise<void> {
  const phase = (
    name: string,
    timeoutMs: number,
    run: () => Promise<void>,
  ): { name: string; timeoutMs: number; run(): Promise<void> } => ({
    name,
    timeoutMs,
    run,
  });
  await runPhases(
    [
      phase('link', 4_000, async () => parts.link?.close()),
      phase('streams', 1_000, () => closeStreams(parts)),
      phase('http', 4_000, () => parts.app.close()),
      phase('schedules', 2_000, () => parts.scheduler.close()),
      phase('orchestrator', 8_000, () => parts.orchestrator.close()),
      phase('children', 2_000, () => parts.children.close()),
      phase('publisher', 2_000, () => parts.publisher.close()),
      phase('mail', 2_000, () => parts.mailer.close()),
      phase('retention', 2_000, () => parts.retention.close()),
      phase('audit', 2_000, () => parts.audit.close()),
      phase('database', 3_000, () => core.db.close()),
      phase('operations', 3_000, () => core.watch.operations.close()),
    ],
    core.logger,
  );
}
