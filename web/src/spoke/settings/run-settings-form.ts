import type { components } from '@wheelhouse/client';

type Settings = components['schemas']['WorkspaceSettings'];
type Change = components['schemas']['UpdateWorkspaceSettings'];
type Limits = NonNullable<Change['defaultLimits']>;

/** A default limit as people say it: `per` of the server's units are one of theirs. */
interface LimitField {
  readonly name: Exclude<keyof Limits, 'onLimit'>;
  readonly label: string;
  readonly unit: string;
  readonly per: number;
}

export const limitFields: readonly LimitField[] = [
  { name: 'wallMs', label: 'Time in all', unit: 'minutes', per: 60_000 },
  { name: 'idleMs', label: 'Time without output', unit: 'minutes', per: 60_000 },
  { name: 'queueMs', label: 'Time in the queue', unit: 'minutes', per: 60_000 },
  { name: 'costMicros', label: 'Cost', unit: 'US dollars', per: 1_000_000 },
  { name: 'tokens', label: 'Tokens', unit: '', per: 1 },
  { name: 'turns', label: 'Answers of a model', unit: '', per: 1 },
  { name: 'memoryBytes', label: 'Memory', unit: 'MiB', per: 1_048_576 },
  { name: 'diskBytes', label: 'Disk', unit: 'MiB', per: 1_048_576 },
  { name: 'outputBytes', label: 'Output', unit: 'MiB', per: 1_048_576 },
  { name: 'processes', label: 'Processes', unit: '', per: 1 },
];

/** What stands in the form; empty limits are those that the workspace does not set. */
export interface RunSettingsDraft {
  readonly maxNetwork: Settings['maxNetwork'];
  readonly requiredContainment: string;
  readonly requiredFilesystem: string;
  readonly logRetentionDays: number | string;
  readonly onLimit: string;
  readonly limits: Readonly<Record<string, number | string>>;
}

/** Pure. */
export function draftOf(settings: Settings): RunSettingsDraft {
  const { maxNetwork, requiredContainment, requiredFilesystem, logRetentionDays, defaultLimits } = settings;
  const limits = limitFields.map(({ name, per }): [string, number | string] => {
    const value = defaultLimits[name];
    return [name, typeof value === 'number' ? value / per : ''];
  });
  return {
    maxNetwork,
    requiredContainment: requiredContainment ?? '',
    requiredFilesystem: requiredFilesystem ?? '',
    logRetentionDays,
    onLimit: defaultLimits['onLimit'] === 'pause-and-ask' ? 'pause-and-ask' : 'stop',
    limits: Object.fromEntries(limits),
  };
}

/** What the server is asked for. Default limits that the form does not have stay as they are. Pure. */
export function changeOf(draft: RunSettingsDraft, before: Settings): Change {
  const { maxNetwork, requiredContainment, requiredFilesystem, logRetentionDays, onLimit, limits } = draft;
  const named = new Set<string>([...limitFields.map(({ name }) => name), 'onLimit']);
  const others = Object.entries(before.defaultLimits).filter(([name]) => !named.has(name));
  const typed = limitFields.flatMap(({ name, per }) => {
    const value = limits[name];
    return typeof value === 'number' ? [[name, Math.round(value * per)] as const] : [];
  });
  const asks = onLimit === 'pause-and-ask' ? [['onLimit', onLimit] as const] : [];
  return {
    maxNetwork,
    requiredContainment: oneOf(['namespace', 'cgroup', 'tree'], requiredContainment),
    requiredFilesystem: oneOf(['sandboxed', 'open'], requiredFilesystem),
    ...(typeof logRetentionDays === 'number' ? { logRetentionDays } : {}),
    defaultLimits: Object.fromEntries([...others, ...typed, ...asks]),
  };
}

function oneOf<T extends string>(known: readonly T[], text: string): T | null {
  return known.find((one) => one === text) ?? null;
}
