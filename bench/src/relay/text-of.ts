import type { RawData } from 'ws';

/** A message as text; the sockets of the benches are left at ws's default, one Buffer a message. */
export function textOf(data: RawData): string {
  if (!Buffer.isBuffer(data)) throw new Error('not a Buffer');
  return data.toString();
}
