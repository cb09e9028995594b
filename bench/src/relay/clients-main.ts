import { answerParent } from '../processes/answer-parent.ts';
import { openHubRoute } from './hub-route.ts';
import type { HubAt } from './link-client.ts';
import { openMemoryRoute } from './memory-route.ts';
import { openNatsRoute, type NatsMode } from './nats-routes.ts';
import { runBurst, runPaced, type Route } from './route.ts';
import { measureVerifyRates } from './verify-rates.ts';

// Both ends of every route, in one process, so that one clock times the way between them.

const routes = new Map<string, Route>();

function routeOf(name: string): Route {
  const route = routes.get(name);
  if (route === undefined) throw new Error(`no route ${name} is open`);
  return route;
}

answerParent('', {
  openHub: async ({ name, hub }: { name: string; hub: HubAt }) => void routes.set(name, await openHubRoute(hub)),
  openMemory: async ({ name, url, mode }: { name: string; url: string; mode: string }) =>
    void routes.set(name, await openMemoryRoute(url, mode)),
  openNats: async ({ name, url, mode }: { name: string; url: string; mode: NatsMode }) =>
    void routes.set(name, await openNatsRoute(url, mode)),
  burst: ({ name, count }: { name: string; count: number }) => runBurst(routeOf(name), count),
  paced: ({ name, ...pace }: { name: string; perSecond: number; count: number }) => runPaced(routeOf(name), pace),
  verifyRates: () => measureVerifyRates(),
});
