import type { RunEvent } from '../../../spoke/run/feed.ts';

/** What a run asks somebody, and waits for. */
export interface Question {
  readonly request: string;
  readonly title: string;
  readonly options: readonly { readonly option: string; readonly name: string }[];
}

/** The questions that are open after one more event. Pure. */
export function afterEvent(open: readonly Question[], { type, data }: RunEvent): readonly Question[] {
  const others = open.filter(({ request }) => request !== data['request']);
  if (type === 'permission.resolved') return others;
  if (type !== 'permission.requested') return open;
  const { request, title, options } = data as unknown as Question;
  return [...others, { request, title, options }];
}
