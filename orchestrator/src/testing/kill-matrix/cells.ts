import type { AgentSpawn } from '@wheelhouse/protocol';
import type { RuntimeAdapter } from '../../runtimes/adapter.ts';
import type { RunTrace } from './process-look.ts';

/** What an agent is at when it is killed. `blocked`: its event loop hears nothing; `frozen`: it has stopped itself. */
export const killStates = [
  'streaming',
  'in a tool',
  'waiting for approval',
  'wedged: blocked',
  'wedged: frozen',
] as const;
export type KillState = (typeof killStates)[number];

export const killModes = ['graceful', 'now'] as const;
export type KillMode = (typeof killModes)[number];

/** A run that is under way, as its state is recognised by. */
export interface Underway {
  readonly state: string;
  readonly events: readonly { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[];
  readonly trace: RunTrace;
}

/** How a run gets into a state, and how it is seen to be there. */
export interface Situation {
  /** Of the catalogue entry. */
  readonly config: object;
  readonly spawn: Partial<AgentSpawn>;
  readonly reached: (run: Underway) => boolean;
  /** Done to it then, where it cannot do so itself: stops its processes that match. */
  readonly freezes?: (argv: readonly string[]) => boolean;
}

/** One adapter of the matrix. */
export interface KillSubject {
  /** Part of a catalogue entry's name. */
  readonly name: string;
  readonly adapter: Pick<RuntimeAdapter, 'name' | 'capabilities'>;
  /** Of the catalogue entry. */
  readonly execution?: object;
  /** Whether its runs are given a token for models. */
  readonly hasModel: boolean;
  readonly situations: Readonly<Partial<Record<KillState, Situation>>>;
  /** Why a state cannot be, where the adapter's capabilities do not say it. */
  readonly absent?: Readonly<Partial<Record<KillState, string>>>;
  /** What else has to hold of a killed run. */
  afterKill?(runId: string, state: KillState): Promise<void>;
}

export type Cell = { readonly situation: Situation } | { readonly absent: string };

/**
 * What the matrix shows of a subject in a state. Pure.
 * @throws Error for a state that is neither shown nor explained, and for one that contradicts the capabilities
 */
export function cellOf(subject: KillSubject, state: KillState): Cell {
  const { name, adapter, situations, absent } = subject;
  const situation = situations[state];
  if (state === 'waiting for approval' && !adapter.capabilities.permissions) {
    if (situation !== undefined) throw new Error(`${name} declares no permissions, yet is shown to wait for one`);
    return { absent: `the runtime ${adapter.name} declares no permissions: nobody is ever asked` };
  }
  const reason = absent?.[state];
  if (situation !== undefined) return { situation };
  if (reason === undefined) throw new Error(`${name}: nothing is said about ${state}`);
  return { absent: reason };
}

/** Sees a stream by its third event of that type. */
export function streams(type: string): Situation['reached'] {
  return ({ events }) => events.filter((event) => event.type === type).length >= 3;
}

/** Sees a tool at work by its process: `sleep` for a time that nobody else sleeps. */
export function sleeps(nap: string): Situation['reached'] {
  return ({ trace }) => trace.processes.some(({ argv: [program, time] }) => program === 'sleep' && time === nap);
}

/** Sees that people are asked. */
export const waits: Situation['reached'] = ({ state }) => state === 'waiting';

/** What the stand-ins say last before they hear nothing. */
const lastWords = 'from now on I hear nothing';
export const saysLastWords: Situation['reached'] = ({ events }) => JSON.stringify(events).includes(lastWords);

/** Sees a stopped process, by the kernel's word. */
export const isFrozen: Situation['reached'] = ({ trace }) => trace.processes.some(({ state }) => state === 'T');
