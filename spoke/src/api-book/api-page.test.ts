import { readFile } from 'node:fs/promises';
import {
  codeNames,
  codes,
  hubApi,
  maxViewQueryBytes,
  maxViewsPerOwner,
  PageQuery,
  spokeApi,
} from '@wheelhouse/protocol';
import { httpLimits } from '@wheelhouse/server';
import { describe, expect, test } from 'vitest';
import { controlPerMinute, tiers } from '../limits/tiers.ts';

const page = await readFile(new URL('../../../docs/api.md', import.meta.url), 'utf8');

describe('docs/api.md', () => {
  test('lists every code as the registry has it, by status, and no other', () => {
    const rows = codeNames
      .toSorted((a, b) => codes[a].status - codes[b].status)
      .map((name) => {
        const { status, retryable, meaning, remedy } = codes[name];
        return `| \`${name}\` | ${status} | ${retryable ? 'yes' : ''} | ${meaning} | ${remedy} |`;
      });
    expect(page.split('\n').filter((line) => /^\| `[A-Z_]+` \|/.test(line))).toEqual(rows);
  });

  test('names the screens that have views, and what bounds a view', () => {
    const [spoke, hub] = [spokeApi, hubApi].map(({ viewScreenPermissions }) =>
      Object.keys(viewScreenPermissions)
        .map((screen) => `\`${screen}\``)
        .join(', '),
    );
    expect(page).toContain(`| screens | ${spoke} | ${hub} |`);
    expect(page).toContain(`at most ${maxViewQueryBytes} bytes; it comes back`);
    expect(page).toContain(`at most ${maxViewsPerOwner} views`);
  });

  test('names the limits that hold', () => {
    for (const [name, { perMinute, perDay }] of Object.entries(tiers)) {
      expect(page).toContain(`| ${name} | ${perMinute} | ${perDay} |`);
    }
    expect(page).toMatch(new RegExp(`allowance apart, ${controlPerMinute} a\\s+minute`));
    expect(page).toContain(`at most ${httpLimits.bodyMaxBytes} bytes`);
    const { limit } = PageQuery.parse({});
    const largest = [100, 200, 400].filter((rows) => PageQuery.safeParse({ limit: rows }).success).at(-1);
    expect(page).toContain(`(1 to ${largest}, default ${limit})`);
    expect(PageQuery.safeParse({ limit: (largest ?? 0) + 1 }).success).toBe(false);
  });
});
