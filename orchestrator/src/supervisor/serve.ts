import { AgentHost } from './agent-host.ts';
import { chooseLauncher } from './containment/choose.ts';
import { Refused } from './wire.ts';
import type { FromSupervisor, ToSupervisor } from './wire.ts';

/** Without a parent nobody is to wait: namespaces end with this process anyway, and the rest must be gone by then. */
const orphanedTimeoutMs = 800;
const closeTimeoutMs = 5000;

type Request = Extract<ToSupervisor, { readonly request: number }>;

/** Serves the parent over node's IPC channel until it asks to close or is gone. */
export function startServing(self: NodeJS.Process): void {
  let host: AgentHost | null = null;
  let closing = false;
  const send = (message: FromSupervisor, sent?: () => void): void => {
    if (!self.connected || !self.send) sent?.();
    // A parent that died meanwhile is told by `disconnect`; the error of this one message says nothing more.
    else self.send(message, undefined, undefined, () => sent?.());
  };
  const shutDown = (timeoutMs: number): void => {
    setTimeout(() => self.exit(1), timeoutMs).unref();
    if (closing) return;
    closing = true;
    void (host?.destroyAll() ?? Promise.resolve()).finally(() => self.exit(0));
  };
  const open = async (message: Extract<ToSupervisor, { readonly type: 'open' }>): Promise<void> => {
    const { launcher, proofs } = await chooseLauncher(message.containment, message.tools, message.killMarker);
    if (!launcher) {
      send({ type: 'unfit', proofs });
      return;
    }
    host = new AgentHost({ launcher, killMarker: message.killMarker, send });
    const { containment, filesystem, network, tool } = launcher;
    send({ type: 'ready', report: { containment, filesystem, network, tool, proofs } });
  };
  // Whoever stops the whole service signals us too; the parent drains first and then closes the pipe.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) self.on(signal, () => undefined);
  self.on('disconnect', () => shutDown(orphanedTimeoutMs));
  self.on('message', (message: ToSupervisor) => {
    if (message.type === 'open') void open(message);
    else if (message.type === 'close') shutDown(closeTimeoutMs);
    else if (host && !closing) handle(host, message, send);
  });
}

function handle(
  host: AgentHost,
  message: Exclude<ToSupervisor, { readonly type: 'open' | 'close' }>,
  send: (message: FromSupervisor) => void,
): void {
  switch (message.type) {
    case 'closeInput':
      host.find(message.id)?.closeInput();
      return;
    case 'terminate':
      host.find(message.id)?.terminate();
      return;
    case 'start':
    case 'write':
    case 'destroy':
      void answer(host, message, send).catch((error: unknown) => {
        const code = error instanceof Refused ? error.code : 'INTERNAL';
        const text = error instanceof Error ? error.message : 'failed';
        send({ type: 'refused', request: message.request, code, message: text });
      });
  }
}

async function answer(host: AgentHost, message: Request, send: (message: FromSupervisor) => void): Promise<void> {
  const { request } = message;
  switch (message.type) {
    case 'start':
      await host.start(message.spec, ({ pid, startTicks }) => send({ type: 'started', request, pid, startTicks }));
      return;
    case 'write':
      await host.get(message.id).write(message.data);
      send({ type: 'written', request });
      return;
    case 'destroy':
      send({ type: 'destroyed', request, verification: await host.get(message.id).destroy() });
  }
}
