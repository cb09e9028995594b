import { isTerminalRun } from '@wheelhouse/protocol';
import type { RunEventView, RunRecord } from '@wheelhouse/protocol/api/spoke';
import type { z } from 'zod';
import type { ApiClient } from '../api-client.ts';
import type { Output } from '../output.ts';

type RunEvent = z.infer<typeof RunEventView>;

const pollMs = 250;
const pageLimit = 500;

/** One event as a line for people; null for what only programs need. */
export function textOfEvent(event: RunEvent): string | null {
  const { data } = event;
  const text = typeof data['text'] === 'string' ? data['text'] : undefined;
  switch (event.type) {
    case 'state':
      return `— ${String(data['state'])}${data['code'] === undefined || data['code'] === null ? '' : ` (${String(data['code'])})`}`;
    case 'log':
    case 'message':
    case 'message.delta':
    case 'notice':
    case 'tool.update':
      return text ?? null;
    case 'tool.start':
      return `▸ ${String(data['title'] ?? data['id'] ?? 'tool')}`;
    case 'artifact':
      return `artifact ${String(data['name'])} (${String(data['bytes'])} bytes)`;
    case 'permission.requested':
      return `approval wanted: ${String(data['question'] ?? data['title'] ?? '')} [${String(data['request'] ?? data['id'] ?? '')}]`;
    case 'error':
      return `error: ${text ?? String(data['message'] ?? data['code'] ?? '')}`;
    default:
      return null;
  }
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
