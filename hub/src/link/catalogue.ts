import type { HubDb } from '@wheelhouse/prisma/hub';
import { Catalogue, catalogueTopic, type FrameOf } from '@wheelhouse/protocol';
import type { Logger } from '@wheelhouse/server';

/** A spoke tells it when its link opens and when a machine comes or goes; more often is not written. */
const minIntervalMs = 5_000;

/** Keeps what a spoke says that it can run. What is no catalogue, or comes too often, is left unread. */
export function catalogueReader(deps: {
  readonly db: HubDb;
  readonly spokeId: string;
  readonly now: () => number;
  readonly logger: Logger;
}): (frame: FrameOf<'eph'>) => Promise<void> {
  let lastAt = Number.NEGATIVE_INFINITY;
  return async ({ topic, data }) => {
    const now = deps.now();
    if (topic !== catalogueTopic || now - lastAt < minIntervalMs) return;
    const read = Catalogue.safeParse(data);
    if (!read.success) return;
    lastAt = now;
    const catalogue = read.data as object;
    const { version } = read.data;
    const at = new Date(now);
    const { spokeId: instanceId } = deps;
    try {
      await deps.db.transaction(async (tx) => {
        await tx.instanceCatalogue.upsert({
          where: { instanceId },
          update: { catalogue, at },
          create: { instanceId, catalogue, at },
        });
        await tx.instance.updateMany({
          where: { id: instanceId, OR: [{ version: null }, { version: { not: version } }] },
          data: { version },
        });
      });
    } catch (error) {
      deps.logger.warn({ event: 'link.catalogue', peer: instanceId, err: error }, 'a catalogue was not stored');
    }
  };
}
