import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** How a fake command line behaves; each of the two knows some. */
export type FakeCliMode =
  | 'normal'
  | 'slow'
  | 'chatty'
  | 'plans'
  | 'subagent-works'
  | 'crash-mid-turn'
  | 'ignores-cancel'
  | 'streams'
  | 'works'
  | 'blocked'
  | 'frozen'
  | 'long-turn'
  | 'garbage-on-stdout'
  | 'huge-line'
  | 'asks'
  | 'forgets-denials'
  | 'denied'
  | 'no-inner-sandbox'
  | 'not-logged-in'
  | 'budget'
  | 'max-turns'
  | 'retries'
  | 'asks-a-hook'
  | 'dies-on-term'
  | 'withdraws-request'
  | 'never-answers'
  | 'fails';

/** The configuration of a catalogue entry whose program is a fake of ours. */
export function fakeCli(
  name: 'claude' | 'codex',
  mode: FakeCliMode,
): { readonly program: string; readonly env: Readonly<Record<string, string>> } {
  const program = realpathSync(fileURLToPath(new URL(`./fake-${name}.mjs`, import.meta.url)));
  return { program, env: { FAKE_MODE: mode } };
}
