/** Places where a test makes a process die, throw, stall or wait: `WH_FAILPOINT=name:action@n`, several with commas. */
export interface Failpoints {
  /** Does nothing unless this name's turn has come. */
  hit(name: string): Promise<void>;
}

type Action = { readonly kind: 'exit' | 'throw' | 'stall' } | { readonly kind: 'sleep'; readonly ms: number };
interface Armed {
  readonly name: string;
  readonly action: Action;
  /** The n-th hit acts; counted down to zero. */
  left: number;
}

function parseAction(text: string): Action {
  if (text === 'exit' || text === 'throw' || text === 'stall') return { kind: text };
  const sleep = /^sleep(\d+)$/.exec(text);
  if (sleep?.[1] !== undefined) return { kind: 'sleep', ms: Number(sleep[1]) };
  throw new Error(`WH_FAILPOINT: unknown action ${text}`);
}

function parseArmed(text: string): Armed {
  const match = /^([a-z.-]+):([a-z0-9]+)(?:@(\d+))?$/.exec(text.trim());
  if (match?.[1] === undefined || match[2] === undefined) throw new Error(`WH_FAILPOINT: cannot read ${text}`);
  return { name: match[1], action: parseAction(match[2]), left: Number(match[3] ?? '1') };
}

async function act(action: Action, name: string): Promise<void> {
  switch (action.kind) {
    case 'exit':
      // SIGKILL, not exit(): nothing may be flushed or closed, as in a real crash.
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => {});
    case 'throw':
      throw new Error(`failpoint ${name}`);
    case 'stall':
      return new Promise(() => {});
    case 'sleep':
      return new Promise((resolve) => setTimeout(resolve, action.ms));
  }
}

const inert: Failpoints = { hit: () => Promise.resolve() };

/**
 * Arms what the environment names.
 * @throws Error where failpoints are named outside NODE_ENV=test
 */
export function createFailpoints(env: Readonly<Record<string, string | undefined>>): Failpoints {
  const text = env['WH_FAILPOINT'];
  if (text === undefined || text === '') return inert;
  if (env['NODE_ENV'] !== 'test') throw new Error('WH_FAILPOINT is refused unless NODE_ENV=test');
  const armed = text.split(',').map(parseArmed);
  return {
    async hit(name) {
      for (const point of armed) {
        if (point.name !== name || point.left === 0) continue;
        point.left -= 1;
        if (point.left === 0) await act(point.action, name);
      }
    },
  };
}
