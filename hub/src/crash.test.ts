import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CommandMessage } from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestFleet } from './testing/test-fleet.ts';
import type { SignedMessage } from './testing/test-issuer.ts';
import type { TestSpoke } from './testing/test-spoke.ts';

let fleet: TestFleet;
let issuer: TestSpoke;
let target: TestSpoke;

beforeAll(async () => {
  fleet = await TestFleet.start();
  ({ issuer, target } = await fleet.pair());
  await fleet.stopHub();
});
const children: ChildProcess[] = [];
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await fleet.close();
});

const points = [
  'hub.accept.before-commit',
  'hub.accept.after-commit',
  'hub.forward.before-send',
  'hub.forward.after-send',
].flatMap((name) => [1, 2, 3, 4, 5].map((nth) => `${name}:exit@${nth}`));

/** Starts a hub in a process of its own that dies at the failpoint; resolves once it is up. */
async function startDoomedHub(failpoint: string): Promise<{ readonly died: Promise<NodeJS.Signals | null> }> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@wheelhouse/source',
      '--import',
      'tsx',
      fileURLToPath(new URL('testing/hub-main.ts', import.meta.url)),
    ],
    {
      env: { ...process.env, ...fleet.processEnvironment(), NODE_ENV: 'test', WH_FAILPOINT: failpoint },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  children.push(child);
  const died = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  const up = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
  await Promise.race([up, died.then(() => Promise.reject(new Error('the hub did not come up')))]);
  return { died };
}

test.each(points)(
  'ENV-14: a hub killed at %s loses and doubles nothing that it acknowledged',
  { timeout: 60_000 },
  async (point) => {
    const hub = await startDoomedHub(point);
    await Promise.all([issuer.dial(), target.dial()]);
    const commands: SignedMessage<CommandMessage>[] = [];
    for (let index = 0; index < 8 && issuer.closed === null; index += 1) {
      const command = issuer.command({
        aud: target.id,
        ws: target.workspaceId,
        body: { verb: 'agent.spawn', agent: 'sh' },
      });
      commands.push(command);
      const offset = issuer.sendCommand(command);
      await Promise.race([issuer.acked(offset), issuer.waitClosed()]);
    }
    expect(await hub.died).toBe('SIGKILL');
    await Promise.all([issuer.waitClosed(), target.waitClosed()]);
    await fleet.startHub();
    await Promise.all([issuer.dial(), target.dial()]);
    // As a spoke does: what was not acknowledged is sent again, under the same offsets.
    const resent = issuer.resend();
    if (resent !== null) await issuer.acked(resent);
    for (const { message } of commands) await target.waitFor('data', (frame) => frame.h.id === message.id);
    const arrived = target.framesOf('data').map((frame) => frame.h.id);
    for (const { message } of commands) {
      expect(arrived.filter((id) => id === message.id)).toHaveLength(1);
      expect(await fleet.get(`/fleet/commands/${message.id}`)).toMatchObject({ code: null });
    }
    issuer.cut();
    target.cut();
    await fleet.stopHub();
  },
);
