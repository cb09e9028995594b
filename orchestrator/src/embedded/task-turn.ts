import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import {
  methods,
  RequestError,
  type PermissionOption,
  type PromptRequest,
  type PromptResponse,
  type RequestPermissionRequest,
} from '@agentclientprotocol/sdk';
import type { TaskSpec } from '@wheelhouse/protocol';
import { StepFailure } from './failure.ts';
import { currentCommit } from './git.ts';
import { publishTo } from './publish.ts';
import { reportTo } from './reporter.ts';
import { updatesTo } from './session-updates.ts';
import { runTask, type TaskDeps } from './task-runner.ts';
import type { Turn } from './turn.ts';
import { taskFailedErrorCode, taskMediaType } from './wire.ts';

/** The task of a prompt; null for plain language. The host has checked it against the schema. */
export function taskOf(params: PromptRequest): TaskSpec | null {
  for (const block of params.prompt) {
    if (block.type !== 'resource' || block.resource.mimeType !== taskMediaType || !('text' in block.resource)) continue;
    const task = JSON.parse(block.resource.text) as TaskSpec;
    if (!Array.isArray(task.steps)) throw RequestError.invalidParams(undefined, 'a task has steps');
    return task;
  }
  return null;
}

/** Does the steps. Throws RequestError with the code of the step that failed. */
export async function takeTask(task: TaskSpec, turn: Turn): Promise<PromptResponse> {
  const { client, sessionId, signal } = turn;
  try {
    await runTask(task, await depsOf(turn), signal);
  } catch (error) {
    if (signal.aborted) return { stopReason: 'cancelled' };
    if (error instanceof StepFailure) throw new RequestError(taskFailedErrorCode, error.message, { code: error.code });
    throw error;
  }
  await updatesTo(client, sessionId).message(`all ${task.steps.length} steps are done`);
  return { stopReason: 'end_turn' };
}

const approveOptions: PermissionOption[] = [
  { optionId: 'approve', name: 'Approve', kind: 'allow_once' },
  { optionId: 'reject', name: 'Reject', kind: 'reject_once' },
];

async function depsOf({ client, sessionId, config, cwd, signal }: Turn): Promise<TaskDeps> {
  await mkdir(config.artifactsDir, { recursive: true });
  const deps: Omit<TaskDeps, 'startCommit'> = {
    workDir: cwd,
    artifactsDir: config.artifactsDir,
    childEnv: config.childEnv,
    door: config.door,
    reporter: reportTo(updatesTo(client, sessionId)),
    approve: async (question, cancellationSignal) => {
      const toolCall = { toolCallId: `approve-${randomUUID()}`, title: question };
      const request: RequestPermissionRequest = { sessionId, toolCall, options: approveOptions };
      const { outcome } = await client.request(methods.client.session.requestPermission, request, {
        cancellationSignal,
      });
      return outcome.outcome === 'selected' && outcome.optionId === 'approve';
    },
    publish: publishTo(client),
  };
  const startCommit = await currentCommit({ ...deps, startCommit: null, signal, output: () => Promise.resolve() });
  return { ...deps, startCommit };
}
