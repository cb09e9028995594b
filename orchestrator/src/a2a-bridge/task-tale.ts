import {
  Role,
  TaskState,
  type Artifact,
  type Message,
  type StreamResponse,
  type Task,
  type TaskStatus,
} from '@a2a-js/sdk';

/** What a remote agent has said that is to be passed on. */
export type Told =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'artifact'; readonly artifact: Artifact };

/** Where a remote task stands. */
export interface Standing {
  readonly taskId: string;
  readonly contextId: string;
  readonly state: TaskState;
  /** Of the last status. */
  readonly message: Message | undefined;
}

const ended: ReadonlySet<TaskState> = new Set([
  TaskState.TASK_STATE_COMPLETED,
  TaskState.TASK_STATE_FAILED,
  TaskState.TASK_STATE_CANCELED,
  TaskState.TASK_STATE_REJECTED,
]);

export function hasEnded(state: TaskState): boolean {
  return ended.has(state);
}

/** Whether the task waits for us. */
export function isAsking(state: TaskState): boolean {
  return state === TaskState.TASK_STATE_INPUT_REQUIRED || state === TaskState.TASK_STATE_AUTH_REQUIRED;
}

/**
 * Puts together what streams and polls tell of one task, in any mixture: each message and each artifact is passed on
 * once, pieces of an artifact as one.
 */
export class TaskTale {
  readonly #messages = new Set<string>();
  readonly #artifacts = new Map<string, Artifact>();
  readonly #published = new Set<string>();
  #standing: Standing | null = null;

  get standing(): Standing | null {
    return this.#standing;
  }

  /** @returns what is new, in its order */
  take({ payload }: StreamResponse): Told[] {
    switch (payload?.$case) {
      case 'task':
        return this.takeTask(payload.value);
      case 'message':
        return this.#say(payload.value);
      case 'statusUpdate':
        return this.#move(payload.value, payload.value.status);
      case 'artifactUpdate': {
        const { artifact, append, lastChunk } = payload.value;
        if (artifact === undefined) return [];
        this.#collect(artifact, append);
        return lastChunk ? this.#publish([artifact.artifactId]) : [];
      }
      case undefined:
        return [];
    }
  }

  takeTask(task: Task): Told[] {
    const { status } = task;
    const question = status !== undefined && isAsking(status.state) ? status.message?.messageId : undefined;
    const said = task.history
      .filter(({ role, messageId }) => role !== ownRole && messageId !== question)
      .flatMap((message) => this.#say(message));
    for (const artifact of task.artifacts) this.#collect(artifact, false);
    return [...said, ...this.#move({ taskId: task.id, contextId: task.contextId }, status)];
  }

  #move(of: { readonly taskId: string; readonly contextId: string }, status: TaskStatus | undefined): Told[] {
    const state = status?.state ?? TaskState.TASK_STATE_UNSPECIFIED;
    this.#standing = { taskId: of.taskId, contextId: of.contextId, state, message: status?.message };
    // A question is passed on as a question, also when it comes again in the task's history.
    const news = status?.message === undefined ? [] : this.#say(status.message);
    const said = isAsking(state) ? [] : news;
    return hasEnded(state) ? [...said, ...this.#publish([...this.#artifacts.keys()])] : said;
  }

  #say(message: Message): Told[] {
    const isNew = message.messageId === '' || !this.#messages.has(message.messageId);
    this.#messages.add(message.messageId);
    const text = textOf(message);
    return isNew && text !== '' ? [{ kind: 'text', text }] : [];
  }

  #collect(artifact: Artifact, append: boolean): void {
    const known = append ? this.#artifacts.get(artifact.artifactId) : undefined;
    const parts = known === undefined ? artifact.parts : [...known.parts, ...artifact.parts];
    this.#artifacts.set(artifact.artifactId, { ...artifact, name: artifact.name || (known?.name ?? ''), parts });
  }

  #publish(ids: readonly string[]): Told[] {
    return ids.flatMap((id) => {
      const artifact = this.#artifacts.get(id);
      if (artifact === undefined || this.#published.has(id)) return [];
      this.#published.add(id);
      return [{ kind: 'artifact' as const, artifact }];
    });
  }
}

/** What we have said ourselves. */
const ownRole = Role.ROLE_USER;

/** The text of a message, and where it points to. */
export function textOf({ parts }: Pick<Message, 'parts'>): string {
  return parts
    .flatMap(({ content }) => {
      if (content?.$case === 'text' || content?.$case === 'url') return [content.value];
      return [];
    })
    .join('\n');
}
