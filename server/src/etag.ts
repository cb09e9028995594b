import { createHash } from 'node:crypto';
import { WheelhouseError } from '@wheelhouse/protocol';
import type { FastifyReply } from 'fastify';
import { sendData } from './http.ts';

/** Something, and the tag that names its state. */
export interface Tagged<T> {
  readonly view: T;
  readonly tag: string;
}

/** Names a state of a thing: the same bytes have the same tag. */
export function tagOf(view: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(view)).digest('base64url').slice(0, 27)}"`;
}

/**
 * Refuses a change of something that is not what its reader saw. Without a tag the change is unconditional. Call it
 * where the row is held until the commit, or two who saw the same state both change it.
 * @throws WheelhouseError PRECONDITION
 */
export function checkTag(view: unknown, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch === '*') return;
  if (!tagsIn(ifMatch).includes(tagOf(view))) throw new WheelhouseError('PRECONDITION', 'it was changed meanwhile');
}

/** With its tag; to a reader who has this state already only that it still holds. */
export function sendTagged<T>(reply: FastifyReply, { view, tag }: Tagged<T>): FastifyReply {
  const { method, headers } = reply.request;
  const known = headers['if-none-match'];
  void reply.header('etag', tag);
  if (method === 'GET' && known !== undefined && holds(known, tag)) return reply.code(304).send();
  return sendData(reply, view);
}

/** Tags are compared weakly when reading: a proxy that packs an answer marks its tag as weak. */
function holds(ifNoneMatch: string, tag: string): boolean {
  return ifNoneMatch.trim() === '*' || tagsIn(ifNoneMatch).some((known) => known.replace(/^W\//, '') === tag);
}

function tagsIn(header: string): string[] {
  return header.split(',').map((tag) => tag.trim());
}
