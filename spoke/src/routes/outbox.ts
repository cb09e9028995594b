import { spokeApi, successOf, WheelhouseError } from '@wheelhouse/protocol';
import { callerOf, sendData, type HttpServer } from '@wheelhouse/server';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { listOutbox } from '../mail/outbox.ts';
import { outboxPage } from '../mail/outbox-page.ts';
import type { PeopleDeps } from '../people/deps.ts';
import { readPerson } from '../people/person-view.ts';
import type { RouteDeps } from './deps.ts';

/** The development outbox: what would have been sent, to whoever runs the instance, while there is no SMTP server. */
export function outboxRoutes(app: HttpServer, { people }: RouteDeps): void {
  const audit = { action: 'mail.read', resourceKind: 'mail', reads: true } as const;
  const config = { permission: 'self', audit };
  const schema = { response: { 200: successOf(z.array(spokeApi.OutboxMail)) } };
  app.get('/api/v1/dev/outbox', { schema, config }, async (request, reply) => {
    await assertInstanceAdmin(people, request);
    return sendData(reply, await listOutbox(people, people.frame()));
  });
  app.get('/dev/outbox', { config }, async (request, reply) => {
    await assertInstanceAdmin(people, request);
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
      .header('cache-control', 'no-store')
      .send(outboxPage(await listOutbox(people, people.frame())));
  });
}

/** @throws WheelhouseError NOT_AUTHORIZED, also where mail is sent: then there is no such page */
async function assertInstanceAdmin(people: PeopleDeps, request: FastifyRequest): Promise<void> {
  const { kind, principalId } = callerOf(request);
  if (people.sendsMail || kind !== 'user') throw new WheelhouseError('NOT_AUTHORIZED');
  const person = await people.db.withUser(principalId, (tx) => readPerson(tx, principalId));
  if (!person.instanceAdmin) throw new WheelhouseError('NOT_AUTHORIZED');
}
