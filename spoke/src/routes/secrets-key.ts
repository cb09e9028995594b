import { spokeApi, successOf, WheelhouseError } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { auditActorOf } from '../audit/add-audit.ts';
import { readPerson } from '../people/person-view.ts';
import { rotateSecretsKey } from '../sealing/rotate-key.ts';
import { sessionOf } from './auth.ts';
import type { RouteDeps } from './deps.ts';

/** A new key for what is encrypted at rest, by whoever runs the instance. */
export function secretsKeyRoutes(app: HttpServer, { people }: RouteDeps): void {
  app.post(
    '/api/v1/instance/secrets-key/rotate',
    { schema: { response: { 200: successOf(spokeApi.RotatedSecretsKey) } }, config: { permission: 'self' } },
    async (request, reply) => {
      const { userId } = sessionOf(request);
      const person = await people.db.withUser(userId, (tx) => readPerson(tx, userId));
      if (!person.instanceAdmin) throw new WheelhouseError('NOT_AUTHORIZED');
      return sendData(reply, await rotateSecretsKey(people, auditActorOf(request)));
    },
  );
}
