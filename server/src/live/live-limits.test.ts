import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { defaultLiveLimits } from './live-limits.ts';

test('docs/live.md shows every limit with its value', async () => {
  const page = await readFile(new URL('../../../docs/live.md', import.meta.url), 'utf8');
  for (const [name, value] of Object.entries(defaultLiveLimits)) expect(page).toContain(`| \`${name}\` | ${value} |`);
});
