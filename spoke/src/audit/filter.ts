import type { spokeApi } from '@wheelhouse/protocol';

/** What rows are chosen by; every member that is there must hold. */
export type AuditFilter = spokeApi.AuditFilter;

interface AuditWhere {
  readonly actorId?: string;
  readonly action?: string | { readonly startsWith: string };
  readonly resourceKind?: string;
  readonly resourceId?: string;
  readonly verdict?: string;
  readonly code?: string;
  readonly requestId?: string;
  readonly at?: { readonly gte?: Date; readonly lt?: Date };
}

/** The filter as a condition on any of the three logs. `action` may end in `*`. */
export function whereOf(filter: AuditFilter | null): AuditWhere {
  if (filter === null) return {};
  const { actor, action, resource, verdict, code, requestId, from, to } = filter;
  const [kind, id] = resource === undefined ? [] : splitOnce(resource, ':');
  return {
    ...(actor === undefined ? {} : { actorId: actor }),
    ...(action === undefined ? {} : { action: action.endsWith('*') ? { startsWith: action.slice(0, -1) } : action }),
    ...(kind === undefined ? {} : { resourceKind: kind }),
    ...(id === undefined ? {} : { resourceId: id }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(code === undefined ? {} : { code }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(from === undefined && to === undefined
      ? {}
      : {
          at: {
            ...(from === undefined ? {} : { gte: new Date(from) }),
            ...(to === undefined ? {} : { lt: new Date(to) }),
          },
        }),
  };
}

function splitOnce(text: string, by: string): [string, string | undefined] {
  const at = text.indexOf(by);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** The filter as an export's header tells it; null where it chooses everything. */
export function tellFilter(filter: AuditFilter): Readonly<Record<string, string>> | null {
  const told = Object.entries(filter).filter(([, value]) => value !== undefined);
  return told.length === 0 ? null : Object.fromEntries(told.map(([name, value]) => [name, String(value)]));
}
