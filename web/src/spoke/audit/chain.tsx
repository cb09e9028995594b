import { Alert, Button, Group, List, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Download, ShieldCheck, ShieldX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApi } from '../../api/api.ts';
import { saveBlob } from '../../ui/csv.ts';
import { LazyMenu } from '../../ui/lazy-menu.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { Trouble } from '../../ui/trouble.tsx';
import { usePlace } from '../workspace.tsx';
import { exportAudit, readHead, type AuditFilter, type AuditLog } from './audit-log.ts';
import type { AuditReport } from './verify-log.ts';

interface ExportProps {
  readonly log: AuditLog;
  readonly filter: AuditFilter;
}

interface ChainProps extends ExportProps {
  readonly mayExport: boolean;
}

/** Up to where the log is signed, and whether it is whole. */
export function Chain({ log, filter, mayExport }: ChainProps): ReactNode {
  const api = useApi();
  const { workspace } = usePlace();
  const head = useQuery({
    queryKey: [workspace.id, 'audit', log.name, 'head'],
    queryFn: ({ signal }) => readHead(api, log, signal),
  });
  const verify = useMutation({
    mutationFn: async () => {
      const [{ verifyLog }, file] = await Promise.all([
        import('./verify-log.ts'),
        exportAudit(api, log, { format: 'jsonl' }),
      ]);
      return verifyLog(file, head.data === null || head.data === undefined ? [] : [head.data.envelope]);
    },
  });
  return (
    <>
      <Group gap="sm" mb="sm">
        <Text size="sm" c="dimmed">
          {head.data === undefined ? 'Each row is chained to the one before it.' : null}
          {head.data === null && 'Each row is chained to the one before it; nothing is signed yet.'}
          {head.data !== undefined && head.data !== null && (
            <>
              Chained, and signed up to row {head.data.seq}, <TimeAgo at={head.data.at} />.
            </>
          )}
        </Text>
        {mayExport && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<ShieldCheck size={14} aria-hidden />}
            loading={verify.isPending}
            onClick={() => verify.mutate()}
          >
            Verify
          </Button>
        )}
        {mayExport && <Export log={log} filter={filter} />}
      </Group>
      <Trouble error={verify.error} />
      {verify.data !== undefined && <Verdict report={verify.data} />}
    </>
  );
}

function Verdict({ report }: { readonly report: AuditReport }): ReactNode {
  const { ok, entries, checkpoints, problems, problemCount, fingerprint } = report;
  if (ok)
    return (
      <Alert color="green" icon={<ShieldCheck size={16} />} mb="sm" role="status" title="The log is whole">
        This browser checked {entries} rows and {checkpoints} signatures. Compare the fingerprint of the key with the
        instance’s people:{' '}
        <span className="wh-mono" style={{ overflowWrap: 'anywhere' }}>
          {fingerprint ?? 'none'}
        </span>
      </Alert>
    );
  return (
    <Alert
      color="red"
      icon={<ShieldX size={16} />}
      mb="sm"
      role="alert"
      title={`The log is not whole: ${problemCount}`}
    >
      <List size="sm">
        {problems.slice(0, 10).map(({ kind, seq, message }) => (
          <List.Item key={`${kind} ${seq ?? ''} ${message}`}>
            {kind}: {message}
          </List.Item>
        ))}
      </List>
      Export it, keep the file, and tell whoever runs the instance.
    </Alert>
  );
}

function Export({ log, filter }: ExportProps): ReactNode {
  const api = useApi();
  const save = useMutation({
    mutationFn: async (format: 'jsonl' | 'csv') => {
      const blob = await new Response(await exportAudit(api, log, { ...filter, format })).blob();
      saveBlob(`audit-${log.name}.${format}`, blob);
    },
  });
  return (
    <>
      <LazyMenu
        position="bottom-start"
        trigger={
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Download size={14} aria-hidden />}
            loading={save.isPending}
          >
            Export
          </Button>
        }
        parts={[
          {
            heading: (
              <>
                Rows as filtered; check the file with
                <br />
                wheelhouse audit verify
              </>
            ),
            entries: [
              { label: 'JSON lines', run: () => save.mutate('jsonl') },
              { label: 'CSV', run: () => save.mutate('csv') },
            ],
          },
        ]}
      />
      <Trouble error={save.error} />
    </>
  );
}
