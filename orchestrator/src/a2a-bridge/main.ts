import { Readable, Writable } from 'node:stream';
import { ndJsonStream } from '@agentclientprotocol/sdk';
import { createBridge } from './agent.ts';
import { readBridgeConfig } from './config.ts';

const { config, secrets } = readBridgeConfig();
const { app, cancelAll } = createBridge(config, secrets);
const input = Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>;
const output = Writable.toWeb(process.stdout) as WritableStream<Uint8Array>;
const connection = app.connect(ndJsonStream(output, input));

process.once('SIGTERM', () => {
  void cancelAll().finally(() => process.exit(143));
});

// The host has closed our input or is gone: what is under way elsewhere ends with us.
await connection.closed;
await cancelAll();
process.exit(0);
