import { constants } from 'node:fs';
import { copyFile, mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TaskStep } from '@wheelhouse/protocol';
import { StepFailure } from './failure.ts';
import { placeInside } from './paths.ts';
import type { StepContext } from './step-context.ts';
import { isFileName } from './wire.ts';

type WriteStep = Extract<TaskStep, { do: 'write' }>;
type ReplaceStep = Extract<TaskStep, { do: 'replace' }>;
type PublishStep = Extract<TaskStep, { do: 'publish' }>;

/** What publishing needs of a step's context. */
export type PublishContext = Pick<StepContext, 'workDir' | 'artifactsDir' | 'publish'>;

const maxReplaceBytes = 16 * 1024 * 1024;
const { O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR, O_TRUNC, O_WRONLY } = constants;

export async function writeStep(
  step: Pick<WriteStep, 'path' | 'content'>,
  context: Pick<StepContext, 'workDir'>,
): Promise<string> {
  const place = await placeInside(context.workDir, step.path);
  await mkdir(dirname(place), { recursive: true });
  await withFile(place, O_WRONLY | O_CREAT | O_TRUNC, (file) => file.writeFile(step.content));
  return `${Buffer.byteLength(step.content)} bytes`;
}

/** Replaces every occurrence; the text must occur. */
export async function replaceStep(step: ReplaceStep, context: StepContext): Promise<string> {
  const place = await placeInside(context.workDir, step.path);
  return withFile(place, O_RDWR, async (file) => {
    const { size } = await file.stat();
    if (size > maxReplaceBytes)
      throw new StepFailure(`${step.path} is larger than ${maxReplaceBytes} bytes`, {
        code: 'TOO_LARGE',
        retryable: false,
      });
    const before = await file.readFile('utf8');
    const parts = before.split(step.find);
    if (parts.length === 1) throw new StepFailure(`${step.path} does not contain the text to replace`);
    await file.truncate(0);
    await file.write(parts.join(step.with), 0);
    return `${parts.length - 1} replaced`;
  });
}

/** Copies a file of the work folder into the artifacts folder and has the host keep it. */
export async function publishStep(
  step: Pick<PublishStep, 'path' | 'artifact'>,
  context: PublishContext,
): Promise<string> {
  const place = await placeInside(context.workDir, step.path);
  await withFile(place, constants.O_RDONLY, async () => undefined);
  const copy = artifactPath(context, step.artifact);
  await rm(copy, { force: true });
  await copyFile(place, copy);
  await context.publish(step.artifact, 'application/octet-stream');
  return `published as ${step.artifact}`;
}

/** Where the artifact of that name goes. Throws INVALID for a name that is no file name. */
export function artifactPath(context: Pick<StepContext, 'artifactsDir'>, name: string): string {
  if (!isFileName(name))
    throw new StepFailure(`${name} cannot be an artifact's name`, { code: 'INVALID', retryable: false });
  return join(context.artifactsDir, name);
}

/** Opens a regular file without following a link that appeared meanwhile, and without waiting on a pipe. */
export async function withFile<T>(path: string, flags: number, use: (file: FileHandle) => Promise<T>): Promise<T> {
  let file: FileHandle;
  try {
    file = await open(path, flags | O_NOFOLLOW | O_NONBLOCK, 0o644);
  } catch (error) {
    throw new StepFailure(`${path} could not be opened: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`, {
      cause: error,
    });
  }
  try {
    if (!(await file.stat()).isFile())
      throw new StepFailure(`${path} is not a regular file`, { code: 'INVALID', retryable: false });
    return await use(file);
  } finally {
    await file.close();
  }
}
