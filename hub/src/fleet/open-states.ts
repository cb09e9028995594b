/** Of runs and commands that have not ended. */
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
export const openCommandStates = ['created', 'queued', 'delivered', 'accepted', 'started', 'unknown'] as const;
