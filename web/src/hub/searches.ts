import { runStates } from '@wheelhouse/protocol/run-states';

// What stands in the addresses of screens. Apart from the screens, so that the router needs none of them to begin.

export interface RunsSearch {
  readonly state?: (typeof runStates)[number];
  readonly instance?: string;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function idOf(text: unknown): string | undefined {
  return typeof text === 'string' && uuid.test(text) ? text : undefined;
}

export function readRunsSearch(search: Record<string, unknown>): RunsSearch {
  const state = runStates.find((one) => one === search['state']);
  const instance = idOf(search['instance']);
  return { ...(state === undefined ? {} : { state }), ...(instance === undefined ? {} : { instance }) };
}

export interface ActivitySearch {
  readonly tab?: 'refused';
  readonly instance?: string;
}

export function readActivitySearch(search: Record<string, unknown>): ActivitySearch {
  const instance = idOf(search['instance']);
  return {
    ...(search['tab'] === 'refused' ? { tab: 'refused' as const } : {}),
    ...(instance === undefined ? {} : { instance }),
  };
}

export interface AuditSearch {
  readonly action?: string;
  readonly actor?: string;
  readonly verdict?: 'allowed' | 'refused';
  /** The one that is looked at. */
  readonly row?: string;
}

export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  const text = (name: string): string | undefined => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? value.slice(0, 256) : undefined;
  };
  const [action, actor, verdict] = [text('action'), text('actor'), text('verdict')];
  // The router reads what looks like a number as one.
  const row = /^\d{1,18}$/.exec(String(search['row']))?.[0];
  return {
    ...(action === undefined ? {} : { action }),
    ...(actor === undefined ? {} : { actor }),
    ...(verdict === 'allowed' || verdict === 'refused' ? { verdict } : {}),
    ...(row === undefined ? {} : { row }),
  };
}

export interface ConnectionsSearch {
  readonly tab?: 'grants';
  readonly instance?: string;
}

export function readConnectionsSearch(search: Record<string, unknown>): ConnectionsSearch {
  const instance = idOf(search['instance']);
  return {
    ...(search['tab'] === 'grants' ? { tab: 'grants' as const } : {}),
    ...(instance === undefined ? {} : { instance }),
  };
}
