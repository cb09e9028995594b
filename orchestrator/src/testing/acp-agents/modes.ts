/** How a fake agent behaves. */
export const fakeAgentModes = [
  'normal',
  'slow',
  'chatty',
  'crash-mid-turn',
  'ignores-cancel',
  'garbage-on-stdout',
  'never-answers',
  'signed-out',
  'long-turn',
  'asks-permission',
  'refuses',
  'loads',
  'resumes',
  'counts',
  'budget',
  'shows-env',
] as const;
export type FakeAgentMode = (typeof fakeAgentModes)[number];

export function isMode(word: string): word is FakeAgentMode {
  return fakeAgentModes.some((mode) => mode === word);
}
