import { deliverDue, type DeliverDeps } from './deliver.ts';
import { mailChannel } from './queue-mail.ts';

export interface Mailer {
  close(): Promise<void>;
}

/** Finds what no notification told, and what waits for another try. */
const sweepMs = 5_000;

/** Sends mail as it is queued, one round at a time, until it is closed. */
export async function startMailer(deps: DeliverDeps): Promise<Mailer> {
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let again = false;
  const schedule = (delayMs: number): void => {
    if (closed) return;
    clearTimeout(timer);
    timer = setTimeout(run, delayMs);
  };
  const round = async (): Promise<void> => {
    let delayMs = sweepMs;
    try {
      if ((await deliverDue(deps)) > 0) delayMs = 0;
    } catch (error) {
      deps.logger.warn({ event: 'mail_failed', err: error }, 'mail could not be looked after');
    }
    running = null;
    schedule(again ? 0 : delayMs);
    again = false;
  };
  function run(): void {
    if (closed) return;
    if (running === null) running = round();
    else again = true;
  }
  const listener = await deps.db.listen(mailChannel, run);
  run();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await listener.close();
      await running;
      deps.transport?.close();
    },
  };
}
