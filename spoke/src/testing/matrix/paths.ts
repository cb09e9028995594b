import { newId } from '@wheelhouse/protocol';

/** Kinds of ids that name nothing of a tenant, with the reason. */
export const idsOfNoTenant: Readonly<Record<string, string>> = {
  peers: 'other instances; whom the instance trusts is for its administrators',
};

const base = '/api/v1/';

/**
 * What kind of thing each parameter of a route names: the path before it without the parameters, so that
 * `/api/v1/teams/:id/members/:userId` names one of `teams` and one of `teams/members`. A parameter right after another
 * has its own name behind it.
 */
export function kindsIn(url: string): string[] {
  const parts = url.replace(base, '').split('/');
  return parts.flatMap((part, index) => {
    if (!part.startsWith(':')) return [];
    const before = parts.slice(0, index).filter((other) => !other.startsWith(':'));
    return [[...before, ...(parts[index - 1]?.startsWith(':') === true ? [part] : [])].join('/')];
  });
}

/** Puts values in place of the parameters, in their order. */
export function fillPath(url: string, values: readonly string[]): string {
  const left = [...values];
  return url.replaceAll(/:[A-Za-z]+/g, () => left.shift() ?? '');
}

/** What names nothing at all. */
export function randomIdOf(kind: string): string {
  return kind.includes('slug') ? `x${newId(Date.now())}` : newId(Date.now());
}
