import { createFailpoints, createLogger } from '@wheelhouse/server';
import { readHubConfig } from '../config.ts';
import { startHub } from '../hub.ts';

// A hub in a process of its own, for tests that kill it. Says its URL once it is up.
const hub = await startHub(readHubConfig(process.env), {
  logger: createLogger({ name: 'hub', level: 'silent' }),
  failpoints: createFailpoints(process.env),
});
process.once('SIGINT', () => void hub.close().then(() => process.exit(0)));
process.stdout.write(`${hub.url}\n`);
