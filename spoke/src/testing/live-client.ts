import type { liveApi } from '@wheelhouse/protocol';
import { WebSocket } from 'ws';
import type { Fixture } from './fixture.ts';
import { until } from './until.ts';

type Frame = liveApi.LiveServerFrame;
export type FrameOf<T extends Frame['t']> = Extract<Frame, { t: T }>;

/** A tab's end of the live socket; keeps every frame. */
export interface LiveClient {
  readonly socket: WebSocket;
  readonly frames: readonly Frame[];
  send(frame: liveApi.LiveClientFrame): void;
  all<T extends Frame['t']>(t: T, topic?: string): FrameOf<T>[];
  /** The first frame of that kind (and topic, and the client's own mark), once it is there. */
  first<T extends Frame['t']>(t: T, where?: { topic?: string; id?: string }): Promise<FrameOf<T>>;
  /** How the socket ended, once it has. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

export const liveUrl = (fixture: Fixture): string => `${fixture.spoke.url.replace(/^http/, 'ws')}/api/v1/live`;

const matches = (frame: Frame, t: string, where: { topic?: string; id?: string }): boolean =>
  frame.t === t &&
  (where.topic === undefined || ('topic' in frame && frame.topic === where.topic)) &&
  (where.id === undefined || ('id' in frame && frame.id === where.id));

/** Opens a socket that has to be let in. */
export async function openLiveClient(fixture: Fixture, headers: Record<string, string>): Promise<LiveClient> {
  const socket = new WebSocket(liveUrl(fixture), { headers });
  const frames: Frame[] = [];
  socket.on('message', (data) => frames.push(JSON.parse((data as Buffer).toString('utf8')) as Frame));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString('utf8') }));
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.on('error', () => socket.terminate());
  return {
    socket,
    frames,
    closed,
    send: (frame) => socket.send(JSON.stringify(frame)),
    all: <T extends Frame['t']>(t: T, topic?: string) =>
      frames.filter((frame): frame is FrameOf<T> => matches(frame, t, topic === undefined ? {} : { topic })),
    async first<T extends Frame['t']>(t: T, where: { topic?: string; id?: string } = {}) {
      const find = (): FrameOf<T> | undefined => frames.find((frame): frame is FrameOf<T> => matches(frame, t, where));
      await until(
        `a frame ${t} ${JSON.stringify(where)} comes; there are ${JSON.stringify(frames.slice(-5))}`,
        () => find() !== undefined,
      );
      return find() as FrameOf<T>;
    },
  };
}

export interface Refused {
  readonly status: number;
  readonly body: { readonly error?: { readonly code: string } };
  readonly requestId: string;
}

/** Tries to open a socket; resolves with the answer to a handshake that was refused, and fails where there was a 101. */
export function refusedHandshake(url: string, headers: Record<string, string>): Promise<Refused> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers });
    socket.once('open', () => {
      socket.terminate();
      reject(new Error('101'));
    });
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode ?? 0,
          body: text.startsWith('{') ? (JSON.parse(text) as Refused['body']) : {},
          requestId: String(response.headers['x-request-id']),
        });
      });
    });
  });
}

/** What a browser's tab sends with a session. */
export function tabHeaders(fixture: Fixture, cookie: string, workspaceId?: string): Record<string, string> {
  return {
    cookie,
    origin: fixture.spoke.url,
    ...(workspaceId === undefined ? {} : { 'x-workspace-id': workspaceId }),
  };
}
