import { opendir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { StepFailure } from '../failure.ts';
import { placeFollowing } from '../paths.ts';
import { runCaptured } from './captured-run.ts';
import type { LoopTool } from './tool-desk.ts';

const maxEntries = 500;
/** Large, and never what is looked for. */
const passedOver = ['.git', 'node_modules'];
const timeoutMs = 60_000;

const ListInput = z.strictObject({
  path: z.string().optional().describe('a folder; absent = the work folder'),
  depth: z.int().min(1).max(10).optional().describe('how many levels, usually 2'),
});

export const listTool: LoopTool<z.infer<typeof ListInput>> = {
  name: 'list',
  description: `Lists files and folders (which end in /), at most ${maxEntries}. What is in ${passedOver.join(' and ')} is not shown.`,
  input: ListInput,
  kind: 'search',
  title: ({ path = '.' }) => `list ${path}`,
  async work({ path = '.', depth = 2 }, { workDir }) {
    const root = await placeFollowing(workDir, path);
    const found: string[] = [];
    await collect({ root, folder: root, depth, found });
    const shown = found.slice(0, maxEntries).join('\n') || '[empty]';
    return found.length > maxEntries ? `${shown}\n[there is more: list a folder of it]` : shown;
  },
};

interface Search {
  readonly root: string;
  readonly folder: string;
  readonly depth: number;
  readonly found: string[];
}

/** Level by level within a folder, in the order of names. Links are shown and not followed. */
async function collect({ root, folder, depth, found }: Search): Promise<void> {
  const entries = [];
  for await (const entry of await opendir(folder)) {
    entries.push(entry);
    if (entries.length > 10 * maxEntries) break;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (found.length > maxEntries) return;
    const place = join(folder, entry.name);
    found.push(`${relative(root, place)}${entry.isDirectory() ? '/' : ''}`);
    if (entry.isDirectory() && depth > 1 && !passedOver.includes(entry.name))
      await collect({ root, folder: place, depth: depth - 1, found });
  }
}

const GrepInput = z.strictObject({
  pattern: z.string().min(1).max(1000).describe('an extended POSIX regular expression'),
  path: z.string().optional().describe('a file or folder; absent = the work folder'),
  ignoreCase: z.boolean().optional(),
});

export const grepTool: LoopTool<z.infer<typeof GrepInput>> = {
  name: 'grep',
  description: 'Looks for a pattern in text files and shows the lines with their files and numbers, at most 50 a file.',
  input: GrepInput,
  kind: 'search',
  title: ({ pattern, path = '.' }) => `grep ${pattern} in ${path}`.slice(0, 500),
  async work({ pattern, path = '.', ignoreCase = false }, context) {
    const root = await placeFollowing(context.workDir, '.');
    const place = relative(root, await placeFollowing(root, path)) || '.';
    const flags = ['-rnEI', '-m', '50', ...(ignoreCase ? ['-i'] : []), ...passedOver.map((x) => `--exclude-dir=${x}`)];
    let isFound = false;
    const { text } = await runCaptured({
      argv: ['grep', ...flags, '-e', pattern, '--', place],
      cwd: root,
      env: { ...context.childEnv, LC_ALL: 'C.UTF-8' },
      signal: context.signal,
      timeoutMs,
      onText: (stream) => {
        isFound ||= stream === 'stdout';
        return Promise.resolve();
      },
    });
    // Files that cannot be read are told beside what was found.
    if (!isFound && text !== '') throw new StepFailure(text);
    return isFound ? text : 'no match';
  },
};
