import type { ApiDocument } from '@wheelhouse/server';
import { findApiFaults } from '@wheelhouse/server/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestFleet } from '../testing/test-fleet.ts';
import { hubBook } from './book.ts';

let fleet: TestFleet;
let document: ApiDocument;

beforeAll(async () => {
  fleet = await TestFleet.start();
  document = (await (await fetch(`${fleet.hub.url}/openapi.json`)).json()) as ApiDocument;
});
afterAll(() => fleet.close());

describe('the description of a hub', () => {
  test('is valid OpenAPI 3.1 and tells every route, with its permission, parameters and body', async () => {
    expect(document.openapi).toBe('3.1.0');
    expect(await findApiFaults({ document, routes: fleet.hub.routes, book: hubBook })).toEqual([]);
  });

  test('promises neither rate limits nor idempotency keys, which a hub does not have', () => {
    const { responses: _codes, ...components } = document.components;
    const text = JSON.stringify([document.paths, components]);
    expect(text).not.toContain('RateLimit');
    expect(text).not.toMatch(/Idempoten/);
    expect(document.components.securitySchemes?.['session']?.['name']).toBe('__Host-wh_hub_session');
  });

  test('is shown at /docs, from own files alone', async () => {
    const page = await fetch(`${fleet.hub.url}/docs`);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    const html = await page.text();
    expect(html).toContain('<title>Wheelhouse hub</title>');
    for (const [, file] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await fetch(new URL(file ?? '', fleet.hub.url))).status, file).toBe(200);
      expect(file).toMatch(/^\/docs\/static\//);
    }
  });
});
