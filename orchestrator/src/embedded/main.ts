import { Readable, Writable } from 'node:stream';
import { ndJsonStream } from '@agentclientprotocol/sdk';
import { createEmbeddedAgent } from './agent.ts';
import { readAgentConfig } from './config.ts';

const { app, cancelAll } = createEmbeddedAgent(readAgentConfig());
const input = Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>;
const output = Writable.toWeb(process.stdout) as WritableStream<Uint8Array>;
const connection = app.connect(ndJsonStream(output, input));

process.once('SIGTERM', () => {
  cancelAll();
  process.exit(143);
});

// The host has closed our input or is gone: nobody is left to work for.
await connection.closed;
cancelAll();
process.exit(0);
