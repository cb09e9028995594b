import { newId } from '@wheelhouse/protocol';
import type { RouteInfo } from '@wheelhouse/server';
import { z } from 'zod';
import { exampleBody } from '../example-body.ts';

const code = (): unknown => ({ id: newId(Date.now()), code: '000000' });
const token = 'x'.repeat(43);
const person = { email: 'new@example.test', name: 'New', password: 'correct horse battery' };
/** Bodies of routes whose schema says more than type, length and format, so that the least example is none. */
const bodies: Readonly<Record<string, () => unknown>> = {
  'POST /api/v1/auth/verify-email': code,
  'POST /api/v1/auth/email-code/verify': code,
  'POST /api/v1/auth/password/reset/confirm': () => ({ token, password: person.password }),
  'POST /api/v1/auth/setup': () => ({ token, ...person }),
  'POST /api/v1/auth/link': () => ({ token }),
  'POST /api/v1/auth/oidc/verify': code,
  'POST /api/v1/peers/:id/pin': () => ({ fingerprint: '0'.repeat(64) }),
  'POST /api/v1/grants': () => ({ grantee: newId(Date.now()), verbs: ['agent.status'] }),
  'POST /api/v1/keys': () => ({}),
  'POST /api/v1/service-accounts': () => ({ name: newId(Date.now()) }),
  'PATCH /api/v1/service-accounts/:id': () => ({ description: 'x' }),
  'POST /api/v1/imports': () => ({ header: { kind: 'wheelhouse-export', version: 1 }, rows: [], dryRun: true }),
  // Locked, its workspace would refuse what other routes are asked.
  'POST /api/v1/kill-all': () => ({ lock: false }),
  'POST /api/v1/schedules': () => ({ name: newId(Date.now()), cron: '0 3 * * *', spawn: { agent: 'none' } }),
  'PATCH /api/v1/schedules/:id': () => ({ enabled: false }),
  'POST /api/v1/secrets': () => ({ name: `S${newId(Date.now()).replaceAll('-', '')}`, value: 'x' }),
  'POST /api/v1/shares': () => ({ kind: 'run', resourceId: newId(Date.now()), userId: newId(Date.now()) }),
  'POST /api/v1/views': () => ({ screen: 'runs', name: newId(Date.now()), query: '' }),
  'POST /api/v1/workspaces/:id/invitations': () => ({ email: 'new@example.test', role: 'guest' }),
  'POST /api/v1/organizations/:id/invitations': () => ({ email: 'new@example.test', role: 'member' }),
  'POST /api/v1/organizations/:id/oidc-providers': () => ({
    name: 'matrix',
    issuer: 'https://id.example.test',
    clientId: 'matrix',
    clientSecret: 'x',
  }),
};

export const nameOf = ({ method, url }: RouteInfo): string => `${method} ${url}`;

/**
 * A body that the route takes; undefined where it takes none.
 * @throws Error where none is known: a route of that kind gets its own in this file
 */
export function bodyFor(route: RouteInfo): unknown {
  const schema = route.schema?.body;
  if (!(schema instanceof z.ZodType)) return undefined;
  const body = bodies[nameOf(route)]?.() ?? exampleBody(schema);
  const checked = schema.safeParse(body);
  if (!checked.success) throw new Error(`no body known for ${nameOf(route)}: ${checked.error.message}`);
  return body;
}
