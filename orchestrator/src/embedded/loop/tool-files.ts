import { constants } from 'node:fs';
import { z } from 'zod';
import { StepFailure } from '../failure.ts';
import { placeFollowing } from '../paths.ts';
import { withFile, writeStep } from '../step-files.ts';
import { maxResultChars, type LoopTool } from './tool-desk.ts';

const maxFileBytes = 16 * 1024 * 1024;
/** Room for the line that says which part it is. */
const maxReadChars = maxResultChars - 200;
const path = z.string().min(1).describe('relative to the work folder');

const ReadInput = z.strictObject({
  path,
  fromLine: z.int().min(1).optional().describe('first line, counted from 1'),
  lines: z.int().min(1).max(5000).optional().describe('how many lines'),
});

export const readTool: LoopTool<z.infer<typeof ReadInput>> = {
  name: 'read',
  description: 'Reads a text file. Of a long one you get a part; ask for the next with fromLine.',
  input: ReadInput,
  kind: 'read',
  title: (input) => `read ${input.path}`,
  async work({ path: name, fromLine = 1, lines }, { workDir }) {
    const whole = await readText(await placeFollowing(workDir, name), name);
    const all = whole.split('\n');
    // The newline at the end of the last line begins no further one.
    if (all.length > 1 && all.at(-1) === '') all.pop();
    const wanted = all.slice(fromLine - 1, lines === undefined ? undefined : fromLine - 1 + lines);
    const count = fitting(wanted);
    const text = count === 0 ? (wanted[0] ?? '').slice(0, maxReadChars) : wanted.slice(0, count).join('\n');
    const last = fromLine - 1 + Math.max(count, wanted.length === 0 ? 0 : 1);
    if (fromLine === 1 && last >= all.length && count > 0) return text;
    return `${text}\n[lines ${fromLine} to ${last} of ${all.length}]`;
  },
};

/** How many of the lines can be told at a time. */
function fitting(lines: readonly string[]): number {
  let chars = 0;
  const over = lines.findIndex((line) => (chars += line.length + 1) > maxReadChars);
  return over === -1 ? lines.length : over;
}

const WriteInput = z.strictObject({ path, content: z.string() });

export const writeTool: LoopTool<z.infer<typeof WriteInput>> = {
  name: 'write',
  description: 'Writes a whole file, and the folders it needs. What was there is replaced.',
  input: WriteInput,
  kind: 'edit',
  changes: true,
  title: (input) => `write ${input.path}`,
  async work({ path: name, content }, { workDir }) {
    const place = await placeFollowing(workDir, name);
    return `wrote ${await writeStep({ path: place, content }, { workDir })}`;
  },
};

const EditInput = z.strictObject({
  path,
  find: z.string().min(1).describe('the exact text, with its spaces and line ends; must occur once'),
  replace: z.string(),
  all: z.boolean().optional().describe('replace every occurrence'),
});

export const editTool: LoopTool<z.infer<typeof EditInput>> = {
  name: 'edit',
  description: 'Replaces an exact text in a file, which must occur once, unless `all` is set.',
  input: EditInput,
  kind: 'edit',
  changes: true,
  title: (input) => `edit ${input.path}`,
  async work({ path: name, find, replace, all = false }, { workDir }) {
    const place = await placeFollowing(workDir, name);
    const parts = (await readText(place, name)).split(find);
    const count = parts.length - 1;
    if (count === 0)
      throw new StepFailure(`${name} does not contain this text; read it again and copy the text exactly`);
    if (count > 1 && !all)
      throw new StepFailure(`the text occurs ${count} times in ${name}; take more of what is around it, or set all`);
    await writeStep({ path: place, content: parts.join(replace) }, { workDir });
    return count === 1 ? 'replaced' : `replaced ${count} times`;
  },
};

async function readText(place: string, name: string): Promise<string> {
  return withFile(place, constants.O_RDONLY, async (file) => {
    if ((await file.stat()).size > maxFileBytes)
      throw new StepFailure(`${name} is larger than ${maxFileBytes} bytes`, { code: 'TOO_LARGE' });
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await file.readFile());
    } catch (error) {
      throw new StepFailure(`${name} is no text in UTF-8`, { code: 'INVALID', cause: error });
    }
  });
}
