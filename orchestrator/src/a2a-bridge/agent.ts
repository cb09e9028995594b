import { randomUUID } from 'node:crypto';
import { agent, methods, RequestError, type AgentApp, type PromptRequest } from '@agentclientprotocol/sdk';
import { ArtifactFiles } from './artifact-files.ts';
import { openRemoteAgent, wordsOf, type RemoteAgent } from './remote-agent.ts';
import { RemoteTurn } from './remote-turn.ts';
import type { BridgeConfig } from './wire.ts';

interface Session {
  readonly remote: RemoteAgent;
  contextId: string;
  turn: { readonly abort: AbortController; readonly over: Promise<unknown> } | null;
}

export interface Bridge {
  readonly app: AgentApp;
  /** Cancels every turn, and resolves when the remote agents have answered. */
  readonly cancelAll: () => Promise<void>;
}

/** A remote A2A agent as an agent of the Agent Client Protocol. */
export function createBridge(config: BridgeConfig, secrets: Readonly<Record<string, string | undefined>>): Bridge {
  const sessions = new Map<string, Session>();
  const files = new ArtifactFiles(config.artifactsDir);
  const cancel = async (session: Session | undefined): Promise<void> => {
    session?.turn?.abort.abort();
    await session?.turn?.over;
  };
  const app = agent({ name: 'wheelhouse-a2a' })
    .onRequest(methods.agent.initialize, () => ({
      protocolVersion: 1,
      agentInfo: { name: 'wheelhouse-a2a', version: '1' },
      agentCapabilities: {},
    }))
    .onRequest(methods.agent.session.new, async () => {
      const sessionId = randomUUID();
      sessions.set(sessionId, { remote: await open(config, secrets), contextId: '', turn: null });
      return { sessionId };
    })
    .onRequest(methods.agent.session.prompt, async ({ params, client }) => {
      const session = sessions.get(params.sessionId);
      if (!session) throw RequestError.resourceNotFound(params.sessionId);
      if (session.turn) throw RequestError.invalidRequest(undefined, 'a turn is in progress');
      const abort = new AbortController();
      const { remote, contextId } = session;
      const { sessionId } = params;
      const turn = new RemoteTurn({ remote, client, sessionId, files, contextId, signal: abort.signal });
      const over = turn.run(textIn(params));
      session.turn = { abort, over: over.catch(() => undefined) };
      try {
        return { stopReason: await over };
      } finally {
        session.contextId = turn.contextId;
        session.turn = null;
      }
    })
    .onNotification(methods.agent.session.cancel, ({ params }) => void cancel(sessions.get(params.sessionId)));
  return {
    app,
    cancelAll: async () => {
      await Promise.all([...sessions.values()].map(cancel));
    },
  };
}

async function open(config: BridgeConfig, secrets: Readonly<Record<string, string | undefined>>): Promise<RemoteAgent> {
  try {
    return await openRemoteAgent(config, secrets);
  } catch (error) {
    throw RequestError.internalError(undefined, wordsOf(error));
  }
}

function textIn({ prompt }: PromptRequest): string {
  return prompt.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
}
