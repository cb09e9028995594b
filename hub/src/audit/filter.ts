import type { hubApi } from '@wheelhouse/protocol';

/** What rows are chosen by; every member that is there must hold. */
export type AuditFilter = hubApi.HubAuditFilter;

interface AuditWhere {
  readonly actor?: string;
  readonly action?: string | { readonly startsWith: string };
  readonly resource?: string | { readonly startsWith: string };
  readonly verdict?: string;
  readonly code?: string;
  readonly requestId?: string;
  readonly at?: { readonly gte?: Date; readonly lt?: Date };
}

/** The filter as a condition on the log. `action` and `resource` may end in `*`. */
export function whereOf(filter: AuditFilter | null): AuditWhere {
  if (filter === null) return {};
  const { from, to, action, resource, ...exact } = filter;
  const named = Object.entries(exact).filter(([, value]) => value !== undefined);
  const at = {
    ...(from === undefined ? {} : { gte: new Date(from) }),
    ...(to === undefined ? {} : { lt: new Date(to) }),
  };
  return {
    ...Object.fromEntries(named),
    ...(action === undefined ? {} : { action: exactOrPrefix(action) }),
    ...(resource === undefined ? {} : { resource: exactOrPrefix(resource) }),
    ...(from === undefined && to === undefined ? {} : { at }),
  };
}

function exactOrPrefix(text: string): string | { readonly startsWith: string } {
  return text.endsWith('*') ? { startsWith: text.slice(0, -1) } : text;
}

/** The filter as an export's header tells it; null where it chooses everything. */
export function tellFilter(filter: AuditFilter): Readonly<Record<string, string>> | null {
  const told = Object.entries(filter).filter(([, value]) => value !== undefined);
  return told.length === 0 ? null : Object.fromEntries(told.map(([name, value]) => [name, String(value)]));
}
