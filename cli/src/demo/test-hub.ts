import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import {
  buildChallenge,
  checkAuth,
  encodeBase64Url,
  Frame,
  limits,
  newId,
  openKeyset,
  parseStrictJson,
  readEnvelope,
  decodeUtf8,
  WheelhouseError,
  type Code,
  type FrameOf,
} from '@wheelhouse/protocol';
import type { Identity } from '@wheelhouse/protocol/keyfile';
import { WebSocketServer, type WebSocket } from 'ws';
import { until } from './until.ts';

/** How the spoke answered something that the test hub delivered. */
export interface SpokeAnswer {
  readonly by: 'nack' | 'receipt';
  /** `accepted` or the code of the refusal. */
  readonly code: Code | 'accepted';
}

export interface TestHub {
  /** Delivers an envelope's exact text as the hub would, unverified, and waits for the spoke's answer. */
  deliver(envelope: string, messageId: string): Promise<SpokeAnswer>;
  close(): Promise<void>;
}

const linkTimeoutMs = 60_000;
const answerTimeoutMs = 10_000;

interface Session {
  readonly socket: WebSocket;
  readonly epoch: string;
  offset: number;
}

function receiptIn(env: string): { command: string; status: string; code?: Code } | null {
  const envelope = readEnvelope(env);
  if (envelope.kind !== 'receipt') return null;
  return (JSON.parse(decodeUtf8(envelope.payload)) as { body: { command: string; status: string; code?: Code } }).body;
}

/**
 * A hub that holds the real hub's keys and verifies nothing: what somebody has who took the hub. It shows that the spoke
 * refuses by itself. It acknowledges nothing, so whatever the spoke says is said again to the real hub.
 */
export async function startTestHub(options: {
  readonly port: number;
  readonly hub: Identity;
  readonly spoke: Identity;
}): Promise<TestHub> {
  const answers = new Map<string, SpokeAnswer>();
  const http = createServer();
  const server = new WebSocketServer({ server: http, path: '/link/v1', perMessageDeflate: false });
  let session: Session | null = null;
  server.on('connection', (socket) => {
    socket.on('error', () => socket.terminate());
    serveLink(socket, options, (frame) => note(frame, answers)).then(
      (opened) => (session = opened),
      () => socket.terminate(),
    );
  });
  await new Promise<void>((resolve, reject) => http.once('error', reject).listen(options.port, '127.0.0.1', resolve));
  return {
    async deliver(envelope, messageId) {
      const live = await until('the spoke links with the test hub', linkTimeoutMs, () => {
        return Promise.resolve(session?.socket.readyState === session?.socket.OPEN ? session : null);
      });
      live.offset += 1;
      const h = { to: options.spoke.instanceId, from: issuerOf(envelope), id: messageId, kind: 'command' };
      live.socket.send(JSON.stringify({ t: 'data', n: live.offset, e: live.epoch, h, env: envelope }));
      return until('the spoke’s answer', answerTimeoutMs, () => Promise.resolve(answers.get(messageId)));
    },
    close: () => closeServer(server, http),
  };
}

/** As the spoke would be told; a flipped byte may have made the payload unreadable. */
function issuerOf(envelope: string): string {
  const { payload } = readEnvelope(envelope);
  return /"iss":"([0-9a-f-]{36})"/.exec(Buffer.from(payload).toString('latin1'))?.[1] ?? newId(Date.now());
}

function note(frame: Frame, answers: Map<string, SpokeAnswer>): void {
  if (frame.t === 'nack' && frame.id !== undefined) answers.set(frame.id, { by: 'nack', code: frame.code });
  if (frame.t !== 'data') return;
  const receipt = receiptIn(frame.env);
  if (receipt === null || answers.has(receipt.command)) return;
  const code = receipt.status === 'rejected' ? (receipt.code ?? 'INTERNAL') : 'accepted';
  answers.set(receipt.command, { by: 'receipt', code });
}

async function closeServer(server: WebSocketServer, http: Server): Promise<void> {
  for (const client of server.clients) client.terminate();
  server.close();
  await new Promise((resolve) => http.close(resolve));
}

function serveLink(
  socket: WebSocket,
  options: { readonly hub: Identity; readonly spoke: Identity },
  onFrame: (frame: Frame) => void,
): Promise<Session> {
  const epoch = `test-${randomBytes(6).toString('hex')}`;
  let hello: { text: string; frame: FrameOf<'hello'> } | null = null;
  let challenge = '';
  return new Promise((resolve, reject) => {
    socket.on('message', (data: Buffer) => {
      try {
        const text = data.toString('utf8');
        const frame = Frame.parse(parseStrictJson(text));
        if (frame.t === 'hello') {
          hello = { text, frame };
          challenge = challengeFor(text, frame, options.hub);
          socket.send(challenge);
        } else if (frame.t === 'auth') {
          if (hello === null) throw new WheelhouseError('INVALID');
          const { keys } = openKeyset(options.spoke.keyset, { identityFingerprint: options.spoke.fingerprint });
          const texts = { hello: hello.text, challenge };
          checkAuth(texts, hello.frame, { hub: options.hub.instanceId, sig: frame.sig }, { keys, now: Date.now() });
          socket.send(JSON.stringify(welcomeFor(hello.frame, epoch)));
          resolve({ socket, epoch, offset: 0 });
        } else if (frame.t === 'ping') socket.send(JSON.stringify({ t: 'pong', at: frame.at }));
        else onFrame(frame);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

function challengeFor(helloText: string, hello: FrameOf<'hello'>, hub: Identity): string {
  const fields = {
    version: 1,
    caps: hello.caps.slice(0, 0),
    hub: hub.instanceId,
    keyid: hub.link.keyid,
    nonce: encodeBase64Url(randomBytes(32)),
    time: Date.now(),
    limits: {
      frameMaxBytes: limits.frameMaxBytes,
      envelopeMaxBytes: limits.envelopeMaxBytes,
      windowUpMessages: limits.windowUpMessages,
      windowDownMessages: limits.windowDownMessages,
    },
  };
  return buildChallenge(helloText, fields, hub.link);
}

function welcomeFor(hello: FrameOf<'hello'>, epoch: string): FrameOf<'welcome'> {
  return {
    t: 'welcome',
    session: `test-${randomBytes(6).toString('hex')}`,
    connGen: 1_000_000,
    resumed: { down: false, up: true },
    start: { down: { epoch, offset: 0 }, up: hello.resume.up },
    heartbeatMs: limits.heartbeatIntervalMs,
    policyRevision: 0,
  };
}
