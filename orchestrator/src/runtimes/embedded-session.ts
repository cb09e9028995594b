import { join } from 'node:path';
import { methods, type ContentBlock } from '@agentclientprotocol/sdk';
import { WheelhouseError, type AgentSpawn } from '@wheelhouse/protocol';
import { z } from 'zod';
import { artifactMethod, isFileName, taskMediaType } from '../embedded/wire.ts';
import type { PermissionPolicy } from './acp-permissions.ts';
import { AcpSession, type AcpExtension } from './acp-session.ts';
import { defaultHandshakeTimeoutMs } from './acp.ts';
import type { AgentProcess, RunContext, RuntimeSession, RuntimeVerdict } from './adapter.ts';
import { cleanText } from './event-data.ts';

export interface EmbeddedSessionOptions {
  /** Absolute. */
  readonly artifactsDir: string;
  readonly permissions: PermissionPolicy;
}

const ArtifactParams = z.strictObject({
  name: z.string().refine(isFileName, 'is no file name'),
  mediaType: z.string().min(1).max(128),
});
const QuestionParams = z.looseObject({ mode: z.literal('form'), message: z.string().min(1).max(65_536) });

interface OpenQuestion {
  readonly answer: (text: string) => void;
}

/** The agent's session, and what is ours: its artifacts, and questions that people answer in words. */
export class EmbeddedSession implements RuntimeSession {
  readonly started: Promise<void>;
  readonly outcome: Promise<RuntimeVerdict>;
  readonly #acp: AcpSession;
  readonly #context: RunContext;
  readonly #options: EmbeddedSessionOptions;
  #question: OpenQuestion | null = null;
  #asked = 0;

  constructor(process: AgentProcess, context: RunContext, options: EmbeddedSessionOptions) {
    this.#context = context;
    this.#options = options;
    this.#acp = new AcpSession(process, context, {
      prompt: promptOf(context.spec),
      handshakeTimeoutMs: defaultHandshakeTimeoutMs,
      permissions: options.permissions,
      extensions: [this.#artifacts(), this.#questions()],
    });
    this.started = this.#acp.started;
    this.outcome = this.#acp.outcome;
  }

  interrupt(): Promise<void> {
    return this.#acp.interrupt();
  }

  /** Answers the agent's question, if there is one; else it is a further prompt. */
  send(text: string): Promise<void> {
    if (this.#context.spec.task)
      return Promise.reject(new WheelhouseError('UNSUPPORTED', 'an agent that does task steps takes no input'));
    const question = this.#question;
    if (question === null) return this.#acp.send(text);
    this.#question = null;
    question.answer(text);
    return Promise.resolve();
  }

  respond(request: string, option: string): Promise<void> {
    return this.#acp.respond(request, option);
  }

  dispose(): void {
    this.#acp.dispose();
  }

  /** The agent names a file of its artifacts folder; where that folder is, is ours to know. */
  #artifacts(): AcpExtension {
    return {
      method: artifactMethod,
      handle: async (params) => {
        const { name, mediaType } = ArtifactParams.parse(params);
        await this.#context.publishArtifact({ name, mediaType, path: join(this.#options.artifactsDir, name) });
        return {};
      },
    };
  }

  /** Of a form only its question counts: our agent asks for one answer in words. */
  #questions(): AcpExtension {
    return {
      method: methods.client.elicitation.create,
      handle: (params) => {
        const { message } = QuestionParams.parse(params);
        if (this.#question !== null) return Promise.reject(new WheelhouseError('CONFLICT', 'a question is open'));
        this.#asked += 1;
        const title = cleanText(message, 4096);
        this.#context.emit({ type: 'input.requested', data: { request: `input-${this.#asked}`, title } });
        return new Promise((resolve) => {
          this.#question = { answer: (text) => resolve({ action: 'accept', content: { answer: text } }) };
        });
      },
    };
  }
}

function promptOf(spec: AgentSpawn): ContentBlock[] {
  if (!spec.task) return [{ type: 'text', text: spec.prompt ?? '' }];
  return [
    {
      type: 'resource',
      resource: { uri: 'wheelhouse:task', mimeType: taskMediaType, text: JSON.stringify(spec.task) },
    },
  ];
}
