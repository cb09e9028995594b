import { spokeApi, successOf, WheelhouseError } from '@wheelhouse/protocol';
import { callerOf, sendData, type HttpServer } from '@wheelhouse/server';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { auditActorOf } from '../audit/add-audit.ts';
import { sendEmailCode, signInByEmailCode } from '../people/email-codes.ts';
import { changePassword } from '../people/passwords.ts';
import type { PeopleDeps } from '../people/deps.ts';
import { finishSecondFactor } from '../people/second-factor.ts';
import { endAllSessions, endSession } from '../people/sessions.ts';
import { signInByPassword } from '../people/sign-in.ts';
import { setUpInstance, signInByLink } from '../people/setup.ts';
import { resetPassword, sendPasswordReset } from '../people/password-reset.ts';
import { completeSignUp, signUpByInvitation, startSignUp } from '../people/sign-up.ts';
import { admit, answer, answerSession } from './answer-session.ts';
import type { RouteDeps } from './deps.ts';

const signedIn = { 200: successOf(spokeApi.SignInResult) };
const codeSent = { 202: successOf(spokeApi.CodeSent) };
const nothing = { 200: successOf(z.object({})) };
const open = { permission: 'public' };
const opensSession = { ...open, audit: { action: 'session.open', resourceKind: 'session' } };

/** Signing up, in and out. Every answer to somebody unknown is the same for a known and an unknown address. */
export function authRoutes(app: HttpServer, { people }: RouteDeps): void {
  app.post(
    '/api/v1/auth/sign-up',
    { schema: { body: spokeApi.SignUp, response: { ...codeSent, ...signedIn } }, config: open },
    async (request, reply) => {
      const { invitation, ...wish } = request.body;
      if (invitation === undefined)
        return sendData(reply.code(202), await admit(people, request, (actor) => startSignUp(people, wish, actor)));
      return answerSession(
        people,
        reply,
        await admit(people, request, (actor) => signUpByInvitation(people, { ...wish, invitation }, actor)),
      );
    },
  );
  app.post(
    '/api/v1/auth/verify-email',
    { schema: { body: spokeApi.GivenCode, response: signedIn }, config: open },
    async (request, reply) => {
      const session = await admit(people, request, (actor) => completeSignUp(people, request.body, actor));
      return answerSession(people, reply, session);
    },
  );
  app.post(
    '/api/v1/auth/sign-in',
    { schema: { body: spokeApi.SignIn, response: signedIn }, config: opensSession },
    async (request, reply) =>
      answer(people, reply, await admit(people, request, (actor) => signInByPassword(people, request.body, actor))),
  );
  app.post(
    '/api/v1/auth/email-code',
    { schema: { body: spokeApi.ForEmail, response: codeSent }, config: open },
    async (request, reply) =>
      sendData(
        reply.code(202),
        await admit(people, request, (actor) => sendEmailCode(people, request.body.email, actor)),
      ),
  );
  app.post(
    '/api/v1/auth/email-code/verify',
    { schema: { body: spokeApi.GivenCode, response: signedIn }, config: opensSession },
    async (request, reply) =>
      answer(people, reply, await admit(people, request, (actor) => signInByEmailCode(people, request.body, actor))),
  );
  app.post(
    '/api/v1/auth/second-factor',
    { schema: { body: spokeApi.SecondFactor, response: signedIn }, config: opensSession },
    async (request, reply) =>
      answerSession(
        people,
        reply,
        await admit(people, request, (actor) => finishSecondFactor(people, request.body, actor)),
      ),
  );
  linkRoutes(app, people);
  signOutRoutes(app, people);
}

/** What links do: set a password, set up the instance, sign in. Their tokens come in the body, never in a path. */
function linkRoutes(app: HttpServer, people: PeopleDeps): void {
  const accepted = { 202: successOf(z.object({})) };
  app.post(
    '/api/v1/auth/password/reset',
    { schema: { body: spokeApi.ForEmail, response: accepted }, config: open },
    async (request, reply) => {
      await admit(people, request, (actor) => sendPasswordReset(people, request.body.email, actor));
      return sendData(reply.code(202), {});
    },
  );
  app.post(
    '/api/v1/auth/password/reset/confirm',
    { schema: { body: spokeApi.ConfirmReset, response: nothing }, config: open },
    async (request, reply) => {
      await admit(people, request, (actor) => resetPassword(people, request.body, actor));
      return sendData(reply, {});
    },
  );
  app.post(
    '/api/v1/auth/setup',
    { schema: { body: spokeApi.Setup, response: signedIn }, config: open },
    async (request, reply) =>
      answerSession(people, reply, await admit(people, request, (actor) => setUpInstance(people, request.body, actor))),
  );
  app.post(
    '/api/v1/auth/link',
    { schema: { body: spokeApi.GivenLink, response: signedIn }, config: opensSession },
    async (request, reply) =>
      answer(people, reply, await admit(people, request, (actor) => signInByLink(people, request.body.token, actor))),
  );
}

function signOutRoutes(app: HttpServer, people: PeopleDeps): void {
  const config = { permission: 'self', notIdempotent: 'ending a session twice ends it once' };
  app.post('/api/v1/auth/sign-out', { schema: { response: nothing }, config }, async (request, reply) => {
    const { userId, sessionId } = sessionOf(request);
    await endSession(people, userId, { sessionId, actor: auditActorOf(request) });
    people.cookies.clear(reply);
    return sendData(reply, {});
  });
  app.post('/api/v1/auth/sign-out-everywhere', { schema: { response: nothing }, config }, async (request, reply) => {
    await endAllSessions(people, sessionOf(request).userId, auditActorOf(request));
    people.cookies.clear(reply);
    return sendData(reply, {});
  });
  app.post(
    '/api/v1/auth/password',
    { schema: { body: spokeApi.ChangePassword, response: nothing }, config },
    async (request, reply) => {
      const { userId } = sessionOf(request);
      await changePassword(people, { ...request.body, userId }, auditActorOf(request));
      people.cookies.clear(reply);
      return sendData(reply, {});
    },
  );
}

/**
 * What only a person at a browser may do, not their keys.
 * @throws WheelhouseError UNAUTHENTICATED for every other credential
 */
export function sessionOf(request: FastifyRequest): { readonly userId: string; readonly sessionId: string } {
  const { principalId, credential, kind } = callerOf(request);
  if (kind !== 'user' || credential.kind !== 'session') {
    throw new WheelhouseError('UNAUTHENTICATED', 'this needs a session, not a key');
  }
  return { userId: principalId, sessionId: credential.id };
}
