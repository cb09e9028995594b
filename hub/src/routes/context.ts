import { auditTrailOf, callerOf } from '@wheelhouse/server';
import { WheelhouseError } from '@wheelhouse/protocol';
import type { FastifyRequest } from 'fastify';
import type { Decider } from '../changes.ts';

/** The operator behind a request, for the audit log. */
export function deciderOf(request: FastifyRequest): Decider {
  return { actor: `operator:${callerOf(request).principalId}`, requestId: request.id, trail: auditTrailOf(request) };
}

/** Opaque cursors: what the next page begins after. */
export function encodeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** @throws WheelhouseError INVALID for what `encodeCursor` did not make */
export function decodeTimeCursor(cursor: string): { readonly at: Date; readonly id: string } {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parts) && typeof parts[0] === 'number' && typeof parts[1] === 'string' && uuid.test(parts[1])) {
      return { at: new Date(parts[0]), id: parts[1] };
    }
  } catch {
    // Falls through: not ours.
  }
  throw new WheelhouseError('INVALID', 'the cursor is not one of this list');
}

const uuid = /^[0-9a-f-]{36}$/;

/** One page out of one row more than the page holds. */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  cursorOf: (last: T) => string,
): { rows: T[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}
