import { permits, RunId, WheelhouseError } from '@wheelhouse/protocol';

/** Lists of a workspace: what is told is each thing that changed, as it is now. */
export const listTopics = ['runs', 'approvals', 'commands', 'members'] as const;
export type ListTopic = (typeof listTopics)[number];

interface TopicRule {
  /** All of them, as the routes that show the same ask. */
  readonly needs: readonly string[];
  /** Whether `:own` and `:shared` reach a part of the list. */
  readonly inParts: boolean;
}

/** Topic × permission. Written with `:any` where narrower reach shows a part. */
export const topicRules: Readonly<Record<ListTopic, TopicRule>> = {
  runs: { needs: ['runs:read'], inParts: true },
  /** Runs that ask something of somebody, and those that do so no longer. */
  approvals: { needs: ['runs:read', 'runs:approve'], inParts: true },
  commands: { needs: ['runs:read'], inParts: false },
  members: { needs: ['members:read'], inParts: false },
};

/** What following one run needs, on that run. */
export const runEventsPermission = 'runs:read';

export type Topic =
  { readonly kind: 'list'; readonly name: ListTopic } | { readonly kind: 'run-events'; readonly runId: RunId };

/** @throws WheelhouseError NOT_FOUND for what is no topic; an id that cannot be one looks like one of nothing */
export function parseTopic(text: string): Topic {
  const name = listTopics.find((known) => known === text);
  if (name !== undefined) return { kind: 'list', name };
  const [resource, id, part, ...rest] = text.split('/');
  const runId = RunId.safeParse(id);
  if (resource !== 'runs' || part !== 'events' || rest.length > 0 || !runId.success) {
    throw new WheelhouseError('NOT_FOUND', 'no such topic');
  }
  return { kind: 'run-events', runId: runId.data };
}

/** All rows, or those that some reach of each permission leads to. */
export type ListView = { readonly kind: 'all' } | { readonly kind: 'part'; readonly permissions: readonly string[] };

/**
 * Which part of a list somebody may see.
 * @throws WheelhouseError NOT_AUTHORIZED
 */
export function listViewOf(name: ListTopic, held: readonly string[]): ListView {
  const { needs, inParts } = topicRules[name];
  if (needs.every((permission) => permits(held, permission))) return { kind: 'all' };
  if (!inParts || !needs.every((permission) => permits(held, `${permission}:any`))) {
    throw new WheelhouseError('NOT_AUTHORIZED');
  }
  const reaches = needs.flatMap((permission) => [permission, `${permission}:own`, `${permission}:shared`]);
  return { kind: 'part', permissions: reaches.filter((permission) => permits(held, permission)) };
}
