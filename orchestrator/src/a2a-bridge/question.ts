import type { PermissionOption } from '@agentclientprotocol/sdk';
import { z } from 'zod';
import type { Standing } from './task-tale.ts';
import { textOf } from './task-tale.ts';

/** A question as a Wheelhouse asks it: with options to choose from. */
const Choice = z.object({
  request: z.string().min(1),
  title: z.string(),
  options: z
    .array(z.object({ option: z.string().min(1), name: z.string(), kind: z.string() }))
    .min(1)
    .max(16),
});
export type Choice = z.infer<typeof Choice>;

/** The choice that a task waits for; null where it wants words. */
export function choiceIn({ message }: Standing): Choice | null {
  for (const { content } of message?.parts ?? []) {
    if (content?.$case !== 'data') continue;
    const parsed = Choice.safeParse(content.value);
    if (parsed.success) return parsed.data;
  }
  return null;
}

export function wordsAsked({ message }: Standing): string {
  return (message === undefined ? '' : textOf(message)) || 'the agent asks for input and does not say what for';
}

const kinds = ['allow_once', 'allow_always', 'reject_once', 'reject_always'] as const;

export function optionsOf({ options }: Choice): PermissionOption[] {
  return options.map(({ option, name, kind }) => ({
    optionId: option,
    name,
    kind: kinds.find((known) => known === kind) ?? 'allow_once',
  }));
}
