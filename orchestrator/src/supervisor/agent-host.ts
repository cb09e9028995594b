import { findProgram } from '../sandbox/find-program.ts';
import { findFolderTrouble } from '../sandbox/folder-trouble.ts';
import { findSpecFault } from '../sandbox/process-spec.ts';
import type { ProcessSpec } from '../sandbox/process-spec.ts';
import { Agent } from './agent.ts';
import type { Launcher } from './containment/contained.ts';
import { openOutputFile } from './output-file.ts';
import { OutputPump } from './output-pump.ts';
import { watchResources } from './resource-watch.ts';
import type { ProcessIdentity } from './types.ts';
import { Refused } from './wire.ts';
import type { FromSupervisor } from './wire.ts';

export interface AgentHostDeps {
  readonly launcher: Launcher;
  readonly killMarker: string;
  /** `sent` is called when the message has left this process. */
  readonly send: (message: FromSupervisor, sent?: () => void) => void;
}

/** All agents of this supervisor. */
export class AgentHost {
  readonly #deps: AgentHostDeps;
  readonly #agents = new Map<string, Agent>();
  readonly #starting = new Map<string, Promise<unknown>>();

  constructor(deps: AgentHostDeps) {
    this.#deps = deps;
  }

  /** Resolves when the program runs; `onStarted` is called before any of its output is sent. */
  async start(spec: ProcessSpec, onStarted: (identity: ProcessIdentity) => void): Promise<void> {
    if (this.#agents.has(spec.id) || this.#starting.has(spec.id))
      throw new Refused('INVALID', `${spec.id} runs already`);
    const starting = this.#start(spec, onStarted);
    this.#starting.set(spec.id, starting);
    try {
      await starting;
    } finally {
      this.#starting.delete(spec.id);
    }
  }

  /** Throws `Refused` UNAVAILABLE for one that has ended. */
  get(id: string): Agent {
    const agent = this.#agents.get(id);
    if (!agent) throw new Refused('UNAVAILABLE', `${id} has ended`);
    return agent;
  }

  find(id: string): Agent | null {
    return this.#agents.get(id) ?? null;
  }

  /** Kills all, those that are just starting too, and waits for their ends. */
  async destroyAll(): Promise<void> {
    await Promise.allSettled(this.#starting.values());
    const agents = [...this.#agents.values()];
    await Promise.allSettled(agents.map((agent) => agent.destroy()));
    await Promise.allSettled(agents.map((agent) => agent.ended));
  }

  async #start(spec: ProcessSpec, onStarted: (identity: ProcessIdentity) => void): Promise<void> {
    const { id } = spec;
    const command = resolveCommand(spec);
    const onFault = (message: string): void => this.#deps.send({ type: 'fault', id, message });
    const files = {
      stdout: await openOutputFile(spec.stdoutPath, onFault),
      stderr: await openOutputFile(spec.stderrPath, onFault),
    };
    try {
      const marker = `${this.#deps.killMarker}/${id}`;
      const contained = await this.#deps.launcher.launch({ spec, command, marker });
      const pump = new OutputPump({
        sources: { stdout: contained.stdout, stderr: contained.stderr },
        files,
        maxBytes: spec.maxOutputBytes,
        redact: spec.redact ?? [],
        deliver: (stream, chunk, done) => this.#deps.send({ type: 'output', id, stream, chunk }, done),
        onTruncated: () => this.#deps.send({ type: 'truncated', id }),
      });
      onStarted(contained.identity);
      pump.start();
      const agent = new Agent({
        contained,
        containment: this.#deps.launcher.containment,
        pump,
        onExit: (exit) => this.#deps.send({ type: 'exited', id, exit }),
        // With survivors it stays, so that they can be killed again.
        onGone: () => this.#agents.delete(id),
      });
      this.#agents.set(id, agent);
      watchResources(spec, {
        listAlive: () => contained.listAlive(),
        ended: agent.ended,
        onExcess: (excess) => {
          void agent.destroy();
          this.#deps.send({ type: 'exceeded', id, ...excess });
        },
      });
    } catch (error) {
      await Promise.all([files.stdout.end(), files.stderr.end()]);
      throw error;
    }
  }
}

function resolveCommand(spec: ProcessSpec): [string, ...string[]] {
  const fault = findSpecFault(spec);
  if (fault !== null) throw new Refused('INVALID', fault);
  const trouble = findFolderTrouble(spec);
  if (trouble !== null) throw new Refused('START_FAILED', trouble);
  const [name = '', ...args] = spec.argv;
  const program = findProgram(name, spec.env['PATH']);
  if (program === null) throw new Refused('START_FAILED', `there is no program ${JSON.stringify(name)} here`);
  return [program, ...args];
}
