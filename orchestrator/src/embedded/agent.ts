import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import {
  agent,
  methods,
  RequestError,
  type AgentApp,
  type AgentContext,
  type PermissionOption,
  type PromptRequest,
  type RequestPermissionRequest,
  type StopReason,
} from '@agentclientprotocol/sdk';
import type { TaskSpec } from '@wheelhouse/protocol';
import type { AgentConfig } from './config.ts';
import { StepFailure } from './failure.ts';
import { currentCommit } from './git.ts';
import { reportTo } from './reporter.ts';
import { runTask, type TaskDeps } from './task-runner.ts';
import { artifactMethod, taskFailedErrorCode, taskMediaType } from './wire.ts';

interface Session {
  readonly cwd: string;
  turn: AbortController | undefined;
}

export interface EmbeddedAgent {
  readonly app: AgentApp;
  /** Cancels every turn: their commands are killed at once. */
  readonly cancelAll: () => void;
}

/** Our own agent as an Agent Client Protocol agent: task mode only, so it needs no model and no key. */
export function createEmbeddedAgent(config: AgentConfig): EmbeddedAgent {
  const sessions = new Map<string, Session>();
  const app = agent({ name: 'wheelhouse-embedded' })
    .onRequest(methods.agent.initialize, () => ({
      protocolVersion: 1,
      agentInfo: { name: 'wheelhouse-embedded', version: '1' },
      agentCapabilities: { promptCapabilities: { embeddedContext: true } },
    }))
    .onRequest(methods.agent.session.new, ({ params }) => {
      const sessionId = randomUUID();
      sessions.set(sessionId, { cwd: params.cwd, turn: undefined });
      return { sessionId };
    })
    .onRequest(methods.agent.session.prompt, async ({ params, client }) => {
      const session = sessions.get(params.sessionId);
      if (!session) throw RequestError.resourceNotFound(params.sessionId);
      if (session.turn) throw RequestError.invalidRequest(undefined, 'a turn is in progress');
      session.turn = new AbortController();
      try {
        return {
          stopReason: await takeTurn(params, { client, config, cwd: session.cwd, signal: session.turn.signal }),
        };
      } finally {
        session.turn = undefined;
      }
    })
    .onNotification(methods.agent.session.cancel, ({ params }) => sessions.get(params.sessionId)?.turn?.abort());
  return {
    app,
    cancelAll: () => {
      for (const session of sessions.values()) session.turn?.abort();
    },
  };
}

const approveOptions: PermissionOption[] = [
  { optionId: 'approve', name: 'Approve', kind: 'allow_once' },
  { optionId: 'reject', name: 'Reject', kind: 'reject_once' },
];

interface Turn {
  readonly client: AgentContext;
  readonly config: AgentConfig;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

async function takeTurn(params: PromptRequest, turn: Turn): Promise<StopReason> {
  const task = taskOf(params);
  if (!task) {
    throw new RequestError(
      taskFailedErrorCode,
      'this agent has no model endpoint, so it cannot follow a plain-language prompt; send task steps, or configure a model endpoint',
      { code: 'MODEL_REQUIRED' },
    );
  }
  try {
    await runTask(task, await depsOf(params.sessionId, turn), turn.signal);
  } catch (error) {
    if (turn.signal.aborted) return 'cancelled';
    if (error instanceof StepFailure) throw new RequestError(taskFailedErrorCode, error.message, { code: error.code });
    throw error;
  }
  const text = `all ${task.steps.length} steps are done`;
  await turn.client.notify(methods.client.session.update, {
    sessionId: params.sessionId,
    update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } },
  });
  return 'end_turn';
}

async function depsOf(sessionId: string, { client, config, cwd, signal }: Turn): Promise<TaskDeps> {
  await mkdir(config.artifactsDir, { recursive: true });
  const reporter = reportTo(client, sessionId);
  const deps: Omit<TaskDeps, 'startCommit'> = {
    workDir: cwd,
    artifactsDir: config.artifactsDir,
    childEnv: config.childEnv,
    reporter,
    approve: async (question, cancellationSignal) => {
      const toolCall = { toolCallId: `approve-${randomUUID()}`, title: question };
      const request: RequestPermissionRequest = { sessionId, toolCall, options: approveOptions };
      const { outcome } = await client.request(methods.client.session.requestPermission, request, {
        cancellationSignal,
      });
      return outcome.outcome === 'selected' && outcome.optionId === 'approve';
    },
    publish: async (name, mediaType) => {
      try {
        await client.request(artifactMethod, { name, mediaType });
      } catch (error) {
        throw new StepFailure(
          `the artifact ${name} was refused: ${error instanceof Error ? error.message : 'unknown'}`,
          { retryable: false, cause: error },
        );
      }
    },
  };
  const startCommit = await currentCommit({ ...deps, startCommit: null, signal, output: () => Promise.resolve() });
  return { ...deps, startCommit };
}

/** The task of a prompt; null for plain language. The host has checked it against the schema. */
function taskOf(params: PromptRequest): TaskSpec | null {
  for (const block of params.prompt) {
    if (block.type !== 'resource' || block.resource.mimeType !== taskMediaType || !('text' in block.resource)) continue;
    const task = JSON.parse(block.resource.text) as TaskSpec;
    if (!Array.isArray(task.steps)) throw RequestError.invalidParams(undefined, 'a task has steps');
    return task;
  }
  return null;
}
