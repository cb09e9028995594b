import { Button, Code, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Peek } from '../../ui/dialog.tsx';
import { useApi } from '../../api/api.ts';
import { Facts } from '../../ui/facts.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { usePlace } from '../workspace.tsx';
import { readAudit, type AuditLog, type AuditRow } from './audit-log.ts';

interface AuditDrawerProps {
  readonly log: AuditLog;
  readonly id: string;
  readonly actorOf: (row: AuditRow) => string;
  readonly onRequest: (requestId: string) => void;
  readonly onClose: () => void;
}

/** One row of the log, also where it is far back in it. */
export function AuditDrawer({ log, id, actorOf, onRequest, onClose }: AuditDrawerProps): ReactNode {
  const api = useApi();
  const { workspace } = usePlace();
  const row = useQuery({
    queryKey: [workspace.id, 'audit', log.name, 'row', id],
    queryFn: async ({ signal }) => {
      // Rows are listed by descending id: this one is the first of those before the next.
      const { rows } = await readAudit(api, log, { cursor: String(BigInt(id) + 1n), limit: 1 }, signal);
      return rows.find((one) => one.id === id) ?? null;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Peek opened onClose={onClose} size="lg" title={row.data?.action ?? 'Row of the log'}>
      <Loaded query={row} what="row">
        {(known) =>
          known === null ? (
            'There is no such row in this log.'
          ) : (
            <OneRow row={known} actor={actorOf(known)} onRequest={onRequest} />
          )
        }
      </Loaded>
    </Peek>
  );
}

interface OneRowProps {
  readonly row: AuditRow;
  readonly actor: string;
  readonly onRequest: (requestId: string) => void;
}

function OneRow({ row, actor, onRequest }: OneRowProps): ReactNode {
  const { requestId } = row;
  return (
    <Stack>
      <Facts
        of={[
          ['When', whenOf(row.at)],
          ['By', actor],
          ['Actor', mono(row.actorId)],
          ['Resource', row.resourceKind],
          ['Which', mono(row.resourceId)],
          ['Verdict', row.code === null ? row.verdict : `${row.verdict} (${row.code})`],
          ['From', row.ip],
          ['Program', row.userAgent],
          ['Grant', mono(row.grantId)],
          ['Command', mono(row.envelopeSha256)],
          ['Request', mono(requestId)],
          ['Row', row.id],
        ]}
      />
      {Object.keys(row.detail).length > 0 && (
        <Code block tabIndex={0} style={{ overflowX: 'auto' }}>
          {JSON.stringify(row.detail, null, 2)}
        </Code>
      )}
      {requestId !== null && (
        <Button size="compact-sm" variant="default" onClick={() => onRequest(requestId)} style={{ alignSelf: 'start' }}>
          All rows of this request
        </Button>
      )}
    </Stack>
  );
}

function whenOf(at: number): ReactNode {
  return (
    <>
      {new Date(at).toLocaleString()} (<TimeAgo at={at} />)
    </>
  );
}

function mono(text: string | null | undefined): ReactNode {
  if (text === null || text === undefined) return null;
  return (
    <span className="wh-mono" style={{ overflowWrap: 'anywhere' }}>
      {text}
    </span>
  );
}
