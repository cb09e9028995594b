import type { QueueRef } from './queue-types.ts';

const queuePattern = /^ws-([0-9a-f-]{36})-(run|ctl)$/;

/** The BullMQ queue of one workspace and lane. BullMQ forbids `:` in it. */
export function queueNameOf(ref: QueueRef): string {
  return `ws-${ref.workspaceId}-${ref.lane}`;
}

/** Undefined for a queue that is not ours: the schema or the server may hold others. */
export function parseQueueName(name: string): QueueRef | undefined {
  const match = queuePattern.exec(name);
  const workspaceId = match?.[1];
  if (workspaceId === undefined) return undefined;
  return { workspaceId, lane: match?.[2] === 'ctl' ? 'ctl' : 'run' };
}

/** One job per command. The letter in front keeps BullMQ from reading an id as its own counter. */
export function jobIdOf(commandId: string): string {
  return `c-${commandId}`;
}

/** Redis keys; PostgreSQL uses its schema as the only namespace. Instance first, so one server can serve several. */
export function redisPrefixOf(instanceId: string): string {
  return `wh:${instanceId}`;
}

export function readySetKey(instanceId: string, lane: QueueRef['lane']): string {
  return `${redisPrefixOf(instanceId)}:ready:${lane}`;
}

export function wakeChannel(instanceId: string): string {
  return `${redisPrefixOf(instanceId)}:wake`;
}
