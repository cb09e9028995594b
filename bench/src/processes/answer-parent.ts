import type { Answer, Question, Ready } from './start-child.ts';

type Offers = Readonly<Record<string, (value: never) => unknown>>;

/** The child's end of `startChild`: says that it is ready and does what it is asked, one thing after the other. */
export function answerParent(url: string, offers: Offers): void {
  let last: Promise<void> = Promise.resolve();
  process.on('message', (question: Question) => {
    last = last.then(async () => send(await answerOf(question, offers)));
  });
  process.once('disconnect', () => process.exit(0));
  process.once('SIGTERM', () => process.exit(0));
  send({ ready: true, url });
}

async function answerOf(question: Question, offers: Offers): Promise<Answer> {
  try {
    const offer = offers[question.what] as ((value: unknown) => unknown) | undefined;
    if (offer === undefined) throw new Error(`nothing here answers ${question.what}`);
    return { id: question.id, value: await offer(question.value) };
  } catch (error) {
    return { id: question.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function send(message: Ready | Answer): void {
  process.send?.(message);
}
