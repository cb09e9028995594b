import type { MailboxRow } from '../mailbox/rules.ts';

/** The frame that carries a mailbox row; the row's content goes in as the exact text it is stored as. */
export function frameTextOf(row: MailboxRow, epoch: string): string {
  const reliable = `"n":${row.position},"e":${JSON.stringify(epoch)}`;
  // The body of policy and sync is a JSON object; it continues behind the frame's own members.
  if (row.type !== 'data') return `{"t":"${row.type}",${reliable},${row.content.slice(1)}`;
  const hints = {
    to: row.spokeId,
    from: row.issuer,
    id: row.messageId,
    kind: row.kind,
    ...(row.workspaceId === null ? {} : { ws: row.workspaceId }),
    ...(row.lane === null ? {} : { lane: row.lane }),
    ...(row.exp === null ? {} : { exp: row.exp }),
  };
  return `{"t":"data",${reliable},"h":${JSON.stringify(hints)},"env":${JSON.stringify(row.content)}}`;
}
