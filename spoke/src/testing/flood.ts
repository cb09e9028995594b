import { Worker } from 'node:worker_threads';

export interface FloodRequest {
  readonly path: string;
  readonly body: object;
}

// Threads of their own: what the clients cost must not be taken for what the server costs.
const sender = `
const { parentPort, workerData } = require('node:worker_threads');
const headers = { 'content-type': 'application/json' };
Promise.all(workerData.requests.map(async ({ path, body }) => {
  const answer = await fetch(workerData.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  await answer.text();
  return answer.status;
})).then((statuses) => parentPort.postMessage(statuses));
`;

const watcher = `
const { parentPort, workerData } = require('node:worker_threads');
const tookMs = [];
let done = false;
parentPort.once('message', () => { done = true; });
(async () => {
  while (!done) {
    const askedAt = performance.now();
    await (await fetch(workerData.url)).text();
    tookMs.push(performance.now() - askedAt);
  }
  parentPort.postMessage(tookMs);
})();
`;

/** Sends all requests at once; says what they were answered, and how long another route took meanwhile, in milliseconds. */
export async function flood(
  url: string,
  requests: readonly FloodRequest[],
  watched: string,
): Promise<{ readonly statuses: number[]; readonly watchedMs: number[] }> {
  const watch = new Worker(watcher, { eval: true, workerData: { url: url + watched } });
  const watchedMs = messageOf<number[]>(watch);
  const statuses = await messageOf<number[]>(new Worker(sender, { eval: true, workerData: { url, requests } }));
  watch.postMessage('done');
  return { statuses, watchedMs: await watchedMs };
}

function messageOf<T>(worker: Worker): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
