import { execFileSync } from 'node:child_process';
import { buildBwrapArguments } from '../../sandbox/bwrap-arguments.ts';
import type { BwrapFeatures } from '../../sandbox/bwrap-arguments.ts';
import { findTool } from '../../sandbox/find-program.ts';
import { markerVariable } from '../../sandbox/process-spec.ts';
import { readArguments, readProcess } from '../process-table.ts';
import type { ProcessRow } from '../process-table.ts';
import { peekText, startFailure } from './contained.ts';
import type { Contained, Launcher, LaunchOrder, PipedChild } from './contained.ts';
import { containByNamespace, findFirstChild, waitWhileRunning } from './namespace.ts';
import { extraPipe, spawnPiped } from './spawn-piped.ts';

/** The ways of bubblewrap worth a proof here, best first; none where it is not installed. */
export function listBwrapLaunchers(): Launcher[] {
  const bwrap = findTool('bwrap');
  if (bwrap === null) return [];
  const help = readHelp(bwrap);
  if (!help.includes('--json-status-fd')) return [];
  const tmpfsSize = help.includes('--size ');
  const plain = bwrapLauncher('bwrap', bwrap, { userNamespace: false, tmpfsSize });
  if (!help.includes('--disable-userns')) return [plain];
  const strict = bwrapLauncher('bwrap, no further user namespaces', bwrap, { userNamespace: true, tmpfsSize });
  return [strict, plain];
}

function readHelp(bwrap: string): string {
  try {
    return execFileSync(bwrap, ['--help'], {
      env: {},
      encoding: 'utf8',
      timeout: 5000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
}

function bwrapLauncher(name: string, bwrap: string, features: BwrapFeatures): Launcher {
  return {
    name,
    containment: 'namespace',
    filesystem: 'sandboxed',
    network: 'isolated',
    tool: 'bwrap',
    launch: (order) => launchInBwrap(bwrap, features, order),
  };
}

async function launchInBwrap(bwrap: string, features: BwrapFeatures, order: LaunchOrder): Promise<Contained> {
  // Its own environment is what the sandbox's /proc/1/environ shows: the marker alone.
  const outer = await spawnPiped([bwrap, '--args', '3', '--json-status-fd', '4', '--', ...order.command], {
    cwd: '/',
    env: { [markerVariable]: order.marker },
    extraPipes: 2,
  });
  extraPipe(outer, 0).end(
    buildBwrapArguments(order.spec, features, order.marker)
      .map((text) => `${text}\0`)
      .join(''),
  );
  const status = collectText(outer);
  const init = await waitWhileRunning(outer, () => findInit(status.text));
  const agent = init && (await waitWhileRunning(outer, () => findFirstChild(init.pid, (row) => isAgent(row, bwrap))));
  if (!agent) {
    const exit = await outer.exited;
    await status.ended;
    const said = exit.code === 0 ? '' : await peekText(outer.stderr);
    // The status tells only that the sandbox was built; what it does not show cannot be executed in it.
    if (!status.text.includes('"exit-code"') || said.startsWith('bwrap: execvp '))
      throw startFailure('bwrap', said, exit);
  }
  return containByNamespace({ outer, init: init ?? outer.identity, agent, marker: order.marker });
}

/** `{ "child-pid": 123, … }` is the first process of the namespace, as we see it. */
function findInit(status: string): ProcessRow | null {
  const pid = /"child-pid": (\d+)/.exec(status)?.[1];
  return pid === undefined ? null : readProcess(Number(pid));
}

/** Until it runs the agent's program, the process is another copy of bubblewrap. */
function isAgent(row: ProcessRow, bwrap: string): boolean {
  const [program, flag] = readArguments(row.pid);
  return program !== undefined && !(program === bwrap && flag === '--args');
}

function collectText(outer: PipedChild): { readonly text: string; readonly ended: Promise<void> } {
  const pipe = extraPipe(outer, 1);
  let text = '';
  pipe.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  const ended = new Promise<void>((resolve) => pipe.once('close', resolve));
  return {
    get text() {
      return text;
    },
    ended,
  };
}
