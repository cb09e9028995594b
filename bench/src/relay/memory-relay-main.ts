import type { AddressInfo } from 'node:net';
import { Frame, openEnvelope, openKeyset, readEnvelope, type FrameOf, type TrustedKey } from '@wheelhouse/protocol';
import type { InstanceId } from '@wheelhouse/protocol';
import { WebSocketServer, type WebSocket } from 'ws';
import { answerParent } from '../processes/answer-parent.ts';
import { textOf } from './text-of.ts';

// The least that could be called a relay, over the same ws stack as the hub's: no handshake, no mailbox, no log. The path says
// how much it does: `/raw` sends on what it gets, `/frames` also reads each frame and puts its own offset on it, `/sync` and
// `/async` verify as well. `?target` is the end that receives.

type Mode = 'raw' | 'frames' | 'sync' | 'async';

interface Issuer {
  readonly id: InstanceId;
  readonly keys: readonly TrustedKey[];
}

const targets = new Map<string, WebSocket>();

async function check(text: string, mode: Mode, issuer: Issuer): Promise<FrameOf<'data'>> {
  const frame = Frame.parse(JSON.parse(text)) as FrameOf<'data'>;
  if (mode === 'sync' || mode === 'async') {
    const options = {
      kinds: ['command' as const],
      keys: issuer.keys,
      issuer: issuer.id,
      now: Date.now(),
      verify: mode,
    };
    await openEnvelope(readEnvelope(frame.env), options);
  }
  return frame;
}

function serveIssuer(socket: WebSocket, mode: Mode): void {
  let issuer: Issuer | null = null;
  let offset = 0;
  // Verifications run in parallel; what they let pass goes on in the order in which it came, as in the hub.
  let last: Promise<void> = Promise.resolve();
  const forward = ({ h, env }: FrameOf<'data'>): void => {
    offset += 1;
    const place = `"n":${offset},"e":"m1"`;
    targets.get(mode)?.send(`{"t":"data",${place},"h":${JSON.stringify(h)},"env":${JSON.stringify(env)}}`);
  };
  socket.on('message', (data) => {
    const text = textOf(data);
    if (issuer === null) {
      const { body, keys } = openKeyset(text, {});
      issuer = { id: body.instance, keys };
    } else if (mode === 'raw') {
      targets.get(mode)?.send(text);
    } else {
      const checked = check(text, mode, issuer);
      last = last.then(async () => forward(await checked));
    }
  });
}

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket, request) => {
  const { pathname, search } = new URL(request.url ?? '/', 'ws://relay');
  const mode = pathname.slice(1) as Mode;
  if (search === '?target') targets.set(mode, socket);
  else serveIssuer(socket, mode);
});
server.once('listening', () => answerParent(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, {}));
