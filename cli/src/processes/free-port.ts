import { createServer } from 'node:net';

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

const triedPorts = 200;

/** The first free port from `wanted` upwards in steps of `step`. */
export async function findFreePort(wanted: number, host = '127.0.0.1', step = 1): Promise<number> {
  for (let port = wanted; port < wanted + triedPorts * step && port < 65_536; port += step) {
    if (await isFree(port, host)) return port;
  }
  throw new Error(`no free port from ${wanted} on`);
}
