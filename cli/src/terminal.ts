import { WheelhouseError } from '@wheelhouse/protocol';
import { read } from 'read';

export interface TerminalStreams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Questions go here: standard output is for results. */
  readonly questions: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Ctrl-C at a question. */
export class Interrupted extends Error {}

/** Asks people at a terminal; without one, answers are the lines of standard input. */
export interface Terminal {
  readonly isInteractive: boolean;
  /**
   * @param what is asked for, such as `Password`
   * @throws WheelhouseError INVALID for no answer; Interrupted
   */
  ask(what: string, options?: { readonly hidden?: boolean }): Promise<string>;
  /** All of standard input, for what may have several lines. */
  readAll(): Promise<string>;
}

export function openTerminal({ input, questions }: TerminalStreams): Terminal {
  const isInteractive = input.isTTY === true;
  let lines: Promise<string[]> | null = null;
  const nextLine = async (): Promise<string | undefined> => {
    lines ??= textOf(input).then((text) => text.split(/\r?\n/));
    return (await lines).shift();
  };
  const prompt = (what: string, silent: boolean): Promise<string> =>
    read({ prompt: `${what}:`, silent, terminal: true, input, output: questions }).catch((cause: unknown) => {
      throw new Interrupted('interrupted', { cause });
    });
  return {
    isInteractive,
    async ask(what, { hidden = false } = {}) {
      const answer = isInteractive ? await prompt(what, hidden) : await nextLine();
      if (hidden && isInteractive) questions.write('\n');
      if (answer === undefined || answer === '') throw new WheelhouseError('INVALID', `${what}: nothing was given`);
      return answer;
    },
    readAll: () => textOf(input),
  };
}

async function textOf(input: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
