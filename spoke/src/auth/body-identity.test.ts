import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openFixture, type Fixture } from '../testing/fixture.ts';

/** What says who acts, where, and with which rights: only a credential may. */
const identityNames = [
  'userId',
  'user_id',
  'principalId',
  'actorId',
  'createdBy',
  'ownerId',
  'tenantId',
  'workspaceId',
  'workspace_id',
  'organizationId',
  'role',
  'roles',
  'permissions',
  'scopes',
  'instanceAdmin',
  'isAdmin',
  'secondFactor',
  'caller',
];

/** Bodies that speak of somebody else's role or rights, which is what their route is for; each is checked there. */
const aboutOthers: readonly string[] = ['role', 'userId', 'permissions'];

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture({ hub: false });
});
afterAll(() => fixture.close());

test('AUTH-09: no body of any route takes an identity: such a key is refused, ignored, or what the route is about', () => {
  const bodies = fixture.spoke.routes.filter(({ schema }) => schema?.body !== undefined);
  expect(bodies.length).toBeGreaterThan(20);
  const found: string[] = [];
  for (const { method, url, schema, permission } of bodies) {
    for (const shape of objectsIn(schema?.body as z.ZodType)) {
      const names = identityNames.filter((name) => name in shape.properties);
      for (const name of names) {
        // Nobody but members of something may name others, and never the workspace they act in.
        if (permission === 'public' || !aboutOthers.includes(name)) found.push(`${method} ${url} takes ${name}`);
      }
      if (shape.takesAnything && url !== '/api/v1/me/preferences') found.push(`${method} ${url} takes anything`);
    }
  }
  // In which organization of theirs: membership is looked up, a foreign one does not exist.
  expect(found).toEqual(['POST /api/v1/workspaces takes organizationId']);
});

interface Shape {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly takesAnything: boolean;
}

interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly additionalProperties?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

/** The objects a body may be, at its top. */
function objectsIn(body: z.ZodType): Shape[] {
  const walk = (schema: JsonSchema): Shape[] => [
    ...(schema.type === 'object'
      ? [
          {
            properties: schema.properties ?? {},
            takesAnything: schema.properties === undefined || typeof schema.additionalProperties === 'object',
          },
        ]
      : []),
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].flatMap(walk),
  ];
  return walk(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
}
