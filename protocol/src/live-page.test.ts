import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { LiveClientFrame, LiveServerFrame, LiveTopic } from './api/live.ts';

const page = await readFile(new URL('../../docs/live.md', import.meta.url), 'utf8');

describe('docs/live.md', () => {
  test.each(
    [...LiveClientFrame.options, ...LiveServerFrame.options].map((option) => [option.shape.t.value, option] as const),
  )('shows the frame %s with its fields', (name, { shape }) => {
    const fields = Object.entries(shape).filter(([field]) => field !== 't');
    const told = fields.map(([field, schema]) => `${field}${schema.safeParse(undefined).success ? '?' : ''}`);
    expect(page).toContain(`| \`${name}\` {${told.join(', ')}} |`);
  });

  test('shows no frame that there is not', () => {
    const shown = [...page.matchAll(/^\| `([a-z]+)` \{/gm)].map(([, name]) => name);
    expect(shown).toHaveLength(LiveClientFrame.options.length + LiveServerFrame.options.length);
  });
});

test('a topic is a path of small words', () => {
  const id = '01920000-0000-7000-8000-000000000000';
  for (const topic of ['runs', `runs/${id}/events`, 'a_b-c'])
    expect(LiveTopic.safeParse(topic).success, topic).toBe(true);
  for (const topic of ['', '/', 'runs/', '/runs', 'a//b', '..', 'A', 'a b', 'a/b/c/d/e', 'x'.repeat(65), 'a\n']) {
    expect(LiveTopic.safeParse(topic).success, topic).toBe(false);
  }
});
