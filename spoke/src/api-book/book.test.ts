import type { ApiDocument } from '@wheelhouse/server';
import { findApiFaults } from '@wheelhouse/server/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFixture, type Fixture } from '../testing/fixture.ts';
import { spokeBook } from './book.ts';

let fixture: Fixture;
let document: ApiDocument;

beforeAll(async () => {
  fixture = await openFixture({ hub: false });
  document = (await (await fetch(`${fixture.spoke.url}/openapi.json`)).json()) as ApiDocument;
});
afterAll(() => fixture.close());

describe('the description of a spoke', () => {
  test('is valid OpenAPI 3.1 and tells every route, with its permission, parameters and body', async () => {
    expect(document.openapi).toBe('3.1.0');
    expect(await findApiFaults({ document, routes: fixture.spoke.routes, book: spokeBook })).toEqual([]);
  });

  test('tells of tags where a resource has them, and its answers have them', async () => {
    const { workspaceId } = fixture.own;
    const tagged = Object.entries(document.paths).filter(([, { get }]) => get?.responses['304'] !== undefined);
    expect(tagged.map(([path]) => path)).toContain('/api/v1/teams/{id}');
    const ofWorkspace = tagged.filter(([path]) => path.startsWith('/api/v1/workspaces/{id}'));
    expect(ofWorkspace.length).toBeGreaterThan(3);
    for (const [path] of ofWorkspace) {
      const answer = await fixture.api('GET', path.replace('{id}', workspaceId));
      expect(answer.headers.get('etag'), path).toMatch(/^"/);
      expect(answer.headers.get('x-ratelimit-limit'), path).toMatch(/^\d+$/);
      expect(answer.headers.get('x-request-id'), path).not.toBeNull();
    }
  });

  test('lets every POST of a workspace be repeated by an Idempotency-Key, but for those that say why not', () => {
    const key = { $ref: '#/components/parameters/IdempotencyKey' };
    expect(document.paths['/api/v1/agents']?.['post']?.parameters).toContainEqual(key);
    expect(document.paths['/api/v1/workspaces/{id}/switch']?.['post']?.parameters).not.toContainEqual(key);
    expect(document.paths['/api/v1/auth/sign-in']?.['post']?.parameters).not.toContainEqual(key);
  });

  test('names the codes of the registry by the status they leave with', () => {
    const { responses } = document.components;
    expect(responses?.['Error404']?.['x-codes']).toEqual(['NOT_AUTHORIZED', 'AGENT_UNKNOWN', 'NOT_FOUND']);
    expect(responses?.['Error429']?.headers).toHaveProperty('X-RateLimit-Reset');
    expect(document.paths['/api/v1/runs']?.['post']?.responses['429']).toEqual({
      $ref: '#/components/responses/Error429',
    });
  });

  test('is shown at /docs, from own files alone', async () => {
    const page = await fetch(`${fixture.spoke.url}/docs`);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    const html = await page.text();
    expect(html).toContain('<title>Wheelhouse spoke</title>');
    for (const [, file] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await fetch(new URL(file ?? '', fixture.spoke.url))).status, file).toBe(200);
      expect(file).toMatch(/^\/docs\/static\//);
    }
  });
});
