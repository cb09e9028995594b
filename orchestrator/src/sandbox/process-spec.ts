import { isAbsolute } from 'node:path';

/** What an agent with all it started may take. Absent means none. */
export interface ResourceLimits {
  /** Anonymous memory of all processes together. */
  readonly memoryBytes?: number;
  /** Processes at one time. */
  readonly processes?: number;
  /** In `workDir` and `homeDir`, as allocated. */
  readonly diskBytes?: number;
  /** Descriptors that one process has open. */
  readonly openFiles?: number;
}

/** One process to start: what runs, what it may see, and where its output is kept. All paths are absolute. */
export interface ProcessSpec {
  /** `<run id>.<attempt>`; unique among the processes of one supervisor. */
  readonly id: string;
  /** The program (absolute, or looked up in `env.PATH`) and its arguments, passed literally: there is no shell. */
  readonly argv: readonly string[];
  /** The whole environment of the agent; it gets the run marker beside it and nothing else. */
  readonly env: Readonly<Record<string, string>>;
  readonly workDir: string;
  readonly homeDir: string;
  /** Folders or files the agent may read beyond the system's folders and node's own. */
  readonly readOnlyPaths: readonly string[];
  /** Folders the agent may write beyond `workDir` and `homeDir`. */
  readonly writablePaths?: readonly string[];
  /** `none` is kept by the namespace containment only; `ContainmentReport.network` says whether it is. */
  readonly network: 'none' | 'full';
  /** Texts of at least 6 bytes that its output must not show: they are replaced before anybody sees it. */
  readonly redact?: readonly string[];
  /** Append-only output files, made with mode 0600. */
  readonly stdoutPath: string;
  readonly stderrPath: string;
  /** Watched by the supervisor, which ends the process at once where it is over one. */
  readonly resources?: ResourceLimits;
  /** Of both streams together; what comes after it is read and dropped, and the files say so. */
  readonly maxOutputBytes: number;
}

/** The environment variable that every process of ours carries: `<kill marker>/<spec id>`. */
export const markerVariable = 'WHEELHOUSE_RUN_MARKER';

const idPattern = /^[A-Za-z0-9._:-]{1,200}$/;
const variablePattern = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
/** Linux refuses a single argument or variable of 128 KiB; bubblewrap takes at most 9,000 arguments. */
const maxTextBytes = 128 * 1024 - 1;
const maxVariables = 1000;

/** True for what may be part of a marker: it is compared as text and used in file names. */
export function isMarkerText(text: string): boolean {
  return idPattern.test(text);
}

/** Why a spec cannot be started, or null. A NUL byte would silently cut an argument in two, so it is refused. */
export function findSpecFault(spec: ProcessSpec): string | null {
  if (!isMarkerText(spec.id)) return 'id must be 1 to 200 of A-Z a-z 0-9 . _ : -';
  if (spec.argv.length === 0 || spec.argv[0] === '') return 'argv names no program';
  for (const [name, value] of Object.entries(spec.resources ?? {}))
    if (!Number.isSafeInteger(value) || value <= 0) return `resources.${name} is no limit`;
  if (!Number.isSafeInteger(spec.maxOutputBytes) || spec.maxOutputBytes < 0) return 'maxOutputBytes is not a size';
  return findTextFault(spec) ?? findPathFault(spec);
}

function findTextFault(spec: ProcessSpec): string | null {
  const bad = spec.argv.findIndex((text) => text.includes('\0') || Buffer.byteLength(text) > maxTextBytes);
  if (bad !== -1) return `argument ${bad} contains a NUL byte or is over ${maxTextBytes} bytes`;
  const variables = Object.entries(spec.env);
  if (variables.length > maxVariables) return `more than ${maxVariables} environment variables`;
  for (const [name, value] of variables) {
    if (!variablePattern.test(name)) return 'an environment variable has a name that is none';
    if (value.includes('\0') || Buffer.byteLength(name) + Buffer.byteLength(value) + 1 > maxTextBytes)
      return `environment variable ${name} contains a NUL byte or is too long`;
  }
  return null;
}

function findPathFault(spec: ProcessSpec): string | null {
  const paths = [spec.workDir, spec.homeDir, spec.stdoutPath, spec.stderrPath];
  for (const path of [...paths, ...spec.readOnlyPaths, ...(spec.writablePaths ?? [])]) {
    if (!isAbsolute(path) || path.includes('\0') || path === '/') return `${JSON.stringify(path)} is no absolute path`;
  }
  return null;
}
