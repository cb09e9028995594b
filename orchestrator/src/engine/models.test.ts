import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAgent } from '@wheelhouse/prisma/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openModelStub, type ModelStub } from '../testing/clis/model-stub.ts';
import { openEngineWorld, type EngineWorld } from '../testing/engine-world.ts';

const script = fileURLToPath(new URL('../testing/agents/model-caller.mjs', import.meta.url));
/** Of one answer of the stub at the listed price: 100 tokens at 3 and 20 at 15 millionths of a dollar. */
const answerMicros = 100 * 3 + 20 * 15;

let world: EngineWorld;
let models: ModelStub;
const forbidden = createServer((socket) => socket.destroy());

beforeAll(async () => {
  await new Promise<void>((resolve) => forbidden.listen(0, '127.0.0.1', resolve));
  const address = forbidden.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  models = await openModelStub();
  models.play([
    {
      word: 'WRITE',
      tool: { name: 'write', input: { path: 'made.txt', content: 'by the model\n' } },
      done: 'It is written.',
    },
  ]);
  world = await openEngineWorld();
  const program = await readFile(script, 'utf8');
  const argv = [process.execPath, '--input-type=module', '-e', program, '--', 'WRITE it'];
  const config = { argv, env: { FORBIDDEN_PORT: port } };
  await createAgent(world.db, world.workspace, { name: 'asked', config, execution: { network: 'llm-only' } });
  await createAgent(world.db, world.workspace, { name: 'plain', config });
  await createAgent(world.db, world.workspace, {
    name: 'absent',
    argv: ['/no/such/agent'],
    execution: { network: 'llm-only' },
  });
  const { baseUrl, token } = models.access;
  await world.start({
    providers: () => Promise.resolve({ anthropic: { baseUrl: `${baseUrl}/anthropic`, apiKey: token } }),
  });
});
afterAll(async () => {
  await world.close();
  await models.close();
  forbidden.close();
});

const output = (runId: string): Promise<string> =>
  readFile(join(world.dataDir, 'runs', runId, '1', 'stdout.log'), 'utf8');
const usageOf = async (runId: string): Promise<Record<string, unknown>> =>
  ((await world.run(runId)).usage ?? {}) as Record<string, unknown>;

describe('an agent that calls a model', () => {
  test('reaches it by the gateway and nothing else, and what it used is on the run to the micro-dollar', async () => {
    const { runId } = await world.spawn('asked');
    const ended = await world.untilEnded(runId);
    expect(ended, await output(runId)).toMatchObject({ state: 'succeeded' });
    const isolated = ended.network === 'llm-only';
    expect(await output(runId)).toBe(
      `wrote made.txt\nIt is written.\nother port: ${isolated ? 'ECONNREFUSED' : 'reached'}\n`,
    );
    expect(await usageOf(runId)).toEqual({
      source: 'gateway',
      answers: 2,
      inputTokens: 200,
      outputTokens: 40,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      costMicros: 2 * answerMicros,
    });
    expect(JSON.stringify(await world.events(runId))).not.toContain(models.access.token);
    expect(models.strangers()).toBe(0);
  });

  test('is stopped by half a budget in the middle of its task, and no further answer is asked for', async () => {
    const before = models.paths.length;
    const { runId } = await world.spawn('asked', { limits: { costMicros: answerMicros } });
    expect(await world.untilEnded(runId)).toMatchObject({ state: 'failed', code: 'LIMIT_COST' });
    expect(models.paths.length - before).toBe(1);
    expect(await usageOf(runId)).toMatchObject({ costMicros: answerMicros, answers: 1 });
  });

  test('has the tokens and the turns that its limits say', async () => {
    const tokens = await world.spawn('asked', { limits: { tokens: 120 } });
    expect(await world.untilEnded(tokens.runId)).toMatchObject({ state: 'failed', code: 'LIMIT_TOKENS' });
    const turns = await world.spawn('asked', { limits: { turns: 1 } });
    expect(await world.untilEnded(turns.runId)).toMatchObject({ state: 'failed', code: 'LIMIT_TURNS' });
  });

  test.each([
    ['more', { state: 'succeeded' }],
    ['stop', { state: 'failed', code: 'LIMIT_COST' }],
  ])('waits at its budget where people are to be asked; their answer: %s', async (option, expected) => {
    const limits = { costMicros: answerMicros, onLimit: 'pause-and-ask' } as const;
    const { runId } = await world.spawn('asked', { limits });
    await world.untilState(runId, 'waiting');
    const [asked] = await world.db.withSystemTenant(world.workspace.workspaceId, (tx) =>
      tx.approval.findMany({ where: { runId } }),
    );
    expect(asked).toMatchObject({ kind: 'limit', state: 'open' });
    await world.control(runId, { verb: 'agent.approve', request: asked?.request ?? '', option });
    expect(await world.untilEnded(runId), await output(runId)).toMatchObject(expected);
  });

  test('whose program is not there has not started, also behind the bridge to its models', async () => {
    const { runId } = await world.spawn('absent');
    expect(await world.untilEnded(runId)).toMatchObject({ state: 'failed', code: 'START_FAILED' });
  });

  test('that asks for no network has no model either', async () => {
    const { runId } = await world.spawn('plain');
    expect(await world.untilEnded(runId)).toMatchObject({ state: 'failed', code: 'EXIT_NONZERO', usage: null });
  });
});
