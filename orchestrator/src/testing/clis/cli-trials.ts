import type { ModelAccess, RuntimeAdapter, RuntimeEvent } from '../../runtimes/adapter.ts';
import { begin, type Trial } from '../../runtimes/contract-suite.ts';
import { startLocalProcess, type LocalProcess } from '../local-process.ts';
import { openTrialFolders, type TrialFolders } from '../trial-folders.ts';
import { fakeCli, type FakeCliMode } from './index.ts';

export type TrialPair = Awaited<ReturnType<TrialFolders['make']>>;
export type CliTrial = Trial & { readonly process: LocalProcess };

export interface CliTrials {
  readonly folders: TrialFolders;
  /** Starts the fake with the prompt `hello`; `later` makes it a later attempt. */
  start(
    mode: FakeCliMode,
    config?: Readonly<Record<string, unknown>>,
    later?: { readonly resume: string; readonly pair: TrialPair },
  ): Promise<CliTrial>;
  /** Ends what was started since the last time. */
  end(): Promise<void>;
  close(): Promise<void>;
}

/** Runs of a fake command line as plain child processes. */
export async function openCliTrials(
  cli: 'claude' | 'codex',
  adapter: RuntimeAdapter,
  model: ModelAccess,
): Promise<CliTrials> {
  const folders = await openTrialFolders();
  const ends: (() => Promise<void>)[] = [];
  const endAll = async (): Promise<void> => {
    for (const end of ends.splice(0)) await end();
  };
  return {
    folders,
    async start(mode, config = {}, later) {
      const started: LocalProcess[] = [];
      const { trial, end } = await begin(
        {
          adapter,
          model,
          folders: () => (later ? Promise.resolve(later.pair) : folders.make()),
          start: async (prepared, { workDir }) => {
            const process = await startLocalProcess(prepared, workDir);
            started.push(process);
            return process;
          },
        },
        { verb: 'agent.spawn', agent: 'fake', prompt: 'hello' },
        { ...fakeCli(cli, mode), ...config },
        { resume: later?.resume ?? null },
      );
      ends.push(end);
      const [process] = started;
      if (!process) throw new Error('nothing was started');
      return { ...trial, process };
    },
    end: endAll,
    async close() {
      await endAll();
      await folders.remove();
    },
  };
}

/** The data of all events of one type, in order. */
export function ofType(events: readonly RuntimeEvent[], type: RuntimeEvent['type']): RuntimeEvent['data'][] {
  return events.filter((event) => event.type === type).map((event) => event.data);
}

/** The texts of all events of one type, in order. */
export function textsOf(events: readonly RuntimeEvent[], type: RuntimeEvent['type']): unknown[] {
  return ofType(events, type).map((data) => data['text']);
}
