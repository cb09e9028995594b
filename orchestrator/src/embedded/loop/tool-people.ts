import { z } from 'zod';
import { publishStep } from '../step-files.ts';
import type { LoopTool } from './tool-desk.ts';

const AskInput = z.strictObject({
  question: z.string().min(1).max(4000),
  options: z.array(z.string().min(1).max(200)).min(2).max(8).optional().describe('absent = people answer in words'),
});

export const askTool: LoopTool<z.infer<typeof AskInput>> = {
  name: 'ask',
  description: 'Asks people, and waits for their answer, which may take long.',
  input: AskInput,
  kind: 'other',
  title: ({ question }) => `ask: ${question}`.slice(0, 500),
  async work({ question, options }, context) {
    const answer = options === undefined ? await context.inquire(question) : await context.choose(question, options);
    if (answer === null) throw new Error('nobody answered; go on without, or finish and say what you need to know');
    return answer;
  },
};

const FinishInput = z.strictObject({
  message: z.string().min(1).describe('what you did and what came of it, for people'),
  artifacts: z
    .array(
      z.strictObject({
        path: z.string().min(1).describe('a file in the work folder'),
        name: z.string().optional().describe('A-Z a-z 0-9 _ . - ; absent = its own'),
      }),
    )
    .max(16)
    .optional()
    .describe('files to hand over'),
});

export const finishTool: LoopTool<z.infer<typeof FinishInput>> = {
  name: 'finish',
  description: 'Ends the task. Call it once, at the end, alone.',
  input: FinishInput,
  kind: 'other',
  title: () => 'finish',
  async work({ message, artifacts = [] }, context) {
    for (const { path, name } of artifacts)
      await publishStep({ path, artifact: name ?? path.slice(path.lastIndexOf('/') + 1) }, context);
    await context.say(message);
    return 'done';
  },
};
