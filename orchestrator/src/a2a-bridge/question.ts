import type { PermissionOption } from '@agentclientprotocol/sdk';
import { textOf, type Standing } from './task-tale.ts';

/** A question as a Wheelhouse asks it: with options to choose from. */
export interface Choice {
  readonly request: string;
  readonly title: string;
  readonly options: readonly PermissionOption[];
}

type Fields = Readonly<Record<string, unknown>>;

/** The choice that a task waits for; null where it wants words. */
export function choiceIn({ message }: Standing): Choice | null {
  for (const { content } of message?.parts ?? []) {
    const choice = content?.$case === 'data' ? choiceOf(content.value) : null;
    if (choice !== null) return choice;
  }
  return null;
}

export function wordsAsked({ message }: Standing): string {
  return (message === undefined ? '' : textOf(message)) || 'the agent asks for input and does not say what for';
}

/** Untrusted: whatever is not quite a choice is none. */
function choiceOf(value: unknown): Choice | null {
  const { request, title, options } = fieldsOf(value);
  if (typeof request !== 'string' || typeof title !== 'string' || !Array.isArray(options)) return null;
  const offered = options.map(optionOf);
  const known = offered.filter((option) => option !== null);
  return known.length === 0 || known.length < offered.length ? null : { request, title, options: known };
}

const kinds = ['allow_once', 'allow_always', 'reject_once', 'reject_always'] as const;

function optionOf(value: unknown): PermissionOption | null {
  const { option: optionId, name, kind } = fieldsOf(value);
  const known = kinds.find((one) => one === kind);
  if (typeof optionId !== 'string' || typeof name !== 'string' || known === undefined) return null;
  return { optionId, name, kind: known };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
