import { sessionRules } from '@wheelhouse/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { auditActorOf, type AuditActor } from '../audit/add-audit.ts';
import { markAudited, sendData } from '@wheelhouse/server';
import type { PeopleDeps } from '../people/deps.ts';
import { dropSession, type OpenedSession } from '../people/sessions.ts';
import type { SignInOutcome } from '../people/sign-in.ts';

/**
 * Lets an attempt to sign in begin: over a connection that can carry a session, and while not too many are at it.
 * @throws WheelhouseError TLS_REQUIRED, RATE_LIMITED before anything is looked up
 */
export async function admit<T>(
  people: PeopleDeps,
  request: FastifyRequest,
  attempt: (actor: AuditActor) => Promise<T>,
): Promise<T> {
  people.cookies.assertUsable(request);
  return people.entrance.run(() => attempt(auditActorOf(request)));
}

/** A session, or what is still missing. */
export async function answer(people: PeopleDeps, reply: FastifyReply, outcome: SignInOutcome): Promise<FastifyReply> {
  return outcome.status === 'signed-in' ? answerSession(people, reply, outcome) : sendData(reply, outcome);
}

/** The token leaves in the cookie alone. */
export async function answerSession(
  people: PeopleDeps,
  reply: FastifyReply,
  session: OpenedSession,
): Promise<FastifyReply> {
  // Its row is committed: where the cookie cannot be set, the request has its one row all the same.
  markAudited(reply.request);
  const before = people.cookies.find(reply.request.headers.cookie);
  if (before !== null) await dropSession(people, before);
  people.cookies.set(reply, session.token, sessionRules.absoluteMs);
  const { user, expiresAt } = session;
  return sendData(reply, { status: 'signed-in', user, expiresAt });
}
