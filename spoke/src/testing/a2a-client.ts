import { randomUUID } from 'node:crypto';
import { Role, type Message, type Part, type SendMessageRequest, type StreamResponse, type Task } from '@a2a-js/sdk';
import {
  ClientFactory,
  ClientFactoryOptions,
  DefaultAgentCardResolver,
  JsonRpcTransportFactory,
  type Client,
} from '@a2a-js/sdk/client';

/** The official client with a key, found by the card at `path`. */
export async function openA2aClient(url: string, apiKey: string, path?: string): Promise<Client> {
  const fetchImpl: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${apiKey}`);
    return fetch(input, { ...init, headers });
  };
  const options = ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
    transports: [new JsonRpcTransportFactory({ fetchImpl })],
    cardResolver: new DefaultAgentCardResolver({ fetchImpl }),
  });
  return new ClientFactory(options).createFromUrl(url, path);
}

export interface MessageParts {
  readonly text?: string;
  readonly data?: unknown;
  readonly taskId?: string;
  readonly contextId?: string;
  readonly messageId?: string;
  /** `message.metadata.agent`. */
  readonly agent?: string;
  readonly returnImmediately?: boolean;
}

const noMeta = { filename: '', metadata: undefined } as const;

/** A client's message. Returns at once unless it is said otherwise. */
export function requestOf(wish: MessageParts): SendMessageRequest {
  const parts: Part[] = [];
  if (wish.text !== undefined) {
    parts.push({ ...noMeta, content: { $case: 'text', value: wish.text }, mediaType: 'text/plain' });
  }
  if (wish.data !== undefined) {
    parts.push({ ...noMeta, content: { $case: 'data', value: wish.data }, mediaType: 'application/json' });
  }
  const message: Message = {
    messageId: wish.messageId ?? randomUUID(),
    contextId: wish.contextId ?? '',
    taskId: wish.taskId ?? '',
    role: Role.ROLE_USER,
    parts,
    metadata: wish.agent === undefined ? undefined : { agent: wish.agent },
    extensions: [],
    referenceTaskIds: [],
  };
  return {
    tenant: '',
    message,
    metadata: undefined,
    configuration: {
      acceptedOutputModes: [],
      taskPushNotificationConfig: undefined,
      returnImmediately: wish.returnImmediately ?? true,
    },
  };
}

/** The task that a send came to. */
export async function sendForTask(client: Client, wish: MessageParts): Promise<Task> {
  const result = await client.sendMessage(requestOf(wish));
  if ('messageId' in result) throw new Error('a message came instead of a task');
  return result;
}

/** Every text of a message. */
export function textOf(message: Pick<Message, 'parts'> | undefined): string {
  return (message?.parts ?? []).flatMap(({ content }) => (content?.$case === 'text' ? [content.value] : [])).join('\n');
}

/** A short word for each step of a stream. */
export function wordOf({ payload }: StreamResponse): string {
  switch (payload?.$case) {
    case 'task':
      return `task ${String(payload.value.status?.state)}`;
    case 'statusUpdate':
      return `status ${String(payload.value.status?.state)} ${textOf(payload.value.status?.message)}`.trim();
    case 'artifactUpdate':
      return `artifact ${payload.value.artifact?.name ?? ''}`;
    case 'message':
      return 'message';
    case undefined:
      return 'nothing';
  }
}
