import { z } from 'zod';
import { StepFailure } from '../failure.ts';
import { clip } from './clip.ts';
import { runCaptured } from './captured-run.ts';
import { maxResultChars, type LoopTool } from './tool-desk.ts';

const usualTimeoutMs = 120_000;

const ShellInput = z
  .strictObject({
    command: z.string().min(1).optional().describe('a line for sh -c'),
    argv: z.array(z.string()).min(1).max(256).optional().describe('instead: a program and its arguments, word by word'),
    timeoutMs: z.int().min(100).max(3_600_000).optional().describe(`usually ${usualTimeoutMs}`),
  })
  .refine(({ command, argv }) => (command === undefined) !== (argv === undefined), 'give command or argv');

export const shellTool: LoopTool<z.infer<typeof ShellInput>> = {
  name: 'shell',
  description: 'Runs a command in the work folder, without input, and tells its exit code and what it printed.',
  input: ShellInput,
  kind: 'execute',
  changes: true,
  title: ({ command, argv }) => `run ${command ?? argv?.join(' ') ?? ''}`.slice(0, 500),
  async work({ command, argv, timeoutMs = usualTimeoutMs }, context) {
    const { code, killedBy, text } = await runCaptured({
      argv: argv ?? ['/bin/sh', '-c', command ?? ''],
      cwd: context.workDir,
      env: context.childEnv,
      signal: context.signal,
      timeoutMs,
      onText: (stream, piece) => context.output(stream, piece),
    });
    const ended = killedBy === null ? `exit code ${code ?? 'none'}` : `signal ${killedBy}`;
    const told = `[${ended}]\n${clip(text, maxResultChars - 200)}`;
    // For the model a failure is an answer like another; for people it is one that failed.
    if (code !== 0) throw new StepFailure(told);
    return told;
  },
};
