import { isTerminalRun, type RunState, type spokeApi } from '@wheelhouse/protocol';
import type { Fixture } from './fixture.ts';
import { until } from './until.ts';

/**
 * A program that does what its standard input says: the body of an async function that gets `door(method, path, body)`,
 * which answers `{status, data, error}`, `print`, `sleep(ms)` and `env`.
 */
const program = `
import { text } from 'node:stream/consumers';
const { WHEELHOUSE_RUN_URL: url, WHEELHOUSE_RUN_TOKEN: token } = process.env;
const door = async (method, path, body, key = token) => {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: 'Bearer ' + key, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, ...(await answer.json().catch(() => ({}))) };
};
const print = (value) => console.log(JSON.stringify(value));
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const Work = (async () => {}).constructor;
await new Work('door', 'print', 'sleep', 'env', await text(process.stdin))(door, print, sleep, process.env);
process.exit(0);
`;

export const doorAgent = { name: 'script', argv: [process.execPath, '--input-type=module', '-e', program] } as const;

export interface DoorWorld {
  /** Starts `script` (or what `more` says) and says its run. */
  spawn(script: string, more?: object): Promise<string>;
  run(id: string): Promise<spokeApi.RunRecord>;
  ended(id: string): Promise<spokeApi.RunRecord>;
  running(id: string): Promise<spokeApi.RunRecord>;
  /** Runs below one, by the API's own list. */
  below(id: string): Promise<spokeApi.RunRecord[]>;
  /** What a script printed, a value a line. */
  printed(id: string): Promise<unknown[]>;
}

export function doorWorld(fixture: Fixture): DoorWorld {
  const run = async (id: string): Promise<spokeApi.RunRecord> =>
    (await fixture.api('GET', `/api/v1/runs/${id}`)).data as unknown as spokeApi.RunRecord;
  const reached = async (id: string, holds: (state: RunState) => boolean): Promise<spokeApi.RunRecord> => {
    let seen = await run(id);
    await until(`run ${id} goes on (${seen.state})`, async () => holds((seen = await run(id)).state), 25_000);
    return seen;
  };
  return {
    run,
    async spawn(script, more = {}) {
      const body = { agent: 'script', prompt: script, ...more };
      const answer = await fixture.api('POST', '/api/v1/runs', body);
      if (answer.status !== 202) throw new Error(`spawning failed: ${answer.text}`);
      return String(answer.data['runId']);
    },
    ended: (id) => reached(id, (state) => isTerminalRun(state)),
    running: (id) => reached(id, (state) => state === 'running' || isTerminalRun(state)),
    async below(id) {
      const answer = await fixture.api('GET', `/api/v1/runs?root=${id}&limit=200`);
      const all = answer.data as unknown as spokeApi.RunRecord[];
      return all.filter((other) => other.id !== id);
    },
    async printed(id) {
      const { status, text } = await fixture.api('GET', `/api/v1/runs/${id}/logs`);
      // Not before its attempt has begun.
      if (status !== 200) return [];
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as unknown);
    },
  };
}
