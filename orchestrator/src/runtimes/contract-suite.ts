import assert from 'node:assert/strict';
import { eventTypes, type AgentSpawn, type RunId, type WorkspaceId } from '@wheelhouse/protocol';
import {
  interruptTimeoutMs,
  type AgentProcess,
  type ArtifactOffer,
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

/** What the suite needs to put one adapter through its contract. */
export interface ContractSubject {
  readonly adapter: RuntimeAdapter;
  readonly agentConfig: unknown;
  /** Ends by itself, well, and shows `shows` in some event. */
  readonly quick: { readonly spec: AgentSpawn; readonly shows: string };
  /** Works until it is stopped, and emits at least one event while it works. */
  readonly endless: { readonly spec: AgentSpawn; readonly agentConfig?: unknown };
  /** Fails by itself. */
  readonly failing: { readonly spec: AgentSpawn; readonly agentConfig?: unknown };
  readonly folders: () => Promise<{ readonly workDir: string; readonly homeDir: string }>;
  readonly start: (prepared: PreparedProcess, folders: { workDir: string; homeDir: string }) => Promise<SuiteProcess>;
  /** Longest this agent may take to start on a slow machine. */
  readonly startTimeoutMs: number;
}

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
}

/** What every adapter promises, as named cases for any test runner. Each starts real processes and leaves none. */
export function runtimeContract(subject: ContractSubject): ContractCase[] {
  const trial =
    (spec: AgentSpawn, use: (trial: Trial) => Promise<void>, agentConfig = subject.agentConfig) =>
    async (): Promise<void> => {
      const { trial: begun, end } = await begin(subject, spec, agentConfig);
      try {
        await use(begun);
      } finally {
        await end();
      }
    };
  const stopped = (use: (trial: Trial) => Promise<void>): (() => Promise<void>) =>
    trial(subject.endless.spec, use, subject.endless.agentConfig ?? subject.agentConfig);
  return [
    {
      name: 'quick work is accepted, shown and judged a success',
      run: trial(subject.quick.spec, async ({ session, events }) => {
        await within(subject.startTimeoutMs, session.started, 'started');
        const verdict = await within(subject.startTimeoutMs, session.outcome, 'the outcome');
        assert.deepEqual(
          { ok: verdict.ok, code: verdict.code },
          { ok: true, code: undefined },
          JSON.stringify(verdict),
        );
        assert.ok(
          JSON.stringify(events).includes(subject.quick.shows),
          `no event shows ${subject.quick.shows}: ${JSON.stringify(events)}`,
        );
      }),
    },
    {
      name: 'events are plain JSON of the types that are an adapter’s to say',
      run: trial(subject.quick.spec, async ({ session, events }) => {
        await session.outcome;
        for (const event of events) checkEvent(event);
      }),
    },
    {
      name: 'failing work is judged a failure with a code',
      run: trial(
        subject.failing.spec,
        async ({ session }) => {
          const verdict = await within(subject.startTimeoutMs, session.outcome, 'the outcome');
          assert.equal(verdict.ok, false);
          assert.ok(verdict.code, 'the verdict has no code');
        },
        subject.failing.agentConfig ?? subject.agentConfig,
      ),
    },
    {
      name: 'an interrupt returns in time and never rejects, and the work ends not well',
      run: stopped(async ({ session, events, process }) => {
        await within(subject.startTimeoutMs, session.started, 'started');
        await until(() => events.length > 0, subject.startTimeoutMs);
        await within(2 * interruptTimeoutMs, session.interrupt(), 'the interrupt');
        await process.destroy();
        const verdict = await within(2000, session.outcome, 'the outcome');
        assert.equal(verdict.ok, false);
        await session.interrupt();
      }),
    },
    {
      name: 'a hard kill that the adapter did not ask for ends the session',
      run: stopped(async ({ session, process }) => {
        await within(subject.startTimeoutMs, session.started, 'started');
        await process.destroy();
        const verdict = await within(2000, session.outcome, 'the outcome');
        assert.equal(verdict.ok, false);
      }),
    },
    {
      name: 'a kill before the work was accepted settles everything',
      run: stopped(async ({ session, process }) => {
        await process.destroy();
        await within(2000, session.outcome, 'the outcome');
        await within(2000, Promise.allSettled([session.started]), 'started');
      }),
    },
    {
      name: 'a disposed session emits nothing more, and disposing twice is fine',
      run: stopped(async ({ session, events, process }) => {
        await within(subject.startTimeoutMs, session.started, 'started');
        session.dispose();
        session.dispose();
        const heard = events.length;
        await process.destroy();
        await within(2000, session.outcome, 'the outcome');
        assert.equal(events.length, heard);
      }),
    },
    {
      name: 'the agent’s environment is an allow-list with its own HOME',
      run: trial(subject.quick.spec, async ({ prepared, context }) => {
        assert.equal(prepared.env['HOME'], context.homeDir);
        const names = Object.keys(prepared.env).filter((name) =>
          /NODE_OPTIONS|DATABASE|REDIS|npm_|SECRET|TOKEN|API_KEY/i.test(name),
        );
        assert.deepEqual(names, []);
        for (const path of prepared.readOnlyPaths) assert.ok(path.startsWith('/'), `${path} is not absolute`);
      }),
    },
    {
      name: 'a configuration of another shape is refused with a code and words',
      run: async () => {
        const refusal = subject.adapter.validate(subject.quick.spec, { nonsense: true });
        assert.equal(refusal?.code, 'INVALID');
        assert.ok(refusal.message.length > 0);
        assert.equal(subject.adapter.validate(subject.quick.spec, subject.agentConfig), null);
        assert.equal((await subject.adapter.probe()).available, true);
      },
    },
  ];
}

/** Starts one run of the subject. `end` disposes it and leaves no process. */
export async function begin(
  subject: Pick<ContractSubject, 'adapter' | 'folders' | 'start'>,
  spec: AgentSpawn,
  agentConfig: unknown,
): Promise<{ trial: Trial; end(): Promise<void> }> {
  const folders = await subject.folders();
  const over = new AbortController();
  const events: RuntimeEvent[] = [];
  const artifacts: ArtifactOffer[] = [];
  const context: RunContext = {
    runId: '01900000-0000-7000-8000-000000000001' as RunId,
    workspaceId: '01900000-0000-7000-8000-000000000002' as WorkspaceId,
    attempt: 1,
    ...folders,
    spec,
    agent: { name: 'subject', runtime: subject.adapter.name, config: agentConfig },
    emit: (event) => events.push(event),
    publishArtifact: (offer) => {
      artifacts.push(offer);
      return Promise.resolve();
    },
    now: () => Date.now(),
    signal: over.signal,
  };
  const prepared = await subject.adapter.prepare(context);
  const process = await subject.start(prepared, folders);
  const session = subject.adapter.attach(process, context);
  return {
    trial: { session, process, events, prepared, context, artifacts },
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
