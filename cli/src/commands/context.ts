import { WheelhouseError } from '@wheelhouse/protocol';
import type { Command } from 'commander';
import { createApiClient, type ApiClient } from '../api-client.ts';
import type { CliConfig } from '../config.ts';
import { findEndpoints } from '../endpoints.ts';
import { createOutput, type Output } from '../output.ts';

/** What a command works with. */
export interface CommandContext {
  readonly config: CliConfig;
  readonly output: Output;
  /** The API of the spoke that `--spoke` names, or of `WHEELHOUSE_URL`. */
  spoke(name?: string): Promise<ApiClient>;
  hub(): Promise<ApiClient>;
}

interface GlobalOptions {
  readonly json?: boolean;
  readonly output?: 'table' | 'json';
}

export function openContext(command: Command, config: CliConfig): CommandContext {
  const options = command.optsWithGlobals<GlobalOptions>();
  const format = options.json === true || options.output === 'json' ? 'json' : 'table';
  const output = createOutput(
    format,
    (text) => process.stdout.write(text),
    (text) => process.stderr.write(`${text}\n`),
  );
  const configured = (): ApiClient | null =>
    config.url === undefined || config.apiKey === undefined
      ? null
      : createApiClient({ url: config.url, apiKey: config.apiKey });
  const local = async (): Promise<NonNullable<Awaited<ReturnType<typeof findEndpoints>>>> => {
    const endpoints = await findEndpoints(config.dataDir);
    if (endpoints !== null) return endpoints;
    throw new WheelhouseError(
      'UNAVAILABLE',
      'nothing runs here: start `npm run demo`, or set WHEELHOUSE_URL and WHEELHOUSE_API_KEY',
    );
  };
  return {
    config,
    output,
    async spoke(name) {
      const direct = configured();
      if (direct !== null) return direct;
      const { spokes } = await local();
      const found = name === undefined ? spokes[0] : spokes.find((spoke) => spoke.name === name);
      if (found !== undefined) return createApiClient(found);
      throw new WheelhouseError(
        'NOT_FOUND',
        `no spoke ${name ?? ''} here; there are ${spokes.map((spoke) => spoke.name).join(', ')}`,
      );
    },
    hub: async () => configured() ?? createApiClient((await local()).hub),
  };
}
