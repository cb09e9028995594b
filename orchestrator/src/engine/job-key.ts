import { MessageId, WorkspaceId } from '@wheelhouse/protocol';
import type { QueueJob } from '../queues/index.ts';
import type { EngineLogger } from './deps.ts';

export interface JobKey {
  readonly workspaceId: WorkspaceId;
  readonly commandId: string;
}

/**
 * What a job names; null where that cannot be the name of anything here. A queue store is no authority: whoever can
 * write to it can name what he wants, and gets what the named workspace's own rows say.
 */
export function readJobKey(job: QueueJob, logger: EngineLogger): JobKey | null {
  const workspaceId = WorkspaceId.safeParse(job.workspaceId);
  const commandId = MessageId.safeParse(job.commandId);
  if (workspaceId.success && commandId.success) return { workspaceId: workspaceId.data, commandId: commandId.data };
  logger.error({ event: 'queue.foreign_job' }, 'a job names nothing that could be here; it is dropped');
  return null;
}
