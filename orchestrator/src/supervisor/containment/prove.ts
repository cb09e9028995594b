import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../sandbox/find-program.ts';
import { destroyContained } from '../destroy.ts';
import type { ContainmentProof } from '../types.ts';
import type { Contained, Launcher } from './contained.ts';

/**
 * A process that leaves a child behind in the two usual ways (a session of its own, its parent gone), says what it can
 * see, and waits to be killed. `$1` is a file outside the sandbox, `$2` a file it must be able to write.
 */
const proofScript = `
(setsid sleep 60 </dev/null >/dev/null 2>&1 &)
sleep 60 </dev/null >/dev/null 2>&1 &
if [ -e "$1" ]; then echo canary=seen; else echo canary=hidden; fi
if : > "$2"; then echo write=ok; else echo write=refused; fi
while read -r name value rest; do
  case $name in CapEff:|NoNewPrivs:) echo "$name$value" ;; esac
done < /proc/self/status
interfaces=0
while read -r name rest; do
  case $name in lo:*) ;; *:*) interfaces=$((interfaces + 1)) ;; esac
done < /proc/net/dev
echo "interfaces=$interfaces"
echo ready
wait
`;

const readyTimeoutMs = 5000;
const destroyDeadlineMs = 2000;
/** The script and the two it leaves; in a namespace also its first process and the tool outside. */
const expectedProcesses = { namespace: 5, cgroup: 3, tree: 3 } as const;

/** Runs and kills a contained process in that mode, and checks each thing the mode promises. Never rejects. */
export async function proveLauncher(launcher: Launcher, killMarker: string): Promise<ContainmentProof> {
  const { name } = launcher;
  const shell = findProgram('/bin/sh', undefined);
  if (shell === null) return { name, ok: false, detail: 'there is no /bin/sh' };
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'wheelhouse-proof-')));
  try {
    const contained = await startProof(launcher, killMarker, folder);
    try {
      return { name, ...(await judge(launcher, contained)) };
    } finally {
      await destroyContained(contained, launcher.containment, destroyDeadlineMs);
      contained.release();
    }
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : 'failed' };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function startProof(launcher: Launcher, killMarker: string, folder: string): Promise<Contained> {
  const [workDir, homeDir, canary] = [join(folder, 'work'), join(folder, 'home'), join(folder, 'canary')];
  mkdirSync(workDir);
  mkdirSync(homeDir);
  writeFileSync(canary, 'outside');
  const command = ['/bin/sh', '-c', proofScript, 'proof', canary, join(workDir, 'probe')] as const;
  return launcher.launch({
    command: [...command],
    marker: `${killMarker}/proof`,
    spec: {
      id: 'proof',
      argv: command,
      env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' },
      workDir,
      homeDir,
      readOnlyPaths: [],
      network: 'none',
      stdoutPath: '/dev/null',
      stderrPath: '/dev/null',
      maxOutputBytes: 0,
    },
  });
}

async function judge(launcher: Launcher, contained: Contained): Promise<Omit<ContainmentProof, 'name'>> {
  const seen = await readUntilReady(contained);
  const before = contained.listAlive().length;
  const expected = expectedProcesses[launcher.containment];
  const { survivors, durationMs } = await destroyContained(contained, launcher.containment, destroyDeadlineMs);
  const faults = [
    ...(seen.includes('ready') ? [] : ['the process did not get ready']),
    ...(before >= expected ? [] : [`only ${before} of ${expected} processes were found before the kill`]),
    ...(survivors === 0 ? [] : [`${survivors} processes survived`]),
    ...(seen.includes('write=ok') ? [] : ['its work folder is not writable']),
    ...(launcher.filesystem === 'open' || seen.includes('canary=hidden') ? [] : ['it saw a file outside']),
    ...(launcher.network === 'shared' || seen.includes('interfaces=0') ? [] : ['it saw a network']),
    ...(launcher.containment !== 'namespace' || seen.includes('NoNewPrivs:1') ? [] : ['it can gain privileges']),
    ...(launcher.containment !== 'namespace' || seen.some((line) => /^CapEff:0+$/.test(line))
      ? []
      : ['it has capabilities']),
  ];
  if (faults.length > 0) return { ok: false, detail: faults.join('; ') };
  return { ok: true, detail: `${before} processes, one in a session of its own, were gone after ${durationMs} ms` };
}

function readUntilReady({ stdout, exited }: Contained): Promise<string[]> {
  let text = '';
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      resolve(text.split('\n'));
    };
    const timer = setTimeout(finish, readyTimeoutMs);
    void exited.then(finish);
    stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.includes('ready\n')) finish();
    });
  });
}
