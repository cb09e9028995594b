import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { WheelhouseError } from '@wheelhouse/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSupervisedTrial, readLineage, readOutput, silentLogger } from '../testing/supervised-trial.ts';
import type { SupervisedTrial } from '../testing/supervised-trial.ts';
import { openSupervisor } from './index.ts';
import type { ProcessSpec, Supervisor } from './index.ts';

async function openSandboxed(): Promise<Supervisor | null> {
  try {
    return await openSupervisor({
      containment: 'namespace',
      tools: ['bwrap'],
      allowOpenFilesystem: false,
      logger: silentLogger,
      killMarker: `sandbox-test:${process.pid}`,
    });
  } catch (error) {
    if (!(error instanceof WheelhouseError) || error.code !== 'CONTAINMENT_REQUIRED') throw error;
    process.stderr.write(`skipped: sandboxed file system: ${error.message}\n`);
    return null;
  }
}

const supervisor = await openSandboxed();

describe.skipIf(!supervisor)('in the sandbox', () => {
  if (!supervisor) return;
  let trial: SupervisedTrial;
  beforeAll(async () => {
    trial = await openSupervisedTrial();
  });
  afterAll(async () => {
    await supervisor.close();
    await trial.remove();
  });
  /** Runs a script of the test's own; what it printed, and how it ended. */
  const runScript = async (text: string, args: readonly string[] = [], changes: Partial<ProcessSpec> = {}) => {
    const spec = await trial.spec('', [], { argv: ['/bin/sh', '-c', text, 'script', ...args], ...changes });
    const { code } = await (await supervisor.start(spec)).exited;
    return { spec, code, ...(await readOutput(spec)) };
  };

  test('the report says what was proved', () => {
    expect(supervisor.report).toMatchObject({
      containment: 'namespace',
      filesystem: 'sandboxed',
      network: 'isolated',
      advice: [],
    });
    expect(supervisor.report.proofs.at(-1)).toMatchObject({ ok: true });
  });

  test('PRC-10: nothing in /proc tells a secret of this process, the supervisor or another run', async () => {
    const canary = 'canary-0f3c9a';
    process.env['SANDBOX_TEST_CANARY'] = canary;
    const other = await trial.spec('ignores-term.sh', ['30'], { env: { PATH: '/usr/bin:/bin', OTHER: canary } });
    const neighbour = await supervisor.start(other);
    const spec = await trial.spec('snoop.sh', [], { env: { PATH: '/usr/bin:/bin', OWN: 'visible-to-itself' } });
    expect(await (await supervisor.start(spec)).exited).toMatchObject({ code: 0 });
    const { stdout } = await readOutput(spec);
    expect(stdout).toContain('visible-to-itself');
    expect(stdout.trimEnd().endsWith('done')).toBe(true);
    expect(stdout).not.toContain(canary);
    await neighbour.destroy();
    delete process.env['SANDBOX_TEST_CANARY'];
  });

  test('PRC-10: the environment of a run is on nobody’s command line and not in the tool’s environment', async () => {
    const spec = await trial.spec('ignores-term.sh', ['30'], { env: { PATH: '/usr/bin:/bin', KEY: 'canary-5d21' } });
    const run = await supervisor.start(spec);
    const seen = await runScript('cat /proc/*/cmdline /proc/1/environ | tr "\\0" "\\n"');
    expect(seen.stdout).not.toContain('canary-5d21');
    expect(readLineage(run.pid)).not.toContain('canary-5d21');
    await run.destroy();
  });

  test('PRC-11: files outside do not exist, whatever path leads to them', async () => {
    const secret = join(trial.root, 'key.json');
    writeFileSync(secret, 'canary-secret', { mode: 0o600 });
    const otherRun = await trial.spec('', []);
    writeFileSync(join(otherRun.workDir, 'private'), 'canary-secret');
    const spec = await trial.spec('', []);
    symlinkSync(secret, join(spec.workDir, 'link'));
    symlinkSync('/etc/shadow', join(spec.workDir, 'shadow'));
    const paths = [
      secret,
      join(otherRun.workDir, 'private'),
      'link',
      'shadow',
      '/etc/shadow',
      '/root',
      '/proc/1/root/etc/shadow',
    ];
    const text = 'for path; do cat "$path" 2>/dev/null && echo "read $path"; ls "$path"/* 2>/dev/null; done; echo end';
    const { stdout, code } = await runScript(text, paths, { workDir: spec.workDir });
    expect([stdout, code]).toEqual(['end\n', 0]);
  });

  test('PRC-11: nothing outside its folders can be written, linked, mounted or remounted', async () => {
    const readOnly = join(trial.root, 'read-only');
    mkdirSync(readOnly);
    writeFileSync(join(readOnly, 'file'), 'as it was');
    const attempts = [
      'echo x > "$1/file"',
      'echo x > "$1/new"',
      'rm -f "$1/file" && [ ! -e "$1/file" ]',
      'ln "$1/file" hard && echo x > hard',
      'echo x > /usr/bin/new',
      'echo x > /etc/passwd',
      'echo x > /new',
      'mkdir /new-folder',
      'mount -o remount,rw "$1"',
      'mount -t tmpfs none /mnt',
      'umount /usr',
      'echo 1 > /proc/sys/kernel/core_uses_pid',
      'echo x > /proc/sysrq-trigger',
      'chroot / /bin/true',
    ];
    const text = attempts
      .map((attempt, index) => `if ( ${attempt} ) 2>/dev/null; then echo "did ${index}"; fi`)
      .join('\n');
    const { stdout, code } = await runScript(`${text}\necho end`, [readOnly], { readOnlyPaths: [readOnly] });
    expect([stdout, code]).toEqual(['end\n', 0]);
  });

  test('PRC-11: its folders, /tmp and HOME are writable, and /tmp is its own', async () => {
    writeFileSync(join(trial.root, 'outer'), '');
    const text =
      'echo a > here && echo b > "$HOME/there" && echo c > /tmp/own && ls /tmp /dev/shm && cat here "$HOME/there" /tmp/own';
    const { spec, stdout, code } = await runScript(text, [], {});
    expect(code).toBe(0);
    expect(stdout.endsWith('a\nb\nc\n')).toBe(true);
    expect(() => linkSync(join(spec.workDir, 'here'), join(trial.root, 'kept'))).not.toThrow();
    expect(() => linkSync('/tmp/own', join(trial.root, 'leaked'))).toThrow('ENOENT');
  });

  test('PRC-11: a link that an earlier attempt left in its folder opens nothing to the next', async () => {
    const outside = join(trial.root, 'outside');
    mkdirSync(outside);
    const spec = await trial.spec('show.mjs', []);
    symlinkSync(outside, join(spec.workDir, 'cache'));
    const cache = join(spec.workDir, 'cache');
    for (const changes of [{ writablePaths: [cache] }, { readOnlyPaths: [cache] }, { homeDir: cache }]) {
      await expect(supervisor.start({ ...spec, ...changes })).rejects.toMatchObject({ code: 'START_FAILED' });
    }
  });

  test('PRC-12: without a network not even a loopback or abstract socket of this machine answers', async () => {
    // Who reached it hangs up at once, which the other end may see as an error.
    const answer = (socket: Socket): void => void socket.on('error', () => undefined).end('reached');
    const [tcp, abstract] = [createServer(answer), createServer(answer)];
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    const name = `\0wheelhouse-test-${process.pid}`;
    await new Promise<void>((resolve) => abstract.listen(name, resolve));
    const address = tcp.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const program = `
      const net = require('node:net');
      const targets = [{ port: ${port}, host: '127.0.0.1' }, { path: '\\0wheelhouse-test-${process.pid}' }, { port: 80, host: '169.254.169.254' }];
      for (const target of targets) {
        const socket = net.connect(target, () => { console.log('reached'); socket.destroy(); });
        socket.on('error', (error) => console.log(error.code));
      }`;
    const tell = async (network: 'none' | 'full', text: string): Promise<string[]> => {
      const spec = await trial.spec('', [], { argv: [process.execPath, '-e', text], network });
      await (
        await supervisor.start(spec)
      ).exited;
      return (await readOutput(spec)).stdout.trim().split('\n');
    };
    expect(await tell('none', program)).not.toContain('reached');
    // The same two answer where the network is shared: the test would notice.
    const local = program.replace(/, \{ port: 80, host: '169.254.169.254' \}/, '');
    expect(await tell('full', local)).toEqual(['reached', 'reached']);
    tcp.close();
    abstract.close();
  });

  test('PRC-13: it has no capability, can gain none, and can make no user namespace', async () => {
    const { stdout } = await runScript(
      'grep -E "^(CapEff|CapPrm|NoNewPrivs)" /proc/self/status; unshare -U true 2>/dev/null && echo made; echo end',
    );
    expect(stdout).toMatch(/^CapPrm:\t0+\nCapEff:\t0+\nNoNewPrivs:\t1\n/);
    if (supervisor.report.proofs.at(-1)?.name.includes('no further user namespaces'))
      expect(stdout).not.toContain('made');
  });

  test('a program that lies outside of what the sandbox shows fails the start with the reason', async () => {
    const program = join(trial.root, 'tool');
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
    const spec = await trial.spec('', [], { argv: [program] });
    const message = expect.stringContaining(program) as string;
    await expect(supervisor.start(spec)).rejects.toMatchObject({ code: 'START_FAILED', message });
    const { exited } = await supervisor.start({ ...spec, readOnlyPaths: [program] });
    expect(await exited).toMatchObject({ code: 0 });
  });

  test('a folder that the sandbox cannot show fails the start with the reason', async () => {
    const spec = await trial.spec('show.mjs', [], { readOnlyPaths: ['/no/such/path'] });
    await expect(supervisor.start(spec)).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringContaining('/no/such/path') as string,
    });
  });

  test('node runs inside, with its own npm in reach', async () => {
    const { stdout } = await runScript('"$1" -p "1 + 1"', [process.execPath]);
    expect(stdout).toBe('2\n');
  });
});
