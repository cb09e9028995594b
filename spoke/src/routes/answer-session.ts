import type { FastifyReply } from 'fastify';
import { sendData } from '@wheelhouse/server';
import { sessionRules, type PeopleDeps } from '../people/deps.ts';
import { dropSession, type OpenedSession } from '../people/sessions.ts';
import type { SignInOutcome } from '../people/sign-in.ts';

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
  const before = people.cookies.find(reply.request.headers.cookie);
  if (before !== null) await dropSession(people, before);
  people.cookies.set(reply, session.token, sessionRules.absoluteMs);
  const { user, expiresAt } = session;
  return sendData(reply, { status: 'signed-in', user, expiresAt });
}
