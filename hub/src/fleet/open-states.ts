/** States of runs that are not known to have ended. */
export const openRunStates = [
  'queued',
  'preparing',
  'starting',
  'running',
  'waiting',
  'idle',
  'stopping',
  'lost',
] as const;
