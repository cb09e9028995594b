import { isTerminalRun } from '@wheelhouse/protocol';
import type { RunEventView, RunRecord } from '@wheelhouse/protocol/api/spoke';
import type { z } from 'zod';
import type { ApiClient } from '../api-client.ts';
import type { Output } from '../output.ts';

type RunEvent = z.infer<typeof RunEventView>;

const pollMs = 250;
const pageLimit = 500;

type Say = (data: RunEvent['data']) => string | null;

/** A member of an event's data as text; its first name that is there. */
function word(data: RunEvent['data'], ...names: readonly string[]): string {
  const found = names.map((name) => data[name]).find((value) => value !== undefined && value !== null);
  if (found === undefined) return '';
  return typeof found === 'string' ? found : JSON.stringify(found);
}

const sayText: Say = (data) => (typeof data['text'] === 'string' ? data['text'] : null);

/** How people see each type of event; what is absent here only programs need. */
const sayings: Partial<Record<RunEvent['type'], Say>> = {
  state: (data) => `— ${[word(data, 'state'), word(data, 'code')].filter((part) => part !== '').join(' ')}`,
  log: sayText,
  message: sayText,
  'message.delta': sayText,
  notice: sayText,
  'tool.update': sayText,
  'tool.start': (data) => `▸ ${word(data, 'title', 'id')}`,
  artifact: (data) => `artifact ${word(data, 'name')} (${word(data, 'bytes')} bytes)`,
  'permission.requested': (data) => `approval wanted: ${word(data, 'title')} [${word(data, 'request')}]`,
  error: (data) => `error: ${word(data, 'text', 'message', 'code')}`,
};

/** One event as a line for people; null for what only programs need. */
function textOfEvent(event: RunEvent): string | null {
  return sayings[event.type]?.(event.data) ?? null;
}

/**
 * Prints a run's events from `after` on until it has ended and everything was shown.
 * @returns the run as it stood at the end
 */
export async function followRun(
  api: ApiClient,
  runId: string,
  output: Output,
  options: { readonly after?: number; readonly once?: boolean } = {},
): Promise<RunRecord> {
  let after = options.after ?? 0;
  for (;;) {
    const run = await api.get<RunRecord>(`/runs/${runId}`);
    const events = await api.get<RunEvent[]>(`/runs/${runId}/events`, { after, limit: pageLimit });
    for (const event of events) {
      after = event.seq;
      if (output.format === 'json') output.line({ ...event }, '');
      else {
        const text = textOfEvent(event);
        if (text !== null) output.line({}, text.trimEnd());
      }
    }
    if (events.length > 0) continue;
    if (options.once === true || (isTerminalRun(run.state) && after >= run.lastSeq)) return run;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
