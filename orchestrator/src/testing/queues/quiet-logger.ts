import type { QueueLogger } from '../../queues/index.ts';

const silent = (): void => undefined;

/** Says nothing. */
export const quietLogger: QueueLogger = { debug: silent, info: silent, warn: silent, error: silent };
