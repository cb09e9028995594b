import { createLogger } from '../logger.ts';
import { buildHttp, type HttpServer } from '../http.ts';
import { registerDocsPage } from './docs-page.ts';
import type { ApiDocument } from './document.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let app: HttpServer;
let url: string;

beforeAll(async () => {
  app = await buildHttp({
    logger: createLogger({ name: 'docs', level: 'silent' }),
    name: 'docs',
    title: 'A documented server',
    version: '1.2.3',
    readiness: async () => ({ ok: true, checks: {} }),
  });
  await registerDocsPage(app, 'A documented server');
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

interface Got {
  readonly status: number;
  readonly text: string;
  readonly type: string;
  readonly headers: Headers;
}

async function get(path: string): Promise<Got> {
  const response = await fetch(url + path);
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, text: await response.text(), type, headers: response.headers };
}

/** What a browser loads for the page. */
function loadedBy(html: string): string[] {
  return [...html.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, target]) => target ?? '');
}

describe('the docs page', () => {
  test('comes with every file it loads, all from this server', async () => {
    const page = await get('/docs');
    expect(page.status).toBe(200);
    expect(page.type).toContain('text/html');
    expect(page.text).toContain('<title>A documented server</title>');
    const targets = loadedBy(page.text);
    expect(targets.filter((target) => target.endsWith('.js')).length).toBeGreaterThan(1);
    for (const target of targets) {
      expect(target).toMatch(/^\/docs\/static\/[\w.-]+$/);
      const file = await get(target);
      expect(file.status, target).toBe(200);
      expect(file.text.length, target).toBeGreaterThan(50);
      expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  test('names no other origin, neither in the page nor in what starts it', async () => {
    const initializer = await get('/docs/static/swagger-initializer.js');
    expect(initializer.type).toContain('javascript');
    for (const { text } of [await get('/docs'), await get('/docs/'), initializer]) {
      const named = [...text.matchAll(/(?:https?:)?\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s"')]*/gi)].map(
        ([found]) => found,
      );
      // The one link in a comment of the initializer is loaded by nobody.
      expect(named.filter((found) => !found.startsWith('https://stackoverflow.com/a/'))).toEqual([]);
    }
  });

  test('lets the browser run and ask nothing but its own files, and nothing inline', async () => {
    const page = await get('/docs');
    const policy = page.headers.get('content-security-policy') ?? '';
    const directives = new Map(
      policy
        .split(';')
        .map((part) => part.trim().split(/\s+/))
        .map(([name = '', ...sources]) => [name, sources]),
    );
    expect(directives.get('default-src')).toEqual(["'none'"]);
    expect(directives.get('script-src')).toEqual(["'self'"]);
    expect(directives.get('connect-src')).toEqual(["'self'"]);
    expect(directives.get('frame-ancestors')).toEqual(["'none'"]);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    // Where it held something inline, the policy would break it.
    expect(page.text).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/i);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  });

  test('shows the same description that programs read', async () => {
    const shown = JSON.parse((await get('/docs/json')).text) as ApiDocument;
    expect(shown).toEqual(JSON.parse((await get('/openapi.json')).text));
    expect(shown.paths['/readyz']?.['get']?.operationId).toBe('checkReadiness');
  });
});
