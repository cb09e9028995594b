import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ProcessSpec, Supervised, Supervisor } from '../supervisor/index.ts';
import { openSupervisedTrial, readOutput, waitForOutput } from '../testing/supervised-trial.ts';
import type { SupervisedTrial } from '../testing/supervised-trial.ts';
import { openTestSupervisor } from '../testing/supervised-process.ts';
import { bridgeCommand } from './bridge-command.ts';
import { bothAt, messages, openGatewayWorld } from './testing/gateway-world.ts';
import type { GatewayWorld, OpenedRun } from './testing/gateway-world.ts';
import { event, messageDelta, messageStart, openRawProvider, streamOf } from './testing/raw-provider.ts';
import type { RawProvider } from './testing/raw-provider.ts';

const supervisor: Supervisor = await openTestSupervisor();
const isIsolated = supervisor.report.network === 'isolated' && supervisor.report.filesystem === 'sandboxed';
if (!isIsolated)
  process.stderr.write('skipped: the bridge in a sandbox: this machine keeps no process off the network\n');

let provider: RawProvider;
let world: GatewayWorld;
let trial: SupervisedTrial;
let sockets = 0;

beforeAll(async () => {
  provider = await openRawProvider();
  world = await openGatewayWorld(bothAt(provider.baseUrl));
  trial = await openSupervisedTrial();
});
beforeEach(() => provider.behave(streamOf([event(messageStart(10)), event(messageDelta(5))])));
afterAll(async () => {
  await supervisor.close();
  await world.close();
  await provider.close();
  await trial.remove();
});

const openRun = (): Promise<OpenedRun> =>
  world.open({ socketPath: join(world.root, `run-${(sockets += 1)}`, 'model.sock') });

/** Asks a model as an agent would, and prints what it got. */
const agent = `
  const ask = async (base) => {
    const headers = { 'x-api-key': process.env.TOKEN, 'content-type': 'application/json' };
    const answer = await fetch(base + '/anthropic/v1/messages', { method: 'POST', headers, body: process.env.BODY });
    process.stdout.write('status ' + answer.status + '\\n');
    for await (const chunk of answer.body) process.stdout.write(chunk);
  };
  ask(process.env.BASE).catch((error) => console.log('failed', error.cause?.code ?? error.message)).then(() => console.log('end'));
`;

interface Started {
  readonly spec: ProcessSpec;
  readonly process: Supervised;
}

/** Starts a command behind the bridge, in a sandbox without network. */
async function startBehind(
  run: OpenedRun,
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<Started> {
  const bridge = bridgeCommand(argv, { socketPath: run.socketPath ?? '' });
  const plain = await trial.spec('', []);
  const spec = {
    ...plain,
    argv: bridge.argv,
    readOnlyPaths: [...plain.readOnlyPaths, ...bridge.readOnlyPaths],
    env: {
      ...plain.env,
      ...bridge.env,
      BASE: bridge.baseUrl,
      TOKEN: run.token,
      BODY: JSON.stringify(messages({ stream: true })),
      ...env,
    },
  };
  return { spec, process: await supervisor.start(spec) };
}

describe.skipIf(!isIsolated)('in a sandbox without network', () => {
  test('an agent reaches its model through the bridge, is counted, and reaches nothing else', async () => {
    const run = await openRun();
    const through = await startBehind(run, [process.execPath, '-e', agent]);
    expect(await through.process.exited).toMatchObject({ code: 0 });
    const { stdout } = await readOutput(through.spec);
    expect(stdout).toBe(`status 200\n${event(messageStart(10))}${event(messageDelta(5))}end\n`);
    expect(run.totals()).toMatchObject({ inputTokens: 10, outputTokens: 5, turns: 1 });
    for (const base of [world.gateway.baseUrl, provider.baseUrl]) {
      const past = await startBehind(run, [process.execPath, '-e', agent], { BASE: base });
      await past.process.exited;
      expect((await readOutput(past.spec)).stdout).toBe('failed ECONNREFUSED\nend\n');
    }
    expect(run.totals().turns).toBe(1);
  });

  test('another run’s token is of no use behind a run’s bridge', async () => {
    const [run, other] = [await openRun(), await openRun()];
    const { spec, process: started } = await startBehind(run, [process.execPath, '-e', agent], { TOKEN: other.token });
    await started.exited;
    expect((await readOutput(spec)).stdout).toContain('status 401');
  });

  test('revoking ends a stream inside at once', async () => {
    provider.behave((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(event(messageStart(10)));
    });
    const run = await openRun();
    const { spec, process: started } = await startBehind(run, [process.execPath, '-e', agent]);
    await waitForOutput(started, 'message_start');
    const revokedAt = performance.now();
    run.revoke();
    expect(await started.exited).toMatchObject({ code: 0 });
    expect(performance.now() - revokedAt).toBeLessThan(2000);
    expect((await readOutput(spec)).stdout).toMatch(/failed \S+\nend\n$/);
  });

  test.each([
    ['exit 7', { code: 7, signal: null }],
    ['kill -TERM $$', { code: null, signal: 'SIGTERM' }],
    ['kill -KILL $$', { code: null, signal: 'SIGKILL' }],
  ])('%s is how the bridge ends', async (script, end) => {
    const { process: started } = await startBehind(await openRun(), ['/bin/sh', '-c', script]);
    expect(await started.exited).toMatchObject(end);
  });

  test('a polite stop reaches the agent once, and its answer counts', async () => {
    // Lives on for a while, so that a second signal would be seen.
    const script = `
      process.on('SIGTERM', () => { console.log('asked'); setTimeout(() => process.exit(3), 300); });
      setInterval(() => undefined, 1000);
      console.log('ready');`;
    const { spec, process: started } = await startBehind(await openRun(), [process.execPath, '-e', script]);
    await waitForOutput(started, 'ready');
    started.terminate();
    expect(await started.exited).toMatchObject({ code: 3 });
    expect((await readOutput(spec)).stdout).toBe('ready\nasked\n');
  });

  test('the agent has the bridge’s input, and its end', async () => {
    const { spec, process: started } = await startBehind(await openRun(), ['/bin/cat']);
    await started.write('hello\n');
    started.closeInput();
    expect(await started.exited).toMatchObject({ code: 0 });
    expect((await readOutput(spec)).stdout).toBe('hello\n');
  });
});

describe('as a plain process', () => {
  const runPlain = async (argv: readonly string[], env: Record<string, string> = {}) => {
    const bridge = bridgeCommand(argv, { socketPath: '/nonexistent/model.sock' });
    const [program = '', ...args] = bridge.argv;
    const { WHEELHOUSE_MODEL_PORT: _, ...loader } = bridge.env;
    const child = spawn(program, args, { env: { PATH: '/usr/bin:/bin', ...loader, ...env } });
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
    return { stdout, stderr, code };
  };
  const tell = ['/bin/sh', '-c', 'echo "$BASE $WHEELHOUSE_MODEL_PORT"'];
  const env = { BASE: 'http://127.0.0.1:__WHEELHOUSE_MODEL_PORT__/x/__WHEELHOUSE_MODEL_PORT__' };

  test('without a port it takes a free one and tells it to the agent wherever the placeholder stands', async () => {
    const { stdout, code } = await runPlain(tell, env);
    const port = stdout.trim().split(' ')[1];
    expect(Number(port)).toBeGreaterThan(1023);
    expect([stdout, code]).toEqual([`http://127.0.0.1:${port}/x/${port} ${port}\n`, 0]);
  });

  test('a port that is taken, a program that is not there and wrong arguments are told apart', async () => {
    const { port } = new URL(provider.baseUrl);
    const taken = await runPlain(tell, { WHEELHOUSE_MODEL_PORT: port });
    expect([taken.code, taken.stdout]).toEqual([125, '']);
    expect(taken.stderr).toContain(`127.0.0.1:${port} (EADDRINUSE)`);
    const missing = await runPlain(['/no/such/agent']);
    expect([missing.code, missing.stderr]).toEqual([127, 'wheelhouse bridge: cannot start /no/such/agent (ENOENT)\n']);
    expect((await runPlain([])).stderr).toContain('usage');
  });

  test('a signal for the bridge alone reaches the agent and what it started', async () => {
    // The interval keeps the agent until its own signal comes: its sleeper's end, which may come first, does not end it.
    const script = `
      setInterval(() => undefined, 1000);
      process.on('SIGTERM', () => { console.log('asked'); process.exit(3); });
      const sleeper = require('node:child_process').spawn('sleep', ['60'], { stdio: 'inherit' });
      sleeper.on('spawn', () => console.log('ready'));`;
    const bridge = bridgeCommand([process.execPath, '-e', script], { socketPath: '/nonexistent/model.sock' });
    const [program = '', ...args] = bridge.argv;
    const child = spawn(program, args, { env: { PATH: '/usr/bin:/bin', ...bridge.env, WHEELHOUSE_MODEL_PORT: '0' } });
    child.stdout.once('data', () => child.kill('SIGTERM'));
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    // The sleeper holds the pipe: it would not end before its time if the signal had not reached it.
    expect([await text(child.stdout), await exited]).toEqual(['ready\nasked\n', 3]);
  });

  test('a gateway that is gone is a closed connection', async () => {
    const script = `fetch('http://127.0.0.1:' + process.env.WHEELHOUSE_MODEL_PORT).catch((error) => console.log(error.cause.code))`;
    const { stdout } = await runPlain([process.execPath, '-e', script]);
    expect(stdout).toMatch(/^(ECONNRESET|UND_ERR_SOCKET)\n$/);
  });
});
