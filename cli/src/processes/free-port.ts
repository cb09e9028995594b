import { createServer } from 'node:net';

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

const triedPorts = 200;

/** The first free port from `wanted` upwards. */
async function findFreePort(wanted: number): Promise<number> {
  for (let port = wanted; port < wanted + triedPorts && port < 65_536; port += 1) {
    if (await isFree(port, '127.0.0.1')) return port;
  }
  throw new Error(`no free port from ${wanted} on`);
}

const startTries = 3;

/**
 * Starts something on the first free port from `wanted` on. Between the look and the start another program may take
 * the port; then the next one is tried.
 */
export async function startOnFreePort<T>(wanted: number, start: (port: number) => Promise<T>): Promise<T> {
  for (let tries = 1, from = wanted; ; tries += 1) {
    const port = await findFreePort(from);
    try {
      return await start(port);
    } catch (error) {
      if (tries === startTries || (await isFree(port, '127.0.0.1'))) throw error;
      from = port + 1;
    }
  }
}
