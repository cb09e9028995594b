import type { RunId } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import {
  openLiveServer,
  type Caller,
  type LiveLimits,
  type LivePosition,
  type LiveReader,
  type LiveServer,
  type LiveStep,
  type LiveTopics,
  type Logger,
  defaultLiveLimits,
} from '@wheelhouse/server';
import { boundCallerOf, type WorkspaceCaller } from '../issue/caller.ts';
import type { RunWaker } from '../runs/run-waker.ts';
import { findRun, getRun } from '../runs/service.ts';
import { followRun } from './follow-run.ts';
import { openListFeeds, type ListFeeds } from './list-feeds.ts';
import type { ListReader } from './read-changes.ts';
import { listViewOf, parseTopic, runEventsPermission, type ListTopic, type ListView } from './topics.ts';

export interface LiveDeps {
  readonly db: SpokeDb;
  readonly waker: RunWaker;
  readonly logger: Logger;
  readonly limits?: Partial<LiveLimits>;
  readonly now: () => number;
}

export interface SpokeLive {
  readonly server: LiveServer;
  close(): Promise<void>;
}

/** The live sockets of a spoke: topics of a workspace, asked again whenever rights change. */
export async function openLive(deps: LiveDeps): Promise<SpokeLive> {
  const { logger, waker } = deps;
  const limits = { ...defaultLiveLimits, ...deps.limits };
  const feeds = await openListFeeds({ ...deps, limits });
  const server = openLiveServer({ topics: openTopics(deps, feeds), logger, limits });
  const stopTelling = waker.onAccessChange((change) => {
    feeds.rightsChanged(change);
    server.rightsChanged(change);
  });
  return {
    server,
    async close() {
      stopTelling();
      server.close();
      await feeds.close();
    },
  };
}

function openTopics(deps: LiveDeps, feeds: ListFeeds): LiveTopics {
  return {
    async viewOf(caller, text) {
      const topic = parseTopic(text);
      if (topic.kind === 'list') return nameOfView(listViewOf(topic.name, caller.permissions));
      await getRun(deps.db, tenantCallerOf(caller), topic.runId, runEventsPermission);
      return 'all';
    },
    follow(text, reader, signal) {
      const topic = parseTopic(text);
      if (topic.kind === 'run-events') return runSteps(deps, topic.runId, reader, signal);
      return feeds.follow(listReaderOf(topic.name, reader.caller()), reader.from, signal);
    },
  };
}

function nameOfView(view: ListView): string {
  return view.kind === 'all' ? 'all' : view.permissions.join(' ');
}

function listReaderOf(topic: ListTopic, caller: Caller): ListReader {
  const { kind, principalId: id, workspaceId } = tenantCallerOf(caller);
  return { workspaceId, topic, view: listViewOf(topic, caller.permissions), principal: { kind, id } };
}

/** Reads leave no audit rows, so no request has to be named. */
const tenantCallerOf = (caller: Caller): WorkspaceCaller => boundCallerOf(caller, 'live');

/** The numbering is the store's own, and one for as long as there is the run. */
const stored = 'stored';

async function* runSteps(
  deps: LiveDeps,
  runId: RunId,
  reader: LiveReader,
  signal: AbortSignal,
): AsyncGenerator<LiveStep, void> {
  const caller = (): WorkspaceCaller => tenantCallerOf(reader.caller());
  const run = await findRun(deps.db, caller(), runId, runEventsPermission);
  if (run === null) return yield { kind: 'gone' };
  const now: LivePosition = { epoch: stored, seq: run.lastSeq };
  const isContinued = reader.from === null || (reader.from.epoch === stored && reader.from.seq <= run.lastSeq);
  const position = isContinued ? (reader.from ?? now) : now;
  yield { kind: 'start', position, isContinued };
  const wish = { runId, after: position.seq, caller: () => Promise.resolve(caller()) };
  for await (const step of followRun(deps, wish, signal)) {
    yield step.kind === 'end' ? { kind: 'end' } : step;
  }
}
