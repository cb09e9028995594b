import { Code, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Peek } from '../../ui/dialog.tsx';
import type { AuditRow } from './audit-list.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Named } from './named.tsx';

interface AuditPeekProps {
  /** Undefined where it is not among the rows that were read. */
  readonly row: AuditRow | undefined;
  readonly onClose: () => void;
}

/** All that the log says of one decision. */
export function AuditPeek({ row, onClose }: AuditPeekProps): ReactNode {
  return (
    <Peek opened onClose={onClose} title={row?.action ?? 'Audit row'}>
      {row === undefined ? (
        <Text size="sm">This row is not among those that are shown. Scroll further back, or filter the log.</Text>
      ) : (
        <Stack>
          <Facts
            of={[
              ['At', new Date(row.at).toLocaleString()],
              ['Verdict', row.verdict],
              ['Code', row.code],
              ['By', <Named key="by" text={row.actor} />],
              ['Actor', row.actor],
              ['About', row.resource],
              ['Request', row.requestId],
              ['Policy', row.policyRevision === null ? null : `revision ${row.policyRevision}`],
              ['Envelope', row.envelopeSha256],
              ['Row', row.id],
            ]}
          />
          <Code block tabIndex={0} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {JSON.stringify(row.detail, null, 2)}
          </Code>
        </Stack>
      )}
    </Peek>
  );
}
