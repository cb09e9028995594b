import { sessionRules } from '@wheelhouse/identity';
import { hubApi, successOf } from '@wheelhouse/protocol';
import { markAudited, sendData, type HttpServer } from '@wheelhouse/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { askerOf, type Asker } from '../operators/asker.ts';
import type { OperatorDeps } from '../operators/deps.ts';
import { changePassword, signOut } from '../operators/service.ts';
import { dropSession } from '../operators/sessions.ts';
import { acceptInvitation, setUpHub } from '../operators/setup.ts';
import { signIn, type SignedIn } from '../operators/sign-in.ts';
import { doingOf } from './doing.ts';

const signedIn = { 200: successOf(hubApi.OperatorSignedIn) };
const nothing = { 200: successOf(z.object({})) };
const open = { permission: 'public' };

/** Operators sign in, set the hub up, take invitations and sign out. */
export function authRoutes(app: HttpServer, operators: OperatorDeps): void {
  app.post(
    '/api/v1/auth/sign-in',
    {
      schema: { body: hubApi.OperatorSignIn, response: signedIn },
      config: { ...open, audit: { action: 'session.open', resourceKind: 'session' } },
    },
    async (request, reply) => answer(operators, reply, (asker) => signIn(operators, request.body, asker)),
  );
  app.post(
    '/api/v1/auth/setup',
    { schema: { body: hubApi.SetUpHub, response: signedIn }, config: open },
    async (request, reply) => answer(operators, reply, (asker) => setUpHub(operators, request.body, asker)),
  );
  app.post(
    '/api/v1/auth/accept-invitation',
    { schema: { body: hubApi.AcceptOperatorInvitation, response: signedIn }, config: open },
    async (request, reply) => answer(operators, reply, (asker) => acceptInvitation(operators, request.body, asker)),
  );
  signedInRoutes(app, operators);
}

function signedInRoutes(app: HttpServer, operators: OperatorDeps): void {
  const config = { permission: 'self' };
  const leave = async (request: FastifyRequest, reply: FastifyReply, everywhere: boolean): Promise<FastifyReply> => {
    await signOut(operators, await doingOf(operators, request, 'session'), everywhere);
    operators.cookies.clear(reply);
    return sendData(reply, {});
  };
  app.post('/api/v1/auth/sign-out', { schema: { response: nothing }, config }, async (request, reply) =>
    leave(request, reply, false),
  );
  app.post('/api/v1/auth/sign-out-everywhere', { schema: { response: nothing }, config }, async (request, reply) =>
    leave(request, reply, true),
  );
  app.post(
    '/api/v1/auth/password',
    { schema: { body: hubApi.ChangeOperatorPassword, response: nothing }, config },
    async (request, reply) => {
      await changePassword(operators, request.body, await doingOf(operators, request, 'session'));
      operators.cookies.clear(reply);
      return sendData(reply, {});
    },
  );
}

/** Lets an attempt begin while not too many are at it, over a connection that can carry a session; the token leaves in the cookie. */
async function answer(
  operators: OperatorDeps,
  reply: FastifyReply,
  attempt: (asker: Asker) => Promise<SignedIn>,
): Promise<FastifyReply> {
  const { request } = reply;
  operators.cookies.assertUsable(request);
  const { token, expiresAt, operator } = await operators.entrance.run(() => attempt(askerOf(request)));
  // Its row is committed: where the cookie cannot be set, the request has its one row all the same.
  markAudited(request);
  const before = operators.cookies.find(request.headers.cookie);
  if (before !== null) await dropSession(operators, before);
  operators.cookies.set(reply, token, sessionRules.absoluteMs);
  return sendData(reply, { operator, expiresAt });
}
