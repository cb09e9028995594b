import { z } from 'zod';

/** Of the `eph` frame that brings it. */
export const catalogueTopic = 'catalogue';

/** A kind of agent, and whether a machine can run it. */
const CatalogueRuntime = z.strictObject({
  name: z.string().max(64),
  available: z.boolean(),
  version: z.string().max(128).nullable(),
  /** Where it was found, or why not and what to do. */
  detail: z.string().max(512).nullable(),
});

/**
 * What an instance can run, as its own machines found at their last start. It goes to the hub over the proven link,
 * unsigned: it is shown to people and decides nothing.
 */
export const Catalogue = z.strictObject({
  version: z.string().max(64),
  machines: z
    .array(
      z.strictObject({
        hostname: z.string().max(256),
        containment: z.string().max(32).nullable(),
        filesystem: z.string().max(32).nullable(),
        runtimes: z.array(CatalogueRuntime).max(32),
      }),
    )
    .max(256),
});
export type Catalogue = z.infer<typeof Catalogue>;
