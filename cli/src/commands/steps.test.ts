import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { splitWords } from '@wheelhouse/protocol/task-lines';
import { readTask } from './steps.ts';

test.each([
  ['npm test', ['npm', 'test']],
  [`sh -c 'echo "a b"; exit 1'`, ['sh', '-c', 'echo "a b"; exit 1']],
  ['echo "a \\"b\\"" c', ['echo', 'a "b"', 'c']],
  ['echo $(whoami) $HOME *', ['echo', '$(whoami)', '$HOME', '*']],
])('PRC-15: words are split and nothing in them is expanded: %s', (text, words) => {
  expect(splitWords(text)).toEqual(words);
});

test('step lines become a task', async () => {
  expect(await readTask(undefined, ['run: uname -a', 'git-commit: Say what changed', 'git-diff:'])).toEqual({
    steps: [
      { do: 'run', argv: ['uname', '-a'] },
      { do: 'git-commit', message: 'Say what changed' },
      { do: 'git-diff', artifact: 'changes.diff' },
    ],
  });
});

test('an unknown step and a task that is not valid are refused with what is wrong', async () => {
  await expect(readTask(undefined, ['dance: now'])).rejects.toMatchObject({ code: 'INVALID', message: /dance/ });
  await expect(readTask(undefined, ['run:'])).rejects.toMatchObject({ code: 'INVALID', message: /argv/ });
});

test('a task is read from a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wheelhouse-cli-'));
  try {
    const file = join(folder, 'task.json');
    await writeFile(file, JSON.stringify({ steps: [{ do: 'sleep', ms: 5 }] }));
    expect(await readTask(file, [])).toEqual({ steps: [{ do: 'sleep', ms: 5 }] });
  } finally {
    await rm(folder, { recursive: true });
  }
});
