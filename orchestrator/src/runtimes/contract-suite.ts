import assert from 'node:assert/strict';
import { eventTypes, type AgentSpawn, type RunId, type WorkspaceId } from '@wheelhouse/protocol';
import {
  interruptTimeoutMs,
  type AgentProcess,
  type ArtifactOffer,
  type ModelAccess,
  type PreparedProcess,
  type RunContext,
  type RuntimeAdapter,
  type RuntimeEvent,
  type RuntimeSession,
} from './adapter.ts';

/** A process of the suite, which it can also end. */
export interface SuiteProcess extends AgentProcess {
  /** Resolves when nothing of it is left. */
  destroy(): Promise<unknown>;
}

/** A spawn, with a configuration of its own where the subject's does not fit. */
interface SubjectWork {
  readonly spec: AgentSpawn;
  readonly agentConfig?: unknown;
}

/** What the suite needs to put one adapter through its contract. */
export interface ContractSubject {
  readonly adapter: RuntimeAdapter;
  readonly agentConfig: unknown;
  /** For agents that need a model. */
  readonly model?: ModelAccess;
  /** Ends by itself, well, and shows `shows` in some event. */
  readonly quick: SubjectWork & { readonly shows: string };
  /** Works until it is stopped, and emits at least one event while it works. */
  readonly endless: SubjectWork;
  /** Fails by itself. */
  readonly failing: SubjectWork;
  readonly folders: () => Promise<{ readonly workDir: string; readonly homeDir: string }>;
  readonly start: (prepared: PreparedProcess, folders: { workDir: string; homeDir: string }) => Promise<SuiteProcess>;
  /** Longest this agent may take to start on a slow machine. */
  readonly startTimeoutMs: number;
}

/** From the end of a process to the end of its session. */
const settleMs = 2000;

export interface ContractCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** One run of a subject, with everything it said. */
export interface Trial {
  readonly session: RuntimeSession;
  readonly process: SuiteProcess;
  readonly events: RuntimeEvent[];
  readonly prepared: PreparedProcess;
  readonly context: RunContext;
  readonly artifacts: ArtifactOffer[];
  /** What a later attempt could go on with, in the order it was kept. */
  readonly sessions: string[];
}

interface ContractPromise {
  readonly name: string;
  readonly work: 'quick' | 'endless' | 'failing';
  readonly holds: (trial: Trial, subject: ContractSubject) => Promise<void>;
}

const promises: readonly ContractPromise[] = [
  {
    name: 'quick work is accepted, shown and judged a success',
    work: 'quick',
    async holds({ session, events }, { quick, startTimeoutMs }) {
      await within(startTimeoutMs, session.started, 'started');
      const verdict = await within(startTimeoutMs, session.outcome, 'the outcome');
      assert.deepEqual({ ok: verdict.ok, code: verdict.code }, { ok: true, code: undefined }, JSON.stringify(verdict));
      assert.ok(
        JSON.stringify(events).includes(quick.shows),
        `no event shows ${quick.shows}: ${JSON.stringify(events)}`,
      );
    },
  },
  {
    name: 'events are plain JSON of the types that are an adapter’s to say',
    work: 'quick',
    async holds({ session, events }) {
      await session.outcome;
      assert.ok(events.length > 0, 'there are no events');
      for (const event of events) checkEvent(event);
    },
  },
  {
    name: 'failing work is judged a failure with a code',
    work: 'failing',
    async holds({ session }, { startTimeoutMs }) {
      const verdict = await within(startTimeoutMs, session.outcome, 'the outcome');
      assert.equal(verdict.ok, false);
      assert.ok(verdict.code, 'the verdict has no code');
    },
  },
  {
    name: 'an interrupt returns in time and never rejects, and the work ends not well',
    work: 'endless',
    async holds({ session, events, process }, { startTimeoutMs }) {
      await within(startTimeoutMs, session.started, 'started');
      await until(() => events.length > 0, startTimeoutMs);
      await within(2 * interruptTimeoutMs, session.interrupt(), 'the interrupt');
      await process.destroy();
      const verdict = await within(settleMs, session.outcome, 'the outcome');
      assert.equal(verdict.ok, false);
      await session.interrupt();
    },
  },
  {
    name: 'a hard kill that the adapter did not ask for ends the session',
    work: 'endless',
    async holds({ session, process }, { startTimeoutMs }) {
      await within(startTimeoutMs, session.started, 'started');
      await process.destroy();
      const verdict = await within(settleMs, session.outcome, 'the outcome');
      assert.equal(verdict.ok, false);
    },
  },
  {
    name: 'a kill before the work was accepted settles everything',
    work: 'endless',
    async holds({ session, process }) {
      await process.destroy();
      await within(settleMs, session.outcome, 'the outcome');
      await within(settleMs, Promise.allSettled([session.started]), 'started');
    },
  },
  {
    name: 'a disposed session emits nothing more, and disposing twice is fine',
    work: 'endless',
    async holds({ session, events, process }, { startTimeoutMs }) {
      await within(startTimeoutMs, session.started, 'started');
      session.dispose();
      session.dispose();
      const heard = events.length;
      await process.destroy();
      await within(settleMs, session.outcome, 'the outcome');
      assert.equal(events.length, heard);
    },
  },
  {
    name: 'the agent’s environment is an allow-list with its own HOME',
    work: 'quick',
    async holds({ session, prepared, context }) {
      await session.outcome;
      assert.equal(prepared.env['HOME'], context.homeDir);
      const names = Object.entries(prepared.env).filter(
        ([name, value]) =>
          value !== context.model?.token && /NODE_OPTIONS|DATABASE|REDIS|npm_|SECRET|TOKEN|API_KEY/i.test(name),
      );
      assert.deepEqual(names, []);
      for (const path of prepared.readOnlyPaths) assert.ok(path.startsWith('/'), `${path} is not absolute`);
    },
  },
];

/** What every adapter promises, as named cases for any test runner. Each starts real processes and leaves none. */
export function runtimeContract(subject: ContractSubject): ContractCase[] {
  const kept = promises.map(({ name, work, holds }) => ({ name, run: () => tryOne(subject, work, holds) }));
  return [
    ...kept,
    { name: 'a configuration of another shape is refused with a code and words', run: () => checkValidation(subject) },
  ];
}

async function tryOne(
  subject: ContractSubject,
  work: ContractPromise['work'],
  holds: ContractPromise['holds'],
): Promise<void> {
  const { spec, agentConfig = subject.agentConfig } = subject[work];
  const { trial, end } = await begin(subject, spec, agentConfig);
  try {
    await holds(trial, subject);
  } finally {
    await end();
  }
}

async function checkValidation({ adapter, agentConfig, quick }: ContractSubject): Promise<void> {
  const refusal = adapter.validate(quick.spec, { nonsense: true });
  assert.equal(refusal?.code, 'INVALID');
  assert.ok(refusal.message.length > 0);
  assert.equal(adapter.validate(quick.spec, agentConfig), null);
  assert.equal((await adapter.probe(agentConfig)).available, true);
  const nonsense = await adapter.probe({ nonsense: true });
  if (!nonsense.available) assert.ok(nonsense.detail, 'it does not say why it is not available');
}

/** Starts one run of the subject, with parts of its context of the test's own. `end` disposes it and leaves no process. */
export async function begin(
  subject: Pick<ContractSubject, 'adapter' | 'folders' | 'start' | 'model'>,
  spec: AgentSpawn,
  agentConfig: unknown,
  parts: Partial<Pick<RunContext, 'secrets' | 'keepSession' | 'resume'>> = {},
): Promise<{ readonly trial: Trial; readonly end: () => Promise<void> }> {
  const folders = await subject.folders();
  const over = new AbortController();
  const events: RuntimeEvent[] = [];
  const artifacts: ArtifactOffer[] = [];
  const sessions: string[] = [];
  const context: RunContext = {
    runId: '01900000-0000-7000-8000-000000000001' as RunId,
    workspaceId: '01900000-0000-7000-8000-000000000002' as WorkspaceId,
    attempt: 1,
    ...folders,
    spec,
    agent: { name: 'subject', runtime: subject.adapter.name, config: agentConfig },
    model: subject.model ?? null,
    door: null,
    secrets: {},
    resume: null,
    keepSession: (handle) => sessions.push(handle),
    emit: (event) => events.push(event),
    publishArtifact: (offer) => {
      artifacts.push(offer);
      return Promise.resolve();
    },
    now: () => Date.now(),
    signal: over.signal,
    ...parts,
  };
  const prepared = await subject.adapter.prepare(context);
  const process = await subject.start(prepared, folders);
  const session = subject.adapter.attach(process, context);
  return {
    trial: { session, process, events, prepared, context, artifacts, sessions },
    async end() {
      session.dispose();
      over.abort();
      await process.destroy();
    },
  };
}

const forbidden: readonly string[] = ['state', 'result', 'artifact'];

function checkEvent(event: RuntimeEvent): void {
  assert.ok(eventTypes.includes(event.type), `unknown event type ${event.type}`);
  assert.ok(!forbidden.includes(event.type), `${event.type} is the engine's to say`);
  const text = JSON.stringify(event.data);
  assert.deepEqual(JSON.parse(text), event.data);
  assert.ok(!/\\u0000|\\ud[89a-f]/.test(text), `PostgreSQL refuses ${text.slice(0, 200)}`);
}

async function within<T>(ms: number, work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: `${what} took longer than ${ms} ms` })), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function until(condition: () => boolean, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > deadline) assert.fail(`it did not come true within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
