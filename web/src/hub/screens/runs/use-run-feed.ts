import { useQuery } from '@tanstack/react-query';
import { isTerminalRun } from '@wheelhouse/protocol/run-states';
import { useId, useState } from 'react';
import { RunFeed, type RunEvent } from '../../../spoke/run/feed.ts';
import { hub, take } from '../../api.ts';
import { afterEvent, type Question } from './questions.ts';
import type { Run } from './run-queries.ts';

const watchMs = 1_000;
const eventsAtOnce = 1_000;

export interface RunNews {
  readonly feed: RunFeed;
  readonly questions: readonly Question[];
  readonly error: unknown;
}

class Reader {
  readonly feed = new RunFeed();
  questions: readonly Question[] = [];

  take(event: RunEvent): void {
    this.feed.take(event);
    this.questions = afterEvent(this.questions, event);
  }
}

/** The events of a run that the hub has, and what follows them. A caller stays with one run. */
export function useRunFeed(run: Run): RunNews {
  const [reader] = useState(() => new Reader());
  const view = useId();
  const { feed } = reader;
  const { error } = useQuery({
    // A feed grows and is this view's own: the next one begins anew.
    queryKey: ['hub', 'run-events', run.id, view],
    gcTime: 0,
    queryFn: async ({ signal }) => {
      for (;;) {
        const params = { path: { id: run.id }, query: { after: feed.lastSeq, limit: eventsAtOnce } };
        const events = await take(hub.GET('/api/v1/fleet/runs/{id}/events', { params, signal }));
        for (const event of events) reader.take(event);
        if (events.length < eventsAtOnce) return feed.version;
      }
    },
    refetchInterval: isTerminalRun(run.state) && feed.lastSeq >= run.lastSeq ? false : watchMs,
  });
  return { feed, questions: reader.questions, error };
}
